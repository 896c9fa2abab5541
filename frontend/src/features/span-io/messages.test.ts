import { expect, test } from 'vitest';

import { contentOf, payloadOf } from './content.ts';
import { parsedJson, readMessages, resultsById, withoutPairedResults } from './messages.ts';

const call = { type: 'tool_call', id: 'c1', name: 'search', arguments: '{"q": "late"}' };
const result = { type: 'tool_call_response', id: 'c1', response: ['INV-1'] };
const given = { input_messages: null, output_messages: null, input: null, output: null, tool: null, retrieval: null, embedding: null };

test('text, reasoning and calls are read; arguments in JSON text are parsed', () => {
  expect(readMessages([{ role: 'assistant', parts: [{ type: 'text', content: 'Hi' }, { type: 'reasoning', content: 'Hm' }, call] }])).toEqual([
    {
      role: 'assistant',
      parts: [
        { type: 'text', content: 'Hi' },
        { type: 'reasoning', content: 'Hm' },
        { type: 'tool_call', id: 'c1', name: 'search', arguments: { q: 'late' } },
      ],
    },
  ]);
});

test('a part that nobody knows is kept whole', () => {
  expect(readMessages([{ role: 'user', parts: [{ type: 'hologram', depth: 3 }] }])?.[0]?.parts).toEqual([{ type: 'data', label: 'hologram', value: { type: 'hologram', depth: 3 } }]);
});

test('an image is drawn only from its own bytes and only in a harmless format', () => {
  const read = (part: unknown): unknown => readMessages([{ role: 'user', parts: [part] }])?.[0]?.parts[0];
  expect(read({ type: 'blob', mime_type: 'image/png', content: 'AAAA' })).toMatchObject({ type: 'image', source: 'data:image/png;base64,AAAA' });
  expect(read({ type: 'blob', mime_type: 'image/svg+xml', content: 'AAAA' })).toMatchObject({ type: 'data' });
  expect(read({ type: 'uri', uri: 'https://evil.example/pixel.png' })).toMatchObject({ type: 'data' });
});

test('what is no list of messages is not forced to be one', () => {
  expect([readMessages('hello'), readMessages([{ role: 'user' }]), readMessages(null)]).toEqual([null, null, null]);
});

test('a result is paired with its call and not shown twice', () => {
  const messages = readMessages([{ role: 'assistant', parts: [call] }, { role: 'tool', parts: [result] }, { role: 'tool', parts: [{ ...result, id: 'other' }] }]) ?? [];
  expect(resultsById(messages).get('c1')).toEqual(['INV-1']);
  expect(withoutPairedResults(messages).map(({ role }) => role)).toEqual(['assistant', 'tool']);
});

test('the content of a tool comes from its arguments and result', () => {
  expect(contentOf({ ...given, tool: { arguments: { id: 1 }, result: 'ok' } })).toEqual({ kind: 'values', input: { id: 1 }, output: 'ok' });
  expect(contentOf(given)).toEqual({ kind: 'none' });
  expect(contentOf({ ...given, output_messages: [{ role: 'assistant', parts: [] }] })).toMatchObject({ kind: 'chat', messages: [] });
});

test('the JSON view leaves out what is absent', () => expect(payloadOf({ ...given, input: 0, output: [] })).toEqual({ input: 0 }));

test('broken JSON stays text', () => expect([parsedJson('{"a"'), parsedJson('[1]'), parsedJson('plain')]).toEqual(['{"a"', [1], 'plain']));
