import { HttpResponse, http } from 'msw';
import { expect, test } from 'vitest';

import { gateway as server } from '../../tests/support/gateway.ts';
import { currentSession, keepSession } from './auth.ts';
import { gateway, inProject } from './client.ts';
import { Problem } from './problem.ts';
import { isWorthRetrying } from './query-client.ts';
import { fetchTraces } from './traces.ts';

const signIn = (): void => keepSession({ token: 'secret', expiresAt: new Date(Date.now() + 60_000).toISOString() });
const failure = (answer: Response): void => server.use(http.get('*/api/auth/me', () => answer));
const me = (): Promise<unknown> => gateway.GET('/api/auth/me').then(() => null, (error: unknown) => error);

test('a request carries the session, the project and repeated filters', async () => {
  signIn();
  let seen: Request | undefined;
  server.use(
    http.get('*/api/traces', ({ request }) => {
      seen = request;
      return HttpResponse.json({ items: [], next_cursor: null, as_of: '' });
    }),
  );
  await fetchTraces('p1', { status: ['ok', 'error'], name: undefined, cursor: null }, new AbortController().signal);
  expect(seen?.headers.get('authorization')).toBe('Bearer secret');
  expect(seen?.headers.get('x-assay-project')).toBe('p1');
  expect(new URL(seen?.url ?? '').search).toBe('?status=ok&status=error');
  expect(inProject('p1')).toEqual({ 'X-Assay-Project': 'p1' });
});

test('a problem document becomes a Problem with its request id', async () => {
  failure(HttpResponse.json({ title: 'Too large', detail: 'At most 31 days.', request_id: 'r-1' }, { status: 422, headers: { 'retry-after': '7' } }));
  expect(await me()).toMatchObject({ status: 422, title: 'Too large', detail: 'At most 31 days.', requestId: 'r-1', retryAfter: 7 });
});

test('an answer that is no problem document still tells its status', async () => {
  failure(new HttpResponse('<html>bad gateway</html>', { status: 502, statusText: 'Bad Gateway' }));
  expect(await me()).toMatchObject({ status: 502, title: 'Bad Gateway', requestId: null });
});

test('a gateway that is gone is a Problem too', async () => {
  failure(HttpResponse.error());
  expect(await me()).toMatchObject({ status: 0, title: 'Assay cannot be reached' });
});

test('401 ends the session', async () => {
  signIn();
  failure(HttpResponse.json({}, { status: 401 }));
  await me();
  expect(currentSession()).toBeNull();
});

test('only what may pass by itself is tried again, twice', () => {
  const problem = (status: number): Problem => new Problem(status, '', '', null, null);
  expect([0, 502, 503, 504].map((status) => isWorthRetrying(1, problem(status)))).toEqual([true, true, true, true]);
  expect([400, 403, 404, 422, 429, 500].map((status) => isWorthRetrying(0, problem(status)))).toEqual([false, false, false, false, false, false]);
  expect(isWorthRetrying(2, problem(503))).toBe(false);
});
