import * as v from 'valibot';

import { listOf } from '../../lib/search-params.ts';

/** Lengths of the ranges in hours. A list may look back 31 days at most. */
export const RANGES = { '15m': 0.25, '1h': 1, '24h': 24, '7d': 168, '30d': 720 } as const;
export type Range = keyof typeof RANGES;
export const DEFAULT_RANGE: Range = '24h';

const HOUR_MS = 3_600_000;

/** Filters with several values: OR within one, AND across them. The names are the API's own. */
export const LIST_FILTERS = ['status', 'name', 'model', 'provider', 'user', 'session', 'tag', 'environment', 'service', 'release'] as const;
/** Filters with one value. */
export const SINGLE_FILTERS = ['q', 'min_duration_ms', 'max_duration_ms'] as const;

export const STATUSES = ['ok', 'error', 'unset'] as const;
const texts = v.pipe(v.unknown(), v.transform(listOf), v.transform((values) => (values.length > 0 ? values : undefined)));
const statuses = v.pipe(
  v.unknown(),
  v.transform((value) => STATUSES.filter((status) => listOf(value).includes(status))),
  v.transform((values) => (values.length > 0 ? values : undefined)),
);
const milliseconds = v.optional(v.fallback(v.optional(v.pipe(v.string(), v.regex(/^\d+(\.\d+)?$/))), undefined));
const text = v.optional(v.fallback(v.optional(v.pipe(v.string(), v.minLength(1))), undefined));

/** The URL of the list. A value that makes no sense is dropped. */
export const tracesSearch = v.object({
  range: v.optional(v.fallback(v.optional(v.picklist(['15m', '1h', '24h', '7d', '30d'])), undefined)),
  from: text,
  to: text,
  status: v.optional(statuses),
  name: v.optional(texts),
  model: v.optional(texts),
  provider: v.optional(texts),
  user: v.optional(texts),
  session: v.optional(texts),
  tag: v.optional(texts),
  environment: v.optional(texts),
  service: v.optional(texts),
  release: v.optional(texts),
  q: text,
  min_duration_ms: milliseconds,
  max_duration_ms: milliseconds,
});
export type TracesSearch = v.InferOutput<typeof tracesSearch>;

/** Start of the range as of now. */
export function rangeStart({ range = DEFAULT_RANGE, from }: TracesSearch): string {
  return from ?? new Date(Date.now() - RANGES[range] * HOUR_MS).toISOString();
}
