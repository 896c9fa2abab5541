import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';

import { spanQuery } from '../../api/traces.ts';
import type { Span } from '../../api/types.ts';
import { KindIcon } from '../../features/kind/KindIcon.tsx';
import { SpanIo } from '../../features/span-io/SpanIo.tsx';
import { Copy } from '../../kit/Copy.tsx';
import { QueryStates } from '../../kit/QueryStates.tsx';
import { Segmented } from '../../kit/Segmented.tsx';
import { Skeleton } from '../../kit/Skeleton.tsx';
import { Tabs } from '../../kit/Tabs.tsx';
import { AttributesTab } from './AttributesTab.tsx';
import { EventsTab } from './EventsTab.tsx';
import type { TabId, View } from './search.ts';
import { TimingTab } from './TimingTab.tsx';
import type { TraceView } from './useTraceTree.ts';

const PAGE = '/p/$project/traces/$traceId';
const VIEWS: { value: View; label: string }[] = [
  { value: 'chat', label: 'Chat' },
  { value: 'json', label: 'JSON' },
  { value: 'raw', label: 'Raw' },
];

type Props = { project: string; traceId: string; settled: boolean; view: TraceView };

/** Right half of the page: the selected span, whole. */
export function SpanPanel({ project, traceId, settled, view }: Props) {
  const { tab = 'io', as = 'chat' } = useSearch({ from: PAGE });
  const navigate = useNavigate({ from: PAGE });
  const id = view.columns.ids[view.selected] ?? '';
  const span = useQuery({ ...spanQuery(project, traceId, id, settled), enabled: id !== '' });
  const tabs: { id: TabId; label: string; count?: number }[] = [
    { id: 'io', label: 'I/O' },
    { id: 'attributes', label: 'Attributes' },
    { id: 'events', label: 'Events', count: (span.data?.events.length ?? 0) + (span.data?.links.length ?? 0) },
    { id: 'timing', label: 'Timing' },
  ];
  return (
    <section aria-label="Selected span" className="flex min-h-0 flex-1 flex-col">
      <header className="flex h-10 items-center gap-1.5 border-b border-line px-3">
        <KindIcon kind={view.columns.kinds[view.selected] ?? 'other'} />
        <h2 className="truncate font-semibold">{view.columns.names[view.selected]}</h2>
        <code className="ml-auto text-text-3 max-sm:hidden">{id}</code>
        <Copy text={id} label="Copy span id" />
      </header>
      <Tabs
        label="Parts of the span"
        tabs={tabs}
        value={tab}
        onChange={(next) => void navigate({ search: (before) => ({ ...before, tab: next }), replace: true })}
        aside={tab === 'io' && <Segmented label="Show as" value={as} choices={VIEWS} onChange={(next) => void navigate({ search: (before) => ({ ...before, as: next }), replace: true })} />}
      >
        <QueryStates of={span} skeleton={<Skeleton rows={8} />}>
          {(whole) => <Panel key={id} span={whole} tab={tab} as={as} view={view} />}
        </QueryStates>
      </Tabs>
    </section>
  );
}

function Panel({ span, tab, as, view }: { span: Span; tab: TabId; as: View; view: TraceView }) {
  switch (tab) {
    case 'io':
      return <SpanIo span={span} as={as} />;
    case 'attributes':
      return <AttributesTab span={span} />;
    case 'events':
      return <EventsTab span={span} />;
    case 'timing':
      return <TimingTab span={span} columns={view.columns} tree={view.tree} selected={view.selected} />;
  }
}
