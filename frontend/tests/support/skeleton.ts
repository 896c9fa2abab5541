import type { Skeleton } from '../../src/trace-engine/decode.ts';

export type SpanSketch = { id: string; parent?: string | null; kind?: string; start?: number; length?: number; failed?: boolean };

/** A skeleton answer from a few words about each span; times in milliseconds. */
export function skeletonOf(sketches: readonly SpanSketch[]): Skeleton {
  const index = new Map(sketches.map(({ id }, at) => [id, at]));
  const kinds = [...new Set(sketches.map(({ kind = 'other' }) => kind))];
  return {
    names: sketches.map(({ id }) => id),
    kinds,
    models: [],
    statuses: ['ok', 'error'],
    columns: {
      span_id: sketches.map(({ id }) => id),
      parent: sketches.map(({ parent = null }) => (parent === null ? -1 : (index.get(parent) ?? -1))),
      orphan: sketches.map(({ parent = null }) => parent !== null && !index.has(parent)),
      start_us: sketches.map(({ start = 0 }) => start * 1000),
      duration_us: sketches.map(({ length = 1 }) => length * 1000),
      name: sketches.map((_, at) => at),
      kind: sketches.map(({ kind = 'other' }) => kinds.indexOf(kind)),
      model: sketches.map(() => -1),
      status: sketches.map(({ failed = false }) => Number(failed)),
      tokens: sketches.map(() => null),
      cost: sketches.map(() => null),
      counted: sketches.map(() => true),
    },
  };
}
