import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';

import { traceQuery } from '../../api/traces.ts';
import type { TraceSkeleton, TraceSummary } from '../../api/types.ts';
import { StatusMark } from '../../features/kind/StatusMark.tsx';
import { shortId } from '../../format/id.ts';
import { Boundary } from '../../kit/Boundary.tsx';
import { Copy } from '../../kit/Copy.tsx';
import { Icon } from '../../kit/Icon.tsx';
import { Notice } from '../../kit/Notice.tsx';
import { PageFrame } from '../../kit/PageFrame.tsx';
import { QueryStates } from '../../kit/QueryStates.tsx';
import { Skeleton } from '../../kit/Skeleton.tsx';
import { SplitPane } from '../../kit/SplitPane.tsx';
import { SpanPanel } from './SpanPanel.tsx';
import { TraceFigures } from './TraceFigures.tsx';
import { TreePane } from './TreePane.tsx';
import { useTraceTree } from './useTraceTree.ts';

export function TracePage() {
  const { project, traceId } = useParams({ from: '/p/$project/traces/$traceId' });
  const trace = useQuery(traceQuery(project, traceId));
  const name = trace.data?.trace.name ?? `Trace ${shortId(traceId)}`;
  return (
    <PageFrame title={name} heading={<Heading project={project} name={name} trace={trace.data?.trace} />} meta={<TraceId id={traceId} />}>
      {trace.isPending && trace.failureCount > 0 && <Notice>This trace is not stored here yet. Trying again for ten seconds.</Notice>}
      <QueryStates of={trace} skeleton={<Skeleton rows={24} height={24} />}>
        {(found) => <TraceBody key={traceId} project={project} traceId={traceId} skeleton={found} />}
      </QueryStates>
    </PageFrame>
  );
}

function TraceBody({ project, traceId, skeleton }: { project: string; traceId: string; skeleton: TraceSkeleton }) {
  const view = useTraceTree(skeleton);
  return (
    <>
      <TraceFigures trace={skeleton.trace} project={project} />
      <SplitPane label="Width of the span tree" start={48}>
        <Boundary>
          <TreePane trace={skeleton} view={view} />
        </Boundary>
        <Boundary resetKey={String(view.selected)}>
          <SpanPanel project={project} traceId={traceId} settled={skeleton.trace.settled} view={view} />
        </Boundary>
      </SplitPane>
    </>
  );
}

function Heading({ project, name, trace }: { project: string; name: string; trace: TraceSummary | undefined }) {
  return (
    <>
      <Link to="/p/$project/traces" params={{ project }} className="font-normal text-text-3 hover:text-text max-sm:hidden">
        Traces
      </Link>
      <Icon name="chevron" className="size-3! text-text-3 max-sm:hidden" />
      <span className="truncate">{name}</span>
      {trace && <StatusMark status={trace.status} live={!trace.settled} />}
    </>
  );
}

function TraceId({ id }: { id: string }) {
  return (
    <span className="flex items-center gap-0.5 max-sm:hidden">
      <code title={id}>{shortId(id)}</code>
      <Copy text={id} label="Copy trace id" />
    </span>
  );
}
