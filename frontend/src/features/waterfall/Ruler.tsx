import { formatDuration } from '../../format/duration.ts';
import { ticks } from '../../trace-engine/ruler.ts';

const TICK_EVERY = 90;

/** Times along the lane; `extent` in microseconds, `lane` in pixels. */
export function Ruler({ extent, lane }: { extent: number; lane: number }) {
  return ticks(extent, Math.max(1, Math.floor(lane / TICK_EVERY))).map((at) => (
    <span key={at} className="absolute inset-y-0 border-l border-line pl-1 text-axis text-text-3" style={{ left: `${(at / extent) * 100}%` }}>
      {formatDuration(at / 1000)}
    </span>
  ));
}
