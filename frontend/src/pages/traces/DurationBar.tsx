import { formatDuration } from '../../format/duration.ts';

type Props = { ms: number; scale: number };

/** A duration and its share of `scale` milliseconds; what is longer fills the bar. */
export function DurationBar({ ms, scale }: Props) {
  const share = scale <= 0 ? 0 : Math.min(1, ms / scale);
  return (
    <span className="flex items-center justify-end gap-2">
      <span className="h-1 w-12 overflow-hidden rounded-bar bg-sunken" aria-hidden="true">
        <span className="block h-full bg-line-strong" style={{ width: `${share * 100}%` }} />
      </span>
      <span className="w-16 font-mono">{formatDuration(ms)}</span>
    </span>
  );
}
