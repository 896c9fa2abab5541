import type { ReactNode } from 'react';

import type { TraceSummary } from '../../api/types.ts';
import { formatDuration } from '../../format/duration.ts';
import { formatMoney } from '../../format/money.ts';
import { formatCount, formatTokens } from '../../format/tokens.ts';
import { Time } from '../../kit/Time.tsx';
import { FilterLink } from './FilterLink.tsx';

/** The header's figures: what it took, and whose it was. */
export function TraceFigures({ trace, project }: { trace: TraceSummary; project: string }) {
  const cached = trace.usage?.cache_read;
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-1.5 border-b whitespace-nowrap max-sm:flex-nowrap max-sm:overflow-x-auto border-line bg-canvas px-3 py-2">
      <Figure label="Started">
        <Time at={trace.start_time} />
      </Figure>
      <Figure label="Duration">{formatDuration(trace.duration_ms)}</Figure>
      <Figure label="Spans">{formatCount(trace.span_count)}</Figure>
      <Figure label="Errors">
        <span className={trace.error_count > 0 ? 'font-medium text-error' : ''}>{formatCount(trace.error_count)}</span>
      </Figure>
      <Figure label="Tokens in / out">
        <span title={cached ? `${formatCount(cached)} of the input read from a cache` : undefined}>
          {formatTokens(trace.usage?.input)} / {formatTokens(trace.usage?.output)}
          {cached ? <span className="text-text-3"> ({formatTokens(cached)} cached)</span> : null}
        </span>
      </Figure>
      <Figure label="Cost">
        <span title={trace.cost?.total ? `${trace.cost.total} USD` : 'The cost is not known'}>{formatMoney(trace.cost?.total)}</span>
      </Figure>
      {(trace.models ?? []).length > 0 && (
        <Figure label={trace.models?.length === 1 ? 'Model' : 'Models'}>{trace.models?.join(', ')}</Figure>
      )}
      <FilterLink label="User" project={project} filter="user" value={trace.user_id} />
      <FilterLink label="Session" project={project} filter="session" value={trace.session_id} />
      <FilterLink label="Environment" project={project} filter="environment" value={trace.environment} />
      <FilterLink label="Service" project={project} filter="service" value={trace.service_name} />
    </dl>
  );
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-axis text-text-3">{label}</dt>
      <dd className="font-mono">{children}</dd>
    </div>
  );
}
