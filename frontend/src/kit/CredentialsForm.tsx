import { useActionState } from 'react';

import { Button } from './Button.tsx';
import { Field } from './Field.tsx';
import { Icon } from './Icon.tsx';
import { useCountdown } from './useCountdown.ts';

/** Why an attempt failed, and the seconds until the next one is allowed. */
type Failure = { text: string; waitSeconds: number };
type Props = { submit: (email: string, password: string) => Promise<Failure | null>; onDone: () => void };

/** E-mail, password, one button. */
export function CredentialsForm({ submit, onDone }: Props) {
  const [failure, action, pending] = useActionState<Failure | null, FormData>(async (_, form) => {
    const refusal = await submit(String(form.get('email')).trim(), String(form.get('password')));
    // Not awaited: what follows may be a transition, which React holds back until this action has ended.
    if (!refusal) onDone();
    return refusal;
  }, null);
  const wait = useCountdown(failure?.waitSeconds ?? 0, failure);
  return (
    <form action={action} className="grid gap-4">
      <Field label="E-mail" name="email" type="email" autoComplete="username" required />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
      {failure && (
        <p role="alert" className="flex gap-2 rounded-control bg-error-soft px-2.5 py-2 text-text">
          <Icon name="error" className="mt-0.5 text-error" />
          <span>
            {failure.text}
            {wait > 0 && ` Try again in ${wait} s.`}
          </span>
        </p>
      )}
      <Button look="primary" type="submit" disabled={pending || wait > 0} className="h-9">
        {pending ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  );
}
