import { useMemo, useRef } from 'react';

import type { TraceSkeleton } from '../../api/types.ts';
import { SpanTree } from '../../features/waterfall/SpanTree.tsx';
import { Notice } from '../../kit/Notice.tsx';
import { nextOf } from '../../trace-engine/match.ts';
import { partialSentences } from './partial.ts';
import { TreeFilter } from './TreeFilter.tsx';
import { useTraceKeys } from './useTraceKeys.ts';
import type { TraceView } from './useTraceTree.ts';

/** Left half of the page: what is missing, the filter, the tree with its waterfall. */
export function TreePane({ trace, view }: { trace: TraceSkeleton; view: TraceView }) {
  const { columns, tree, collapsed, shown, selected, found, failed, critical, select, toggle } = view;
  const field = useRef<HTMLInputElement>(null);
  const toggleCritical = (): void => view.setMarksCritical(!view.marksCritical);
  useTraceKeys({ tree, selected, failed, found, select, toggleCritical, focusFilter: () => field.current?.focus() });
  const matched = useMemo(() => new Set(Array.from(found, (position) => tree.order[position] ?? -1)), [found, tree]);
  const notices = partialSentences(trace);
  const goTo = (positions: Int32Array, direction: 1 | -1): void => {
    const position = nextOf(positions, tree.positionOf[selected] ?? -1, direction);
    if (position >= 0) select(tree.order[position] ?? 0);
  };
  return (
    <>
      {notices.length > 0 && (
        <Notice>
          {notices.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </Notice>
      )}
      <TreeFilter
        field={field}
        query={view.query}
        found={found.length}
        at={found.indexOf(tree.positionOf[selected] ?? -1)}
        failures={failed.length}
        critical={view.marksCritical}
        onFind={view.find}
        onNext={() => goTo(found, 1)}
        onNextFailure={() => goTo(failed, 1)}
        onCritical={toggleCritical}
      />
      <SpanTree columns={columns} tree={tree} shown={shown} collapsed={collapsed} selected={selected} matched={matched} critical={critical} onSelect={select} onToggle={toggle} />
    </>
  );
}
