import { labelSide } from '../../trace-engine/ruler.ts';
import { KIND_BAR, kindOf } from '../kind/kinds.ts';

type Props = { kind: string; left: number; width: number; lane: number; label: string; failed: boolean; critical: boolean };
const CHARACTER = 6.6;

/** A span on the lane. `left` and `width` are shares of it, `lane` is its width in pixels. */
export function Bar({ kind, left, width, lane, label, failed, critical }: Props) {
  const start = left * lane;
  const length = Math.max(2, width * lane);
  const side = labelSide(start, length, lane, label.length * CHARACTER);
  const look = `${KIND_BAR[kindOf(kind)]} ${failed ? 'outline-2 outline-error' : ''}`;
  return (
    <>
      <div
        className={`absolute top-1/2 -mt-[7px] h-3.5 rounded-bar ${look}`}
        style={{ left: `${left * 100}%`, width: length }}
      >
        {side === 'inside' && <span className="block truncate px-1 font-mono text-axis leading-3.5">{label}</span>}
      </div>
      {critical && <div className="absolute bottom-0.5 h-0.5 bg-text" style={{ left: `${left * 100}%`, width: length }} />}
      {side !== 'inside' && (
        <span
          className="absolute top-1/2 -mt-2 font-mono text-axis whitespace-nowrap text-text-2"
          style={side === 'right' ? { left: start + length + 6 } : { right: lane - start + 6 }}
        >
          {label}
        </span>
      )}
    </>
  );
}
