import type { ReactNode } from 'react';

import type { Span } from '../../api/types.ts';
import { formatBytes } from '../../format/bytes.ts';
import { Boundary } from '../../kit/Boundary.tsx';
import { JsonTree } from '../../kit/JsonTree.tsx';
import { Notice } from '../../kit/Notice.tsx';
import { Chat } from './Chat.tsx';
import { type Content, contentOf, isAbsent, payloadOf } from './content.ts';
import { Documents } from './Documents.tsx';
import { ErrorBlock } from './ErrorBlock.tsx';
import { Value } from './Value.tsx';

type Props = { span: Span; as: 'chat' | 'json' | 'raw' };

/** What went into a span and what came out. A payload that cannot be drawn falls back to its text. */
export function SpanIo({ span, as }: Props) {
  const payload = payloadOf(span);
  const raw = <Raw payload={payload} />;
  return (
    <>
      {span.content_truncated.map((part) => (
        <Notice key={part}>
          The start of <code>{part}</code> is shown; it has {formatBytes(span.content_bytes[part] ?? 0)} in all.
        </Notice>
      ))}
      {(span.error || span.status === 'error') && <ErrorBlock error={span.error} message={span.status_message} />}
      <Boundary fallback={raw} resetKey={`${span.span_id}${as}`}>
        {as === 'raw' ? raw : as === 'json' ? <div className="p-3"><JsonTree value={payload} /></div> : <Formatted span={span} content={contentOf(span)} />}
      </Boundary>
    </>
  );
}

function Formatted({ span, content }: { span: Span; content: Content }) {
  const documents = isAbsent(span.retrieval) ? null : <Documents retrieval={span.retrieval} />;
  switch (content.kind) {
    case 'chat':
      return <Chat messages={content.messages} produced={content.produced} />;
    case 'values':
      return (
        <>
          {documents}
          <Block title="Input" value={content.input} />
          <Block title="Output" value={content.output} />
        </>
      );
    case 'none':
      return documents ?? <Nothing>{isAbsent(span.embedding) ? 'This span carries no input and no output.' : 'An embedding: see JSON.'}</Nothing>;
  }
}

function Block({ title, value }: { title: string; value: unknown }) {
  return (
    <section aria-label={title} className="grid gap-1.5 border-b border-line p-3">
      <h3 className="text-meta font-medium text-text-3">{title}</h3>
      {isAbsent(value) ? <p className="text-text-3">–</p> : <Value value={value} />}
    </section>
  );
}

function Raw({ payload }: { payload: Record<string, unknown> }) {
  if (Object.keys(payload).length === 0) return <Nothing>This span carries no input and no output.</Nothing>;
  return <pre className="p-3 wrap-anywhere whitespace-pre-wrap">{JSON.stringify(payload, null, 2)}</pre>;
}

function Nothing({ children }: { children: ReactNode }) {
  return <p className="p-6 text-center text-text-3">{children}</p>;
}
