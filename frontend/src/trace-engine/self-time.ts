import type { Columns } from './columns.ts';
import type { Tree } from './tree.ts';

/** Microseconds in which a span ran and none of its children did. */
export function selfTime(columns: Columns, tree: Tree, position: number): number {
  const span = tree.order[position] ?? 0;
  const [from, to] = boundsOf(columns, span);
  let covered = 0;
  let reached = from;
  const end = tree.subtreeEnd[position] ?? 0;
  for (let at = position + 1; at < end; at = tree.subtreeEnd[at] ?? at + 1) {
    const [start, stop] = boundsOf(columns, tree.order[at] ?? 0);
    const begin = Math.max(start, reached);
    const finish = Math.min(stop, to);
    if (finish > begin) covered += finish - begin;
    reached = Math.max(reached, finish);
  }
  return Math.max(0, to - from - covered);
}

function boundsOf({ start, duration }: Columns, span: number): [number, number] {
  const from = start[span] ?? 0;
  return [from, from + (duration[span] ?? 0)];
}
