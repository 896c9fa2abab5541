import { type Columns, MISSING } from './columns.ts';

/**
 * The span tree laid flat in pre-order. All arrays are indexed by position, not by span.
 * Spans whose parent is missing, or that are their own ancestors, follow one synthetic group row at the end.
 */
export type Tree = {
  /** Span at a position; `columns.count` stands for the synthetic group. */
  readonly order: Int32Array;
  readonly depth: Uint16Array;
  /** First position after the subtree of this one. */
  readonly subtreeEnd: Int32Array;
  /** Position of the parent row, -1 at the top. */
  readonly above: Int32Array;
  /** Position of each span. */
  readonly positionOf: Int32Array;
  /** Position of the synthetic group, -1 without one. */
  readonly group: number;
  /** Spans under the synthetic group whose parent never came. */
  readonly orphans: number;
};

/** Children of every span as linked lists over typed arrays, each in order of start. */
type Family = { first: Int32Array; next: Int32Array };

export function build(columns: Columns): Tree {
  const family = kinship(columns);
  const draft = new Draft(columns.count);
  const tops = [...byStart(columns)].filter((span) => columns.parent[span] === -1);
  for (const span of tops) draft.place(span, 0, -1, family);
  if (draft.length < columns.count) draft.placeGroup(strays(columns, draft), family);
  return draft.finish();
}

/** Orphans first; what is then still unplaced turns in circles and is cut at its earliest span. */
function* strays(columns: Columns, draft: Draft): Generator<{ span: number; orphan: boolean }> {
  const ordered = byStart(columns);
  for (const span of ordered) if (columns.parent[span] === MISSING) yield { span, orphan: true };
  for (const span of ordered) if (!draft.has(span)) yield { span, orphan: false };
}

function byStart({ start, count }: Columns): Int32Array {
  const spans = Int32Array.from({ length: count }, (_, index) => index);
  return spans.toSorted((a, b) => (start[a] ?? 0) - (start[b] ?? 0) || a - b);
}

function kinship(columns: Columns): Family {
  const first = new Int32Array(columns.count).fill(-1);
  const next = new Int32Array(columns.count).fill(-1);
  const ordered = byStart(columns);
  for (let at = ordered.length - 1; at >= 0; at--) {
    const span = ordered[at] ?? 0;
    const parent = columns.parent[span] ?? -1;
    if (parent < 0) continue;
    next[span] = first[parent] ?? -1;
    first[parent] = span;
  }
  return { first, next };
}

/** The flat tree while it grows. Depth-first with an own stack: a chain of 100,000 spans must not overflow. */
class Draft {
  length = 0;
  #group = -1;
  #orphans = 0;
  readonly #order: Int32Array;
  readonly #depth: Uint16Array;
  readonly #subtreeEnd: Int32Array;
  readonly #above: Int32Array;
  readonly #positionOf: Int32Array;

  constructor(private readonly count: number) {
    this.#order = new Int32Array(count + 1);
    this.#depth = new Uint16Array(count + 1);
    this.#subtreeEnd = new Int32Array(count + 1);
    this.#above = new Int32Array(count + 1);
    this.#positionOf = new Int32Array(count + 1).fill(-1);
  }

  has(span: number): boolean {
    return this.#positionOf[span] !== -1;
  }

  place(top: number, depth: number, above: number, { first, next }: Family): void {
    const open: number[] = [];
    let span = top;
    let parent = above;
    while (span !== -1) {
      const position = this.#append(span, depth + open.length, parent);
      const child = this.#unplaced(first[span] ?? -1, next);
      if (child !== -1) {
        open.push(position);
        parent = position;
        span = child;
        continue;
      }
      this.#subtreeEnd[position] = this.length;
      span = position === this.#positionOf[top] ? -1 : this.#unplaced(next[span] ?? -1, next);
      while (span === -1 && open.length > 0) {
        const closed = open.pop() ?? 0;
        this.#subtreeEnd[closed] = this.length;
        parent = this.#above[closed] ?? -1;
        span = this.#order[closed] === top ? -1 : this.#unplaced(next[this.#order[closed] ?? 0] ?? -1, next);
      }
    }
  }

  placeGroup(strays: Iterable<{ span: number; orphan: boolean }>, family: Family): void {
    this.#group = this.#append(this.count, 0, -1);
    for (const { span, orphan } of strays) {
      this.place(span, 1, this.#group, family);
      if (orphan) this.#orphans++;
    }
    this.#subtreeEnd[this.#group] = this.length;
  }

  finish(): Tree {
    const used = this.length;
    return {
      order: this.#order.subarray(0, used),
      depth: this.#depth.subarray(0, used),
      subtreeEnd: this.#subtreeEnd.subarray(0, used),
      above: this.#above.subarray(0, used),
      positionOf: this.#positionOf,
      group: this.#group,
      orphans: this.#orphans,
    };
  }

  #append(span: number, depth: number, above: number): number {
    const position = this.length++;
    this.#order[position] = span;
    this.#depth[position] = Math.min(depth, 65_535);
    this.#above[position] = above;
    this.#positionOf[span] = position;
    return position;
  }

  #unplaced(span: number, next: Int32Array): number {
    let at = span;
    while (at !== -1 && this.has(at)) at = next[at] ?? -1;
    return at;
  }
}
