/** Canonical messages, read from the `unknown` of an answer. Whatever is not understood is kept as `data`. */
export type Part =
  | { type: 'text'; content: string }
  | { type: 'reasoning'; content: string }
  | { type: 'tool_call'; id: string | null; name: string; arguments: unknown }
  | { type: 'tool_call_response'; id: string | null; response: unknown }
  | { type: 'image'; source: string; mime: string }
  | { type: 'data'; label: string; value: unknown };
export type Message = { role: string; parts: Part[] };

/** The messages of a value, or `null` when it is no list of messages. */
export function readMessages(value: unknown): Message[] | null {
  if (!Array.isArray(value)) return null;
  const messages = value.map(readMessage);
  return messages.every((message) => message !== null) ? messages : null;
}

/** Results by the id of the call that they answer. */
export function resultsById(messages: readonly Message[]): ReadonlyMap<string, unknown> {
  const results = new Map<string, unknown>();
  for (const { parts } of messages) {
    for (const part of parts) if (part.type === 'tool_call_response' && part.id !== null) results.set(part.id, part.response);
  }
  return results;
}

/** The messages without results that a call above them already shows; messages left empty go too. */
export function withoutPairedResults(messages: readonly Message[]): Message[] {
  const called = new Set(messages.flatMap(({ parts }) => parts.flatMap((part) => (part.type === 'tool_call' && part.id !== null ? [part.id] : []))));
  return messages.flatMap((message) => {
    const parts = message.parts.filter((part) => part.type !== 'tool_call_response' || part.id === null || !called.has(part.id));
    return parts.length > 0 ? [{ ...message, parts }] : [];
  });
}

function readMessage(value: unknown): Message | null {
  const fields = fieldsOf(value);
  const role = fields?.get('role');
  const parts = fields?.get('parts');
  if (typeof role !== 'string' || !Array.isArray(parts)) return null;
  return { role, parts: parts.map(readPart) };
}

function readPart(value: unknown): Part {
  const fields = fieldsOf(value);
  if (!fields) return typeof value === 'string' ? { type: 'text', content: value } : { type: 'data', label: 'part', value };
  const type = textOf(fields.get('type')) ?? 'part';
  const content = fields.get('content');
  const id = textOf(fields.get('id'));
  if ((type === 'text' || type === 'reasoning') && typeof content === 'string') return { type, content };
  if (type === 'tool_call') return { type, id, name: textOf(fields.get('name')) ?? 'tool', arguments: parsedJson(fields.get('arguments')) };
  if (type === 'tool_call_response') return { type, id, response: parsedJson(fields.get('response') ?? fields.get('result')) };
  return imageOf(type, fields) ?? { type: 'data', label: type, value };
}

/** Only images that travel in the span itself: nothing is fetched from elsewhere. */
function imageOf(type: string, fields: ReadonlyMap<string, unknown>): Part | null {
  const mime = textOf(fields.get('mime_type'));
  const content = textOf(fields.get('content'));
  if (type !== 'blob' || !content || !mime || !/^image\/(png|jpeg|gif|webp)$/.test(mime)) return null;
  return { type: 'image', mime, source: `data:${mime};base64,${content}` };
}

/** JSON inside a text, as many senders write tool arguments; other texts stay as they are. */
export function parsedJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

export function fieldsOf(value: unknown): ReadonlyMap<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : null;
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
