import { Problem } from './problem.ts';

export type Failure = { text: string; waitSeconds: number };

const BAD_GATEWAY = 'Assay cannot be reached. Check that it is running, then try again.';

/** What the sign-in page says about a failed attempt. Never whether the address exists. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Problem)) return { text: 'Signing in did not work. Try again.', waitSeconds: 0 };
  if (error.status === 401 || error.status === 422) return { text: 'This e-mail and password do not match.', waitSeconds: 0 };
  if (error.status === 429) return { text: 'Too many attempts.', waitSeconds: error.retryAfter ?? 30 };
  const text = error.status === 0 || error.status >= 502 ? BAD_GATEWAY : `Signing in did not work: ${error.message}`;
  return { text, waitSeconds: 0 };
}
