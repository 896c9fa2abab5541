import { Copy } from '../../kit/Copy.tsx';
import { Icon } from '../../kit/Icon.tsx';
import { type Message, type Part, textOf } from './messages.ts';
import { ToolCard } from './ToolCard.tsx';
import { Value } from './Value.tsx';

type Props = { message: Message; results: ReadonlyMap<string, unknown> };

/** One message: who speaks, then its parts in order. */
export function MessageCard({ message, results }: Props) {
  const words = message.parts.flatMap((part) => (part.type === 'text' ? [part.content] : [])).join('\n');
  return (
    <article className="group grid gap-1.5" aria-label={`${message.role} message`}>
      <header className="flex h-5 items-center justify-between text-meta font-medium text-text-2">
        {message.role}
        {textOf(words) && <Copy text={words} label="Copy message" className="size-6! opacity-0 group-hover:opacity-100 focus-visible:opacity-100" />}
      </header>
      {message.parts.map((part, index) => (
        <MessagePart key={index} part={part} results={results} quiet={message.role === 'system'} />
      ))}
    </article>
  );
}

function MessagePart({ part, results, quiet }: { part: Part; results: ReadonlyMap<string, unknown>; quiet: boolean }) {
  switch (part.type) {
    case 'text':
      return <p className={`max-w-[80ch] wrap-anywhere whitespace-pre-wrap ${quiet ? 'text-text-2' : ''}`}>{part.content}</p>;
    case 'reasoning':
      return <Reasoning text={part.content} />;
    case 'tool_call':
      return <ToolCard name={part.name} id={part.id} input={part.arguments} result={outcome(part.id, results)} />;
    case 'tool_call_response':
      return <ToolCard name="Result" id={part.id} input={undefined} result={{ known: true, value: part.response }} />;
    case 'image':
      return <img src={part.source} alt={`Sent as ${part.mime}`} className="max-h-40 max-w-full rounded-control border border-line" />;
    case 'data':
      return (
        <div className="rounded-control bg-sunken p-2">
          <div className="text-axis text-text-3">{part.label}</div>
          <Value value={part.value} />
        </div>
      );
  }
}

function Reasoning({ text }: { text: string }) {
  return (
    <details className="group/reasoning max-w-[80ch] text-text-2">
      <summary className="inline-flex list-none items-center gap-1 text-meta hover:text-text">
        <Icon name="chevron" className="size-3! group-open/reasoning:rotate-90" />
        Reasoning
      </summary>
      <p className="mt-1 ml-1 border-l border-line-strong pl-3 wrap-anywhere whitespace-pre-wrap">{text}</p>
    </details>
  );
}

function outcome(id: string | null, results: ReadonlyMap<string, unknown>): { known: boolean; value: unknown } {
  return { known: id !== null && results.has(id), value: id === null ? undefined : results.get(id) };
}
