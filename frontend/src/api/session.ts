import { queryOptions } from '@tanstack/react-query';

import { forgetSession, keepSession } from './auth.ts';
import { bodyOf, gateway } from './client.ts';
import { type Failure, failureOf } from './sign-in-failure.ts';

/** Who is signed in, and their projects. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => bodyOf(await gateway.GET('/api/auth/me', { signal })),
  staleTime: 5 * 60_000,
});

/** Signs this tab in; answers `null`, or why it did not work. */
export async function logIn(email: string, password: string): Promise<Failure | null> {
  try {
    const { token, expires_at } = bodyOf(await gateway.POST('/api/auth/login', { body: { email, password } }));
    keepSession({ token, expiresAt: expires_at });
    return null;
  } catch (error) {
    return failureOf(error);
  }
}

/** Ends the session at the gateway and in every tab; the tabs forget it even if the gateway is gone. */
export async function logOut(): Promise<void> {
  try {
    await gateway.POST('/api/auth/logout');
  } finally {
    forgetSession(true);
  }
}
