import { formatExact, formatTime } from '../format/time.ts';
import { useZone } from './useZone.ts';

/** A moment in the reader's zone, with all its digits in UTC as the tooltip. */
export function Time({ at }: { at: string }) {
  const [zone] = useZone();
  return (
    <time dateTime={at} title={formatExact(at)} className="font-mono">
      {formatTime(at, zone)}
    </time>
  );
}
