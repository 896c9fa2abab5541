import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';

import { ErrorCard } from '../kit/ErrorCard.tsx';

export function RouteError({ error }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <main className="grid h-dvh content-center">
      <title>Something broke · Assay</title>
      <ErrorCard error={error instanceof Error ? error : new Error(String(error))} onRetry={() => void router.invalidate()} />
    </main>
  );
}

