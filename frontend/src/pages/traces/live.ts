import type { InfiniteData } from '@tanstack/react-query';

import type { TracePage } from '../../api/traces.ts';
import type { TraceSummary } from '../../api/types.ts';

/** What the live poll knows: where to ask on from, and rows that wait until the reader is at the top. */
export type Live = { asOf: string | undefined; waiting: TraceSummary[] };
type Pages = InfiniteData<TracePage, unknown>;

/** All rows, each trace once; a trace that moved while paging keeps its first place. */
export function flatten(data: Pages): TraceSummary[] {
  const seen = new Set<string>();
  return data.pages.flatMap((page) => page.items).filter(({ trace_id }) => !seen.has(trace_id) && seen.add(trace_id));
}

/** Puts newer versions of known traces in their place; pages without a change stay the same object. */
export function refreshKnown(data: Pages, fresh: readonly TraceSummary[]): Pages {
  const byId = new Map(fresh.map((trace) => [trace.trace_id, trace]));
  return { ...data, pages: data.pages.map((page) => refreshPage(page, byId)) };
}

/** The traces of `fresh` that no page holds. */
export function unknownTo(data: Pages, fresh: readonly TraceSummary[]): TraceSummary[] {
  const known = new Set(flatten(data).map((trace) => trace.trace_id));
  return fresh.filter((trace) => !known.has(trace.trace_id));
}

/** Puts new traces on top of the first page, newest first. */
export function prepend(data: Pages, fresh: readonly TraceSummary[]): Pages {
  const [first, ...rest] = data.pages;
  if (!first || fresh.length === 0) return data;
  return { ...data, pages: [{ ...first, items: newestFirst([...fresh, ...first.items]) }, ...rest] };
}

/** Adds to what waits, the newer version of a trace winning. */
export function wait(waiting: readonly TraceSummary[], fresh: readonly TraceSummary[]): TraceSummary[] {
  const byId = new Map([...waiting, ...fresh].map((trace) => [trace.trace_id, trace]));
  return newestFirst([...byId.values()]);
}

function refreshPage(page: TracePage, byId: ReadonlyMap<string, TraceSummary>): TracePage {
  if (!page.items.some((trace) => byId.has(trace.trace_id))) return page;
  return { ...page, items: page.items.map((trace) => byId.get(trace.trace_id) ?? trace) };
}

function newestFirst(traces: TraceSummary[]): TraceSummary[] {
  return traces.toSorted((a, b) => (a.start_time < b.start_time ? 1 : a.start_time > b.start_time ? -1 : 0));
}
