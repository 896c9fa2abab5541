import type { Zone } from '../format/time.ts';
import { usePreference } from './usePreference.ts';

const ZONES = ['local', 'utc'] as const;

/** The zone that times are shown in. */
export function useZone(): [Zone, (zone: Zone) => void] {
  return usePreference<Zone>('zone', ZONES);
}
