import createClient from 'openapi-fetch';

import { currentSession, forgetSession } from './auth.ts';
import { problemFrom, unreachable } from './problem.ts';
import type { paths } from './schema.gen.ts';

/** The typed client of the gateway. Only its door: `fetch` is called nowhere else. */
export const gateway = createClient<paths>({
  baseUrl: location.origin,
  // A list is repeated keys: `status=ok&status=error`.
  querySerializer: { array: { style: 'form', explode: true } },
  fetch: (request) => fetch(request).catch((error: unknown) => Promise.reject(request.signal.aborted ? error : unreachable())),
});

gateway.use({
  onRequest: ({ request }) => {
    const session = currentSession();
    if (session) request.headers.set('authorization', `Bearer ${session.token}`);
    return request;
  },
  onResponse: async ({ request, response }) => {
    if (response.ok) return;
    // 401 anywhere but at the login itself means that the session is over.
    if (response.status === 401 && !request.url.endsWith('/api/auth/login')) forgetSession();
    throw problemFrom(response, await response.json().catch(() => null));
  },
});

/** The header that names the project of a request. */
export const inProject = (project: string) => ({ 'X-Assay-Project': project });

/** The body of an answer; refusals never come here, `onResponse` has thrown them. */
export function bodyOf<Body>(answer: { data?: Body }): Body {
  if (answer.data === undefined) throw new Error('The gateway answered without a body.');
  return answer.data;
}
