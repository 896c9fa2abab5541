import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';

type Props = { label: string; start: number; children: [ReactNode, ReactNode] };
const STEP = 2;
const [LEAST, MOST] = [20, 80];

/**
 * Two panes and a handle between them: side by side, or one over the other where the page is narrow.
 *
 * @param start share of the first pane in percent
 */
export function SplitPane({ label, start, children: [first, second] }: Props) {
  const [share, setShare] = useState(start);
  const box = useRef<HTMLDivElement>(null);
  const set = (value: number): void => setShare(Math.max(LEAST, Math.min(MOST, value)));
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    set(share + step);
  };
  const onPointerMove = (event: PointerEvent): void => {
    const bounds = box.current?.getBoundingClientRect();
    if (!bounds || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    set(((event.clientX - bounds.left) / bounds.width) * 100);
  };
  return (
    <div ref={box} className="flex min-h-0 flex-1 max-lg:flex-col" style={{ '--share': `${share}%` }}>
      <div className="flex min-h-0 min-w-0 flex-col max-lg:h-[45%] lg:w-(--share)">{first}</div>
      <div
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation="vertical"
        aria-valuenow={Math.round(share)}
        aria-valuemin={LEAST}
        aria-valuemax={MOST}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        className="relative shrink-0 bg-line max-lg:h-px lg:w-px lg:cursor-col-resize lg:after:absolute lg:after:inset-y-0 lg:after:-left-1 lg:after:w-2.5 lg:hover:bg-line-strong"
      />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">{second}</div>
    </div>
  );
}
