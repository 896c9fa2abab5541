import { useNavigate, useSearch } from '@tanstack/react-router';

import { safeNext } from '../../api/auth.ts';
import { logIn } from '../../api/session.ts';
import { CredentialsForm } from '../../kit/CredentialsForm.tsx';
import { Mark } from '../../kit/Mark.tsx';

/** The way in; afterwards on to `next`, if that is a path of this origin. */
export function LoginPage() {
  const next = useSearch({ from: '/login', select: (search) => search.next });
  const navigate = useNavigate();
  return (
    <main className="grid h-dvh content-center justify-items-center overflow-auto p-4">
      <title>Sign in · Assay</title>
      <div className="grid w-full max-w-84 gap-4 rounded-card border border-line bg-surface p-6">
        <Mark className="size-8" />
        <div>
          <h1 className="text-empty font-semibold">Sign in to Assay</h1>
          <p className="text-text-2">Traces and evaluations of your LLM apps.</p>
        </div>
        <CredentialsForm submit={logIn} onDone={() => void navigate({ href: safeNext(next), replace: true })} />
        <p className="text-meta text-text-3">Forgot your password? An owner of your project can reset it.</p>
      </div>
    </main>
  );
}
