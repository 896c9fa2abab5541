import { useEffect, useState } from 'react';

import { currentSession, forgetSession, onSessionChange } from '../api/auth.ts';

const NOTICE_MINUTES = 10;
const LOOK_EVERY_MS = 15_000;

/** Whole minutes until the session ends once these are few, else `null`. A session that has ended is forgotten. */
export function useSessionEnd(): number | null {
  const [minutes, setMinutes] = useState(minutesLeft);
  useEffect(() => {
    const look = (): void => {
      setMinutes(minutesLeft());
      if (!currentSession()) forgetSession();
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    const stop = onSessionChange(() => setMinutes(minutesLeft()));
    return () => {
      clearInterval(timer);
      stop();
    };
  }, []);
  return minutes;
}

function minutesLeft(): number | null {
  const session = currentSession();
  if (!session) return null;
  const minutes = Math.ceil((Date.parse(session.expiresAt) - Date.now()) / 60_000);
  return minutes <= NOTICE_MINUTES ? minutes : null;
}
