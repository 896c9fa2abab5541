import { type Message, readMessages } from './messages.ts';

/** What a span took in and gave out, in the form its kind has. */
export type Content =
  | { kind: 'chat'; messages: Message[]; produced: Message[] }
  | { kind: 'values'; input: unknown; output: unknown }
  | { kind: 'none' };

/** The parts of a span that hold content, as far from trusted as they come. */
type Given = Record<'input_messages' | 'output_messages' | 'input' | 'output' | 'tool' | 'retrieval' | 'embedding', unknown>;

export function contentOf(span: Given): Content {
  const messages = readMessages(span.input_messages);
  const produced = readMessages(span.output_messages);
  if (messages || produced) return { kind: 'chat', messages: messages ?? [], produced: produced ?? [] };
  const { input, output } = valuesOf(span);
  return isAbsent(input) && isAbsent(output) ? { kind: 'none' } : { kind: 'values', input, output };
}

/** Everything that was said, under its names: the JSON view. */
export function payloadOf(span: Given): Record<string, unknown> {
  const { input_messages, output_messages, input, output, tool, retrieval, embedding } = span;
  const all = { input_messages, output_messages, input, output, tool, retrieval, embedding };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => !isAbsent(value)));
}

function valuesOf({ input, output, tool }: Given): { input: unknown; output: unknown } {
  const fields = new Map(Object.entries(typeof tool === 'object' && tool !== null ? tool : {}));
  return {
    input: isAbsent(input) ? fields.get('arguments') : input,
    output: isAbsent(output) ? fields.get('result') : output,
  };
}

export function isAbsent(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
