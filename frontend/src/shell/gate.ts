import { redirect } from '@tanstack/react-router';

import { findSession, safeNext } from '../api/auth.ts';

/** Lets a signed-in tab through; asks the other tabs for a session first, else goes to the sign-in page. */
export async function requireSession({ location }: { location: { href: string } }): Promise<void> {
  if (!(await findSession())) throw redirect({ to: '/login', search: { next: location.href } });
}

/** The sign-in page is of no use to a tab that has a session. */
export async function skipIfSignedIn({ search }: { search: { next?: string | undefined } }): Promise<void> {
  if (await findSession()) throw redirect({ href: safeNext(search.next) });
}
