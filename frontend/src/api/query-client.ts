import { QueryClient } from '@tanstack/react-query';

import { Problem } from './problem.ts';

/** Retries what may pass by itself: no answer, 502–504. A refusal is final. */
export function isWorthRetrying(failures: number, error: Error): boolean {
  const passing = error instanceof Problem && (error.status === 0 || (error.status >= 502 && error.status <= 504));
  return passing && failures < 2;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: isWorthRetrying, retryDelay: (failures) => 500 * 2 ** failures, staleTime: 30_000, refetchOnWindowFocus: false },
    },
  });
}
