import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';

import { logIn } from '../api/session.ts';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { useSessionEnd } from './useSessionEnd.ts';

const CredentialsForm = lazy(() => import('../kit/CredentialsForm.tsx').then((module) => ({ default: module.CredentialsForm })));

/** Ten minutes before the session ends: a way to go on without losing the page. */
export function ExpiryNotice() {
  const minutes = useSessionEnd();
  const cache = useQueryClient();
  const [open, setOpen] = useState(false);
  if (minutes === null) return null;
  return (
    <div role="status" className="flex items-center gap-3 border-b border-line bg-warn-soft px-3 py-1.5">
      {minutes === 1 ? 'Your session ends in a minute.' : `Your session ends in ${minutes} minutes.`}
      <Button onClick={() => setOpen(true)}>Sign in again</Button>
      {open && (
        <Dialog title="Sign in again" onClose={() => setOpen(false)}>
          <Suspense>
            <CredentialsForm
              submit={logIn}
              onDone={() => {
                setOpen(false);
                void cache.invalidateQueries({ queryKey: ['me'] });
              }}
            />
          </Suspense>
        </Dialog>
      )}
    </div>
  );
}
