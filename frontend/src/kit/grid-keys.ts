import type { KeyboardEvent } from 'react';

type Grid = { count: number; active: number; move: (index: number) => void; open: (index: number) => void };

/** One tab stop for a list: arrows or j/k move the active row, Home and End jump, Enter opens. */
export function onGridKey(event: KeyboardEvent, { count, active, move, open }: Grid): void {
  if (event.target !== event.currentTarget || event.metaKey || event.ctrlKey || event.altKey) return;
  const to = destination(event.key, active, count);
  if (to === null && event.key !== 'Enter') return;
  event.preventDefault();
  if (to === null) open(active);
  else move(Math.max(0, Math.min(count - 1, to)));
}

function destination(key: string, active: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return active + 1;
    case 'ArrowUp':
    case 'k':
      return active - 1;
    case 'PageDown':
      return active + 20;
    case 'PageUp':
      return active - 20;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
