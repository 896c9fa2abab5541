import { useState } from 'react';

import { Icon } from './Icon.tsx';
import { entriesOf, isBranch, leafText, summaryOf } from './json-nodes.ts';

type Props = { value: unknown; label?: string | undefined; depth?: number };
const OPEN_TO = 2;
const FIRST = 100;

/** A JSON value as a tree; branches are in the document only while open, and long ones in pieces. */
export function JsonTree({ value, label, depth = 0 }: Props) {
  const [open, setOpen] = useState(depth < OPEN_TO);
  const [limit, setLimit] = useState(FIRST);
  if (!isBranch(value)) return <Leaf value={value} label={label} />;
  const entries = entriesOf(value);
  return (
    <div className="font-mono">
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="flex items-center gap-1 rounded-bar text-left hover:bg-hover">
        <Icon name="chevron" className={`size-3! text-text-3 ${open ? 'rotate-90' : ''}`} />
        {label !== undefined && <span className="text-text-2">{label}:</span>}
        <span className="text-text-3">{summaryOf(value)}</span>
      </button>
      {open && (
        <div className="ml-[5px] border-l border-line pl-3">
          {entries.slice(0, limit).map(([key, child]) => (
            <JsonTree key={key} label={key} value={child} depth={depth + 1} />
          ))}
          {entries.length > limit && (
            <button type="button" onClick={() => setLimit(limit + FIRST)} className="text-accent hover:underline">
              Show {Math.min(FIRST, entries.length - limit)} more of {entries.length}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Leaf({ value, label }: { value: unknown; label: string | undefined }) {
  return (
    <div className="pl-4 font-mono wrap-anywhere whitespace-pre-wrap">
      {label !== undefined && <span className="text-text-2">{label}: </span>}
      <span className={typeof value === 'string' ? 'text-text' : 'text-accent'}>{leafText(value)}</span>
    </div>
  );
}
