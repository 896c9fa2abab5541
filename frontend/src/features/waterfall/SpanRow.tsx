import { memo } from 'react';

import { formatDuration } from '../../format/duration.ts';
import { formatMoney } from '../../format/money.ts';
import { formatTokens } from '../../format/tokens.ts';
import { Icon } from '../../kit/Icon.tsx';
import { KindIcon } from '../kind/KindIcon.tsx';
import { Bar } from './Bar.tsx';

/** Deeper levels are drawn here, with the level as a number. */
const DEEPEST = 24;
const INDENT = 12;

export type SpanRowProps = {
  id: string;
  span: number;
  rowIndex: number;
  top: number;
  height: number;
  depth: number;
  expanded: boolean | null;
  name: string;
  kind: string;
  model: string | null;
  left: number;
  width: number;
  lane: number;
  durationMs: number;
  failed: boolean;
  critical: boolean;
  matched: boolean;
  selected: boolean;
  tokens: number | null;
  cost: string | null;
  counted: boolean;
  onSelect: (span: number) => void;
  onToggle: (span: number) => void;
};

/** One span: caret, kind and name on the left, its bar on the right. Props are primitives, so that scrolling redraws nothing. */
export const SpanRow = memo(function SpanRow(row: SpanRowProps) {
  return (
    <div
      id={row.id}
      role="row"
      aria-level={row.depth + 1}
      aria-rowindex={row.rowIndex}
      aria-selected={row.selected}
      aria-expanded={row.expanded ?? undefined}
      data-critical={row.critical || undefined}
      onClick={() => row.onSelect(row.span)}
      className="absolute inset-x-0 grid cursor-pointer grid-cols-(--tree-tracks) items-center border-b border-line/60 pr-3 contain-strict hover:bg-hover aria-selected:bg-selected aria-selected:streak-left"
      style={{ height: row.height, transform: `translateY(${row.top}px)` }}
    >
      <NameCell {...row} />
      <div role="gridcell" className="relative h-full overflow-hidden border-l border-line/60">
        <Bar kind={row.kind} left={row.left} width={row.width} lane={row.lane} label={formatDuration(row.durationMs)} failed={row.failed} critical={row.critical} />
      </div>
      <div role="gridcell" className="hidden truncate pl-2 text-right font-mono text-text-2 @xl:block">
        {row.tokens === null ? '' : parenthesised(formatTokens(row.tokens), row.counted)}
      </div>
      <div role="gridcell" className="hidden truncate pl-2 text-right font-mono text-text-2 @xl:block">
        {row.cost === null ? '' : parenthesised(formatMoney(row.cost), row.counted)}
      </div>
    </div>
  );
});

function NameCell(row: SpanRowProps) {
  const level = Math.min(row.depth, DEEPEST);
  return (
    <div role="gridcell" className="flex h-full min-w-0 items-center gap-1.5 pr-2" style={{ paddingLeft: 6 + level * INDENT }}>
      <Caret expanded={row.expanded} onToggle={() => row.onToggle(row.span)} />
      {row.depth > DEEPEST && <span className="rounded-bar bg-sunken px-1 text-axis text-text-3">{row.depth}</span>}
      <KindIcon kind={row.kind} />
      {row.failed && (
        <span className="text-error" title="error">
          <span aria-hidden="true">✕</span>
          <span className="sr-only">error</span>
        </span>
      )}
      <span className={`min-w-0 truncate ${row.matched ? 'underline decoration-accent decoration-2 underline-offset-3' : ''} ${row.failed ? 'font-medium' : ''}`} title={row.name}>
        {row.name}
      </span>
      {row.model && <span className="hidden min-w-0 shrink-[1000] truncate rounded-bar bg-sunken px-1 text-axis text-text-3 @lg:block">{row.model}</span>}
    </div>
  );
}

function Caret({ expanded, onToggle }: { expanded: boolean | null; onToggle: () => void }) {
  if (expanded === null) return <span className="w-4 shrink-0" />;
  return (
    <span
      aria-hidden="true"
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
      className={`grid size-4 shrink-0 place-items-center rounded-bar text-text-3 hover:text-text ${expanded ? 'rotate-90' : ''}`}
    >
      <Icon name="chevron" className="size-3!" />
    </span>
  );
}

/** Figures that another span already counts stand in parentheses. */
function parenthesised(text: string, counted: boolean): string {
  return counted ? text : `(${text})`;
}
