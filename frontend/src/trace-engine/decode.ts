import { type Columns, MISSING, ROOT } from './columns.ts';

/** What the engine reads of a skeleton answer: dictionaries, and per span an index into them. */
export type Skeleton = {
  names: readonly string[];
  kinds: readonly string[];
  models: readonly string[];
  statuses: readonly string[];
  columns: {
    span_id: readonly string[];
    /** Index of the parent, -1 for a root or a missing parent. */
    parent: readonly number[];
    /** Has a parent that is not among these spans. */
    orphan: readonly boolean[];
    start_us: readonly number[];
    duration_us: readonly number[];
    name: readonly number[];
    kind: readonly number[];
    /** -1 = none. */
    model: readonly number[];
    status: readonly number[];
    tokens: readonly (number | null)[];
    cost: readonly (string | null)[];
    counted: readonly (boolean | null)[];
  };
};

/** Turns a skeleton into columns of the same order. */
export function decode({ columns: given, names, kinds, models, statuses }: Skeleton): Columns {
  const failed = statuses.indexOf('error');
  const start = Float64Array.from(given.start_us);
  const duration = Float64Array.from(given.duration_us);
  return {
    count: given.span_id.length,
    ids: given.span_id,
    names: given.name.map((index) => names[index] ?? ''),
    kinds: given.kind.map((index) => kinds[index] ?? 'other'),
    models: given.model.map((index) => models[index] ?? null),
    parent: Int32Array.from(given.parent, (parent, span) => (given.orphan[span] ? MISSING : parent < 0 ? ROOT : parent)),
    start,
    duration,
    failed: Uint8Array.from(given.status, (status) => Number(status === failed)),
    tokens: Float64Array.from(given.tokens, (tokens) => tokens ?? -1),
    costs: given.cost,
    counted: Uint8Array.from(given.counted, (counted) => Number(counted !== false)),
    extent: lastEnd(start, duration),
  };
}

function lastEnd(start: Float64Array, duration: Float64Array): number {
  return start.reduce((end, at, index) => Math.max(end, at + (duration[index] ?? 0)), 0);
}
