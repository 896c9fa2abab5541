import type { Tree } from './tree.ts';

/** Positions that are on show when the spans in `collapsed` are folded. Costs only what is visible. */
export function visible(tree: Tree, collapsed: ReadonlySet<number>): Int32Array {
  const shown = new Int32Array(tree.order.length);
  let count = 0;
  for (let at = 0; at < tree.order.length; ) {
    shown[count++] = at;
    at = collapsed.has(tree.order[at] ?? -1) ? (tree.subtreeEnd[at] ?? at + 1) : at + 1;
  }
  return shown.subarray(0, count);
}

export function hasChildren(tree: Tree, position: number): boolean {
  return (tree.subtreeEnd[position] ?? 0) > position + 1;
}

/** `collapsed` without the ancestors of a position, so that the row itself can be seen. */
export function reveal(tree: Tree, collapsed: ReadonlySet<number>, position: number): ReadonlySet<number> {
  const opened = new Set(collapsed);
  for (let at = tree.above[position] ?? -1; at !== -1; at = tree.above[at] ?? -1) opened.delete(tree.order[at] ?? -1);
  return opened.size === collapsed.size ? collapsed : opened;
}

/** Index of a position in the ascending `shown`, -1 when it is folded away. */
export function indexIn(shown: Int32Array, position: number): number {
  let low = 0;
  let high = shown.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = shown[middle] ?? 0;
    if (value === position) return middle;
    if (value < position) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
