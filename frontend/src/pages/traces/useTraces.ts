import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useRef } from 'react';

import { fetchTraces, POLL_MS, TRACE_PAGE, type TraceFilters, tracesQuery } from '../../api/traces.ts';
import { flatten, type Live, prepend, refreshKnown, unknownTo, wait } from './live.ts';
import { DEFAULT_RANGE, rangeStart, type TracesSearch } from './search.ts';

/** The list that the URL asks for, kept up to date every two seconds while the tab is visible. */
export function useTraces() {
  const project = useParams({ from: '/p/$project', select: (params) => params.project });
  const search = useSearch({ from: '/p/$project/traces' });
  const cache = useQueryClient();
  const atTop = useRef(true);
  const filters = filtersOf(search);
  const options = tracesQuery(project, filters, search.from ?? search.range ?? DEFAULT_RANGE, () => rangeStart(search));
  const list = useInfiniteQuery(options);
  const liveKey = [...options.queryKey, 'live'];
  const live = useQuery<Live>({
    queryKey: liveKey,
    enabled: list.isSuccess && !search.to,
    refetchInterval: POLL_MS,
    retry: false,
    initialData: { asOf: undefined, waiting: [] },
    queryFn: async ({ signal }) => {
      const before = cache.getQueryData<Live>(liveKey);
      const first = cache.getQueryData(options.queryKey)?.pages[0];
      const asOf = before?.asOf ?? first?.as_of ?? undefined;
      const page = await fetchTraces(project, { ...filters, from: first?.from, updated_after: asOf, limit: TRACE_PAGE }, signal);
      return settle(page.items, page.as_of, before?.waiting ?? []);
    },
  });

  const settle = (items: Parameters<typeof wait>[1], asOf: string | undefined, waiting: Live['waiting']): Live => {
    const data = cache.getQueryData(options.queryKey);
    if (!data) return { asOf, waiting: [] };
    const refreshed = refreshKnown(data, items);
    const fresh = wait(waiting, unknownTo(data, items));
    cache.setQueryData(options.queryKey, atTop.current ? prepend(refreshed, fresh) : refreshed);
    return { asOf, waiting: atTop.current ? [] : fresh };
  };

  const showWaiting = (): void => {
    const waiting = cache.getQueryData<Live>(liveKey)?.waiting ?? [];
    cache.setQueryData(options.queryKey, (data) => data && prepend(data, waiting));
    cache.setQueryData<Live>(liveKey, (before) => before && { ...before, waiting: [] });
  };

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const rows = useMemo(() => (list.data ? flatten(list.data) : []), [list.data]);
  return { project, search, list, rows, waiting: live.data.waiting.length, liveError: live.error, atTop, showWaiting, loadMore };
}

function filtersOf({ range: _range, from: _from, min_duration_ms, max_duration_ms, ...filters }: TracesSearch): TraceFilters {
  return { ...filters, min_duration_ms: numberOf(min_duration_ms), max_duration_ms: numberOf(max_duration_ms) };
}

const numberOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
