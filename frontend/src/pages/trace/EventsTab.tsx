import { Link, useParams } from '@tanstack/react-router';

import type { Span } from '../../api/types.ts';
import { formatDuration } from '../../format/duration.ts';
import { shortId } from '../../format/id.ts';
import { millisBetween, parseMoment } from '../../format/time.ts';
import { JsonTree } from '../../kit/JsonTree.tsx';

/** What happened within a span, and the spans that it points to. */
export function EventsTab({ span }: { span: Span }) {
  const project = useParams({ from: '/p/$project', select: (params) => params.project });
  if (span.events.length + span.links.length === 0) return <p className="p-6 text-center text-text-3">This span has no events and no links.</p>;
  return (
    <div className="grid gap-4 p-3">
      {span.events.map((event, index) => (
        <section key={index} aria-label={event.name}>
          <h3 className="flex gap-3 font-medium">
            {event.name}
            <span className="font-mono font-normal text-text-3">{offset(span.start_time, event.time)}</span>
          </h3>
          <JsonTree value={event.attributes} />
        </section>
      ))}
      {span.links.map((link) => (
        <section key={link.span_id} aria-label="Link">
          <h3 className="font-medium">
            Link to{' '}
            <Link
              to="/p/$project/traces/$traceId"
              params={{ project, traceId: link.trace_id }}
              search={{ span: link.span_id }}
              className="font-mono text-accent hover:underline"
            >
              {shortId(link.trace_id)} / {shortId(link.span_id)}
            </Link>
          </h3>
          {Object.keys(link.attributes).length > 0 && <JsonTree value={link.attributes} />}
        </section>
      ))}
    </div>
  );
}

function offset(start: string, time: string): string {
  const [from, to] = [parseMoment(start), parseMoment(time)];
  return from && to ? `+${formatDuration(Math.max(0, millisBetween(from, to)))}` : time;
}
