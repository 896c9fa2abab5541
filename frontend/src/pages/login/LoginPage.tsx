import { useNavigate, useSearch } from '@tanstack/react-router';
import { useActionState } from 'react';

import { safeNext } from '../../api/auth.ts';
import { logIn } from '../../api/session.ts';
import { Button } from '../../kit/Button.tsx';
import { Field } from '../../kit/Field.tsx';
import { Icon } from '../../kit/Icon.tsx';
import { Mark } from '../../kit/Mark.tsx';
import { useCountdown } from '../../kit/useCountdown.ts';
import { type Failure, failureOf } from './sign-in-failure.ts';

/** E-mail, password, one button. */
export function LoginPage() {
  const next = useSearch({ from: '/login', select: (search) => search.next });
  const navigate = useNavigate();
  const [failure, submit, pending] = useActionState<Failure | null, FormData>(async (_, form) => {
    try {
      await logIn(String(form.get('email')).trim(), String(form.get('password')));
    } catch (error) {
      return failureOf(error);
    }
    await navigate({ href: safeNext(next), replace: true });
    return null;
  }, null);
  const wait = useCountdown(failure?.waitSeconds ?? 0, failure);
  return (
    <main className="grid h-dvh content-center justify-items-center overflow-auto p-4">
      <title>Sign in · Assay</title>
      <form action={submit} className="grid w-full max-w-84 gap-4 rounded-card border border-line bg-surface p-6">
        <div className="grid gap-3">
          <Mark className="size-8" />
          <div>
            <h1 className="text-empty font-semibold">Sign in to Assay</h1>
            <p className="text-text-2">Traces and evaluations of your LLM apps.</p>
          </div>
        </div>
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
        <p className="text-meta text-text-3">Forgot your password? An owner of your project can reset it.</p>
      </form>
    </main>
  );
}
