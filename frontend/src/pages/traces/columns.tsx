import { Link } from '@tanstack/react-router';

import type { TraceSummary } from '../../api/types.ts';
import { StatusMark } from '../../features/kind/StatusMark.tsx';
import { formatMoney } from '../../format/money.ts';
import { formatTokens } from '../../format/tokens.ts';
import type { Column } from '../../kit/DataTable.tsx';
import { Time } from '../../kit/Time.tsx';
import { DurationBar } from './DurationBar.tsx';
import { ModelList } from './ModelList.tsx';

export const TABLE_WIDTH = 1080;

/** Columns of the list; `p95` scales the duration bars. */
export function traceColumns(project: string, p95: number): Column<TraceSummary>[] {
  return [
    { id: 'status', header: 'Status', track: '64px', cell: (trace) => <StatusMark status={trace.status} live={!trace.settled} /> },
    { id: 'name', header: 'Name', track: 'minmax(190px, 1.7fr)', cell: (trace) => <NameLink project={project} trace={trace} /> },
    { id: 'input', header: 'Input', track: 'minmax(130px, 1.7fr)', cell: (trace) => <Preview text={trace.input_preview} /> },
    { id: 'output', header: 'Output', track: 'minmax(130px, 1.7fr)', cell: (trace) => <Preview text={trace.output_preview} /> },
    { id: 'started', header: 'Started', track: '118px', cell: (trace) => <Time at={trace.start_time} /> },
    { id: 'duration', header: 'Duration', track: '136px', end: true, cell: (trace) => <DurationBar ms={trace.duration_ms} scale={p95} /> },
    { id: 'models', header: 'Models', track: '150px', cell: (trace) => <ModelList models={trace.models ?? []} /> },
    { id: 'tokens', header: 'Tokens', track: '68px', end: true, cell: (trace) => <Figure text={formatTokens(trace.usage?.total)} /> },
    { id: 'cost', header: 'Cost', track: '80px', end: true, cell: (trace) => <Figure text={formatMoney(trace.cost?.total)} title={trace.cost?.total ?? 'Unknown'} /> },
  ];
}

/** The row's link. It covers the whole row, so the row opens in a new tab like any link. */
function NameLink({ project, trace }: { project: string; trace: TraceSummary }) {
  return (
    <Link
      to="/p/$project/traces/$traceId"
      params={{ project, traceId: trace.trace_id }}
      tabIndex={-1}
      className="font-medium after:absolute after:inset-0"
    >
      {trace.name ?? <span className="font-mono font-normal text-text-2">{trace.trace_id}</span>}
    </Link>
  );
}

function Preview({ text }: { text: string | null }) {
  return text ? <span className="text-text-2">{text}</span> : <span className="text-text-3">–</span>;
}

function Figure({ text, title }: { text: string; title?: string }) {
  return (
    <span className="relative font-mono" title={title}>
      {text}
    </span>
  );
}
