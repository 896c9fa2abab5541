import { type ReactNode, useEffect, useState } from 'react';

const PATIENCE_MS = 150;

/** Shows a skeleton only once waiting has become noticeable, so that fast answers do not flash. */
export function Late({ children }: { children: ReactNode }) {
  const [due, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return due ? children : null;
}
