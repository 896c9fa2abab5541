import { useEffect, useId, useRef } from 'react';

import { useMedia } from '../../kit/useMedia.ts';
import { useVirtualRows } from '../../kit/useVirtualRows.ts';
import { useWidth } from '../../kit/useWidth.ts';
import type { Columns } from '../../trace-engine/columns.ts';
import type { Tree } from '../../trace-engine/tree.ts';
import { hasChildren, indexIn } from '../../trace-engine/visible.ts';
import { GroupRow } from './GroupRow.tsx';
import { Ruler } from './Ruler.tsx';
import { SpanRow } from './SpanRow.tsx';
import { useTreeKeys } from './useTreeKeys.ts';

type Props = {
  columns: Columns;
  tree: Tree;
  shown: Int32Array;
  collapsed: ReadonlySet<number>;
  /** Selected span. */
  selected: number;
  matched: ReadonlySet<number>;
  critical: Uint8Array | null;
  onSelect: (span: number) => void;
  onToggle: (span: number) => void;
};

/** The spans of a trace as a tree over a waterfall: an ARIA treegrid whose rows exist only while in sight. */
export function SpanTree({ columns, tree, shown, collapsed, selected, matched, critical, onSelect, onToggle }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const laneHead = useRef<HTMLDivElement>(null);
  const lane = useWidth(laneHead);
  const id = useId();
  const height = useMedia('(pointer: coarse)') ? 44 : 24;
  const active = indexIn(shown, tree.positionOf[selected] ?? -1);
  const { items, total, scrollToIndex } = useVirtualRows({ count: shown.length, scroller, height, header: 28, active });
  useEffect(() => {
    if (active >= 0) scrollToIndex(active, { align: 'auto' });
  }, [active, scrollToIndex]);
  const onKeyDown = useTreeKeys({ tree, shown, collapsed, selected, onSelect, onToggle });
  return (
    <div className="@container flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        role="treegrid"
        tabIndex={0}
        aria-label="Spans"
        aria-rowcount={shown.length}
        aria-activedescendant={active < 0 ? undefined : `${id}-${active}`}
        onKeyDown={onKeyDown}
        className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto bg-surface -outline-offset-2 [--tree-tracks:minmax(0,11fr)_minmax(0,10fr)_0_0] @xl:[--tree-tracks:minmax(0,11fr)_minmax(0,10fr)_52px_76px]"
      >
        <div role="rowgroup" className="sticky top-0 z-10 border-b border-line bg-canvas">
          <div role="row" className="grid h-6 grid-cols-(--tree-tracks) items-stretch pr-3 text-axis text-text-3">
            <div role="columnheader" className="self-center pl-3">Span</div>
            <div role="columnheader" ref={laneHead} className="relative overflow-hidden border-l border-line">
              <span className="sr-only">Time</span>
              <Ruler extent={columns.extent} lane={lane} />
            </div>
            <div role="columnheader" className="hidden self-center text-right @xl:block">Tokens</div>
            <div role="columnheader" className="hidden self-center text-right @xl:block">Cost</div>
          </div>
        </div>
        <div role="rowgroup" className="relative" style={{ height: total }}>
          {items.map((item) => {
            const position = shown[item.index] ?? 0;
            const span = tree.order[position] ?? 0;
            const place = { id: `${id}-${item.index}`, rowIndex: item.index + 1, top: item.start, height };
            const expanded = hasChildren(tree, position) ? !collapsed.has(span) : null;
            if (position === tree.group) return <GroupRow key="group" {...place} span={span} expanded={expanded} onToggle={onToggle} />;
            const duration = columns.duration[span] ?? 0;
            const start = columns.start[span] ?? 0;
            const tokens = columns.tokens[span] ?? -1;
            return (
              <SpanRow
                key={columns.ids[span]}
                {...place}
                span={span}
                depth={tree.depth[position] ?? 0}
                expanded={expanded}
                name={columns.names[span] ?? ''}
                kind={columns.kinds[span] ?? 'other'}
                model={columns.models[span] ?? null}
                left={columns.extent > 0 ? start / columns.extent : 0}
                width={columns.extent > 0 ? duration / columns.extent : 0}
                lane={lane}
                durationMs={duration / 1000}
                failed={columns.failed[span] === 1}
                critical={critical?.[span] === 1}
                matched={matched.has(span)}
                selected={span === selected}
                tokens={tokens < 0 ? null : tokens}
                cost={columns.costs[span] ?? null}
                counted={columns.counted[span] === 1}
                onSelect={onSelect}
                onToggle={onToggle}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
