import type { ReactNode } from 'react';

import { ErrorCard } from './ErrorCard.tsx';
import { Late } from './Late.tsx';

type Asked<Data> = { data: Data | undefined; error: Error | null; refetch: () => unknown };
type Props<Data> = { of: Asked<Data>; skeleton: ReactNode; children: (data: Data) => ReactNode };

/** Data when there are some, even if the last refetch failed; else the error; else a skeleton of the final layout. */
export function QueryStates<Data>({ of, skeleton, children }: Props<Data>) {
  if (of.data !== undefined) return children(of.data);
  if (of.error) return <ErrorCard error={of.error} onRetry={() => void of.refetch()} />;
  return <Late>{skeleton}</Late>;
}
