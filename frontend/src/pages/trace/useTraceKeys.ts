import { useEffect, useRef } from 'react';

import { plainKey } from '../../lib/hotkeys.ts';
import { nextOf } from '../../trace-engine/match.ts';
import type { Tree } from '../../trace-engine/tree.ts';

type Walk = {
  tree: Tree;
  selected: number;
  failed: Int32Array;
  found: Int32Array;
  select: (span: number) => void;
  toggleCritical: () => void;
  focusFilter: () => void;
};

/** `e` next error, `n` `N` next and last match, `c` critical path, `/` the filter: anywhere on the page. */
export function useTraceKeys(walk: Walk): void {
  const latest = useRef(walk);
  useEffect(() => {
    latest.current = walk;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (act(plainKey(event), latest.current)) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function act(key: string | null, walk: Walk): boolean {
  switch (key) {
    case 'e':
      return go(walk, walk.failed, 1);
    case 'n':
      return go(walk, walk.found, 1);
    case 'N':
      return go(walk, walk.found, -1);
    case 'c':
      walk.toggleCritical();
      return true;
    case '/':
      walk.focusFilter();
      return true;
    default:
      return false;
  }
}

function go({ tree, selected, select }: Walk, among: Int32Array, direction: 1 | -1): boolean {
  const position = nextOf(among, tree.positionOf[selected] ?? -1, direction);
  if (position >= 0) select(tree.order[position] ?? 0);
  return position >= 0;
}
