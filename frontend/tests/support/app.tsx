import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import { HttpResponse, http } from 'msw';

import { keepSession } from '../../src/api/auth.ts';
import { createQueryClient } from '../../src/api/query-client.ts';
import type { Me } from '../../src/api/types.ts';
import { createAppRouter } from '../../src/routes.tsx';
import { gateway } from './gateway.ts';

export const PROJECT = '0198c0de-0000-7000-8000-000000000001';

const ME: Me = { user: { id: 'u1', email: 'ada@nordwind.example' }, key: null, projects: [{ id: PROJECT, name: 'default', role: 'owner' }], expires_at: null };

export function signIn(): void {
  keepSession({ token: 'secret', expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
}

/** The whole app at a path, signed in unless told otherwise; answers come from the handlers of the test. */
export function renderApp(path: string, { signedIn = true } = {}) {
  if (signedIn) signIn();
  gateway.use(http.get('*/api/auth/me', () => HttpResponse.json(ME)));
  const router = createAppRouter(createMemoryHistory({ initialEntries: [path] }));
  const queries = createQueryClient();
  queries.setDefaultOptions({ queries: { ...queries.getDefaultOptions().queries, retryDelay: 1 } });
  render(
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return { router, queries };
}
