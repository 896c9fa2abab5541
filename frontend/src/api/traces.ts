import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { bodyOf, gateway, inProject } from './client.ts';
import { Problem } from './problem.ts';
import type { paths } from './schema.gen.ts';

type ListQuery = NonNullable<paths['/api/traces']['get']['parameters']['query']>;
/** The API's own filters, without range and paging. */
export type TraceFilters = Omit<Loose<ListQuery>, 'from' | 'limit' | 'cursor' | 'updated_after'>;
/** Parameters that may also be there without a value. */
type Loose<Of> = { [Name in keyof Of]?: Of[Name] | undefined };
type Answer = Awaited<ReturnType<typeof fetchTraces>>;

export const TRACE_PAGE = 100;
export const POLL_MS = 2000;

/** Where a page of a list begins. `from` is frozen with the first page, so that all pages share one range. */
type Start = { from: string | undefined; cursor: string | null };
export type TracePage = Answer & { from: string | undefined };

const NOT_STORED_YET_MS = 10_000;

/**
 * Traces page by page.
 *
 * @param from computes the inclusive start of the range when the first page is asked
 */
export function tracesQuery(project: string, filters: TraceFilters, range: string, from: () => string) {
  const first: Start = { from: undefined, cursor: null };
  return infiniteQueryOptions({
    queryKey: [project, 'traces', { ...filters, range }],
    initialPageParam: first,
    queryFn: async ({ pageParam: { from: frozen = from(), cursor }, signal }): Promise<TracePage> => {
      return { ...(await fetchTraces(project, { ...filters, from: frozen, cursor, limit: TRACE_PAGE }, signal)), from: frozen };
    },
    getNextPageParam: ({ next_cursor: cursor, from }): Start | null => (cursor === null ? null : { from, cursor }),
  });
}

export async function fetchTraces(project: string, query: Loose<ListQuery>, signal: AbortSignal) {
  return bodyOf(await gateway.GET('/api/traces', { params: { query: present(query) }, headers: inProject(project), signal }));
}

/** Whether the project has any trace at all: tells "nothing yet" from "nothing matches". */
export const anyTraceQuery = (project: string) =>
  queryOptions({
    queryKey: [project, 'any-trace'],
    queryFn: async ({ signal }) => (await fetchTraces(project, { limit: 1 }, signal)).items.length > 0,
  });

/** A trace as columns; polled while it is not settled, kept for good afterwards. */
export const traceQuery = (project: string, traceId: string) =>
  queryOptions({
    queryKey: [project, 'trace', traceId],
    queryFn: async ({ signal }) => {
      const params = { path: { trace_id: traceId } };
      return bodyOf(await gateway.GET('/api/traces/{trace_id}/skeleton', { params, headers: inProject(project), signal }));
    },
    staleTime: ({ state }) => (state.data?.trace.settled ? Infinity : 0),
    refetchInterval: ({ state }) => (state.data && !state.data.trace.settled ? POLL_MS : false),
    retry: mayBeStoredSoon,
    retryDelay: 1000,
  });

/** One span whole. Spans of a settled trace do not change. */
export const spanQuery = (project: string, traceId: string, spanId: string, settled: boolean) =>
  queryOptions({
    queryKey: [project, 'span', traceId, spanId],
    queryFn: async ({ signal }) => {
      const params = { path: { trace_id: traceId, span_id: spanId } };
      return bodyOf(await gateway.GET('/api/traces/{trace_id}/spans/{span_id}', { params, headers: inProject(project), signal }));
    },
    staleTime: settled ? Infinity : 5000,
  });

/** A trace that was linked the moment it was sent may need some seconds to be stored. */
function mayBeStoredSoon(failures: number, error: Error): boolean {
  return error instanceof Problem && error.status === 404 && failures * 1000 < NOT_STORED_YET_MS;
}

/** The same parameters without those that say nothing, which the URL must not hold as `null`. */
function present(query: Loose<ListQuery>): ListQuery {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== null && value !== undefined));
}
