import type { Columns } from './columns.ts';
import type { Tree } from './tree.ts';

/**
 * 1 at every span that the end of the trace waited for. Walks back from the end of each span: the child
 * that ends last before the cursor is on the path, then the cursor moves to that child's start.
 */
export function criticalPath(columns: Columns, tree: Tree): Uint8Array {
  const bits = new Uint8Array(columns.count);
  const open: { position: number; until: number }[] = [];
  for (let at = 0; at < tree.order.length && at !== tree.group; at = tree.subtreeEnd[at] ?? at + 1) open.push({ position: at, until: Infinity });
  for (let top = open.pop(); top; top = open.pop()) {
    const span = tree.order[top.position] ?? 0;
    bits[span] = 1;
    let cursor = Math.min(top.until, endOf(columns, span));
    for (const child of childrenByEnd(columns, tree, top.position)) {
      const at = tree.order[child] ?? 0;
      if (Math.min(endOf(columns, at), top.until) > cursor) continue;
      open.push({ position: child, until: cursor });
      cursor = columns.start[at] ?? 0;
    }
  }
  return bits;
}

function childrenByEnd(columns: Columns, tree: Tree, position: number): number[] {
  const children: number[] = [];
  const end = tree.subtreeEnd[position] ?? 0;
  for (let at = position + 1; at < end; at = tree.subtreeEnd[at] ?? at + 1) children.push(at);
  return children.toSorted((a, b) => endOf(columns, tree.order[b] ?? 0) - endOf(columns, tree.order[a] ?? 0));
}

function endOf({ start, duration }: Columns, span: number): number {
  return (start[span] ?? 0) + (duration[span] ?? 0);
}
