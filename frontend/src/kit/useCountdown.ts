import { useEffect, useState } from 'react';

/** Seconds that are left of `seconds`; starts again whenever `cause` is another one. */
export function useCountdown(seconds: number, cause: unknown): number {
  const [clock, setClock] = useState({ cause, left: seconds });
  const left = clock.cause === cause ? clock.left : seconds;
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setClock({ cause, left: left - 1 }), 1000);
    return () => clearTimeout(timer);
  }, [cause, left]);
  return left;
}
