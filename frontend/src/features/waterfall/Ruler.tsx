import { formatDuration } from '../../format/duration.ts';
import { ticks } from '../../trace-engine/ruler.ts';

const TICK_EVERY = 64;
const LABEL = 44;

/** Times along the lane; `extent` in microseconds, `lane` in pixels. */
export function Ruler({ extent, lane }: { extent: number; lane: number }) {
  const steps = ticks(extent, Math.max(1, Math.floor(lane / TICK_EVERY))).filter((at) => (at / extent) * lane + LABEL < lane);
  return steps.map((at) => (
    <span key={at} className="absolute inset-y-0 border-l border-line pl-1 leading-6 whitespace-nowrap" style={{ left: `${(at / extent) * 100}%` }}>
      {round(formatDuration(at / 1000))}
    </span>
  ));
}

/** Steps are round, so decimals of zero say nothing: `5.00 s` is `5 s`. */
const round = (text: string): string => text.replace(/\.0+ s$/, ' s').replace(/(\.\d*[1-9])0+ s$/, '$1 s');
