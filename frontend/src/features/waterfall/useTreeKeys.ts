import type { KeyboardEvent } from 'react';

import type { Tree } from '../../trace-engine/tree.ts';
import { hasChildren, indexIn } from '../../trace-engine/visible.ts';

type Walk = {
  tree: Tree;
  shown: Int32Array;
  collapsed: ReadonlySet<number>;
  selected: number;
  onSelect: (span: number) => void;
  onToggle: (span: number) => void;
};

/** Arrows walk the rows in sight; right and left open, close, or go to the child or the parent. */
export function useTreeKeys(walk: Walk): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const step = stepOf(event.key, walk);
    if (!step) return;
    event.preventDefault();
    if (step.kind === 'toggle') walk.onToggle(walk.selected);
    else if (step.span !== undefined) walk.onSelect(step.span);
  };
}

type Step = { kind: 'toggle' } | { kind: 'go'; span: number | undefined };

function stepOf(key: string, { tree, shown, collapsed, selected }: Walk): Step | null {
  const position = tree.positionOf[selected] ?? 0;
  const at = indexIn(shown, position);
  const go = (index: number): Step => ({ kind: 'go', span: spanAt(tree, shown[Math.max(0, Math.min(shown.length - 1, index))], index >= at) });
  const open = hasChildren(tree, position) && !collapsed.has(selected);
  switch (key) {
    case 'ArrowDown':
      return go(at + 1);
    case 'ArrowUp':
      return go(at - 1);
    case 'PageDown':
      return go(at + 20);
    case 'PageUp':
      return go(at - 20);
    case 'Home':
      return go(0);
    case 'End':
      return go(shown.length - 1);
    case 'ArrowRight':
      return open ? go(at + 1) : collapsed.has(selected) ? { kind: 'toggle' } : null;
    case 'ArrowLeft':
      return open ? { kind: 'toggle' } : { kind: 'go', span: spanAt(tree, tree.above[position], false) };
    default:
      return null;
  }
}

/** The span of a position; the synthetic group is stepped over in the direction of the walk. */
function spanAt(tree: Tree, position: number | undefined, down: boolean): number | undefined {
  if (position === undefined || position < 0) return undefined;
  return tree.order[position === tree.group ? position + (down ? 1 : -1) : position];
}
