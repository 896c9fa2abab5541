import type { Columns } from './columns.ts';
import type { Tree } from './tree.ts';

/** Positions of the spans whose name, model or kind contains `text`, in order. An empty text matches nothing. */
export function matches(columns: Columns, tree: Tree, text: string): Int32Array {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return new Int32Array();
  return positionsWhere(columns, tree, (span) => haystack(columns, span).includes(wanted));
}

export function failures(columns: Columns, tree: Tree): Int32Array {
  return positionsWhere(columns, tree, (span) => columns.failed[span] === 1);
}

/** The next of the ascending `positions` after (or before) `from`, going round at the ends; -1 when empty. */
export function nextOf(positions: Int32Array, from: number, direction: 1 | -1): number {
  if (positions.length === 0) return -1;
  if (direction === 1) return positions.find((position) => position > from) ?? positions[0] ?? -1;
  return positions.findLast((position) => position < from) ?? positions.at(-1) ?? -1;
}

function positionsWhere(columns: Columns, tree: Tree, wanted: (span: number) => boolean): Int32Array {
  return tree.order.filter((span) => span < columns.count && wanted(span));
}

function haystack({ names, models, kinds }: Columns, span: number): string {
  return `${names[span]}\n${models[span] ?? ''}\n${kinds[span]}`.toLowerCase();
}
