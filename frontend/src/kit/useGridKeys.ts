import { type KeyboardEvent, useState } from 'react';

type Keys = { active: number; setActive: (index: number) => void; onKeyDown: (event: KeyboardEvent) => void };

/** One tab stop for a list: arrows or j/k move the active row, Home and End jump, Enter opens. */
export function useGridKeys(count: number, scrollTo: (index: number) => void, open: (index: number) => void): Keys {
  const [active, setActive] = useState(0);
  const move = (index: number): void => {
    const next = Math.max(0, Math.min(count - 1, index));
    setActive(next);
    scrollTo(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.metaKey || event.ctrlKey || event.altKey) return;
    const to = destination(event.key, active, count);
    if (to === null && event.key !== 'Enter') return;
    event.preventDefault();
    if (to === null) open(active);
    else move(to);
  };
  return { active: Math.min(active, Math.max(0, count - 1)), setActive, onKeyDown };
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
