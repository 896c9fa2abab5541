import * as v from 'valibot';

export const TABS = ['io', 'attributes', 'events', 'timing'] as const;
export const VIEWS = ['chat', 'json', 'raw'] as const;
export type TabId = (typeof TABS)[number];
export type View = (typeof VIEWS)[number];

/** The URL of a trace. A value that makes no sense is dropped. */
export const traceSearch = v.object({
  span: v.optional(v.fallback(v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/))), undefined)),
  tab: v.optional(v.fallback(v.optional(v.picklist(TABS)), undefined)),
  as: v.optional(v.fallback(v.optional(v.picklist(VIEWS)), undefined)),
  q: v.optional(v.fallback(v.optional(v.string()), undefined)),
});
export type TraceSearch = v.InferOutput<typeof traceSearch>;
