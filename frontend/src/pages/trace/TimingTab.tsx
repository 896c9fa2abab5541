import type { ReactNode } from 'react';

import type { Span } from '../../api/types.ts';
import { formatDuration } from '../../format/duration.ts';
import { Time } from '../../kit/Time.tsx';
import type { Columns } from '../../trace-engine/columns.ts';
import { selfTime } from '../../trace-engine/self-time.ts';
import type { Tree } from '../../trace-engine/tree.ts';

type Props = { span: Span; columns: Columns; tree: Tree; selected: number };

/** When a span ran, and what of it was its own work. */
export function TimingTab({ span, columns, tree, selected }: Props) {
  const own = selfTime(columns, tree, tree.positionOf[selected] ?? 0) / 1000;
  const speed = tokensPerSecond(span);
  return (
    <dl className="grid grid-cols-[max-content_1fr] gap-x-8 gap-y-2 p-3">
      <Row label="Started"><Time at={span.start_time} /></Row>
      <Row label="Ended"><Time at={span.end_time} /></Row>
      <Row label="After trace start">{formatDuration((columns.start[selected] ?? 0) / 1000)}</Row>
      <Row label="Duration">{formatDuration(span.duration_ms)}</Row>
      <Row label="Own time">{formatDuration(own)}{span.duration_ms > 0 && ` (${Math.round((own / span.duration_ms) * 100)} %)`}</Row>
      {span.ttft_ms !== null && <Row label="Time to first token">{formatDuration(span.ttft_ms)}</Row>}
      {speed !== null && <Row label="Output speed">{speed} tokens/s</Row>}
    </dl>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-text-2">{label}</dt>
      <dd className="font-mono">{children}</dd>
    </>
  );
}

/** Output tokens by the second, after the first one where its time is known. */
function tokensPerSecond({ usage, duration_ms, ttft_ms }: Span): string | null {
  const seconds = (duration_ms - (ttft_ms ?? 0)) / 1000;
  return usage?.output && seconds > 0 ? (usage.output / seconds).toFixed(1) : null;
}
