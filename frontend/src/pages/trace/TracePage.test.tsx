import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { expect, test } from 'vitest';

import { PROJECT, renderApp } from '../../../tests/support/app.tsx';
import { gateway } from '../../../tests/support/gateway.ts';
import type { SpanSketch } from '../../../tests/support/skeleton.ts';
import { traceSkeleton, wholeSpan } from '../../../tests/support/traces.ts';
import type { Span, TraceSkeleton } from '../../api/types.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PATH = `/p/${PROJECT}/traces/${TRACE}`;
const [ROOT, LLM, TOOL] = ['a000000000000001', 'a000000000000002', 'a000000000000003'];

const SPANS: SpanSketch[] = [
  { id: ROOT, kind: 'agent', length: 100 },
  { id: LLM, parent: ROOT, kind: 'llm', start: 1, length: 40 },
  { id: TOOL, parent: ROOT, kind: 'tool', start: 50, length: 20, failed: true },
];

function serve(skeleton: TraceSkeleton, spans: Partial<Span> = {}): void {
  gateway.use(
    http.get('*/api/traces/:trace/skeleton', () => HttpResponse.json(skeleton)),
    http.get('*/api/traces/:trace/spans/:span', ({ params }) => HttpResponse.json(wholeSpan({ span_id: String(params['span']), ...spans }))),
  );
}

const selected = (): string | null => screen.getByRole('treegrid').querySelector('[aria-selected=true]')?.getAttribute('aria-level') ?? null;
const spanInUrl = (router: { state: { location: { search: object } } }): unknown => Object.entries(router.state.location.search).find(([key]) => key === 'span')?.[1];

test('the tree tells levels and what can be folded', async () => {
  serve(traceSkeleton(SPANS));
  renderApp(PATH);
  const tree = await screen.findByRole('treegrid', { name: 'Spans' });
  const rows = within(tree).getAllByRole('row').slice(1);
  expect(rows.map((row) => [row.getAttribute('aria-level'), row.getAttribute('aria-expanded')])).toEqual([
    ['1', 'true'],
    ['2', null],
    ['2', null],
  ]);
  expect(tree.getAttribute('aria-rowcount')).toBe('3');
});

test('arrows walk, fold and go to the parent; the selection is in the URL', async () => {
  serve(traceSkeleton(SPANS));
  const { router } = renderApp(PATH);
  (await screen.findByRole('treegrid')).focus();
  await userEvent.keyboard('{ArrowDown}');
  await waitFor(() => expect(spanInUrl(router)).toBe(LLM));
  await userEvent.keyboard('{ArrowLeft}');
  await waitFor(() => expect(spanInUrl(router)).toBe(ROOT));
  await userEvent.keyboard('{ArrowLeft}');
  await waitFor(() => expect(screen.getByRole('treegrid').getAttribute('aria-rowcount')).toBe('1'));
  await userEvent.keyboard('{ArrowRight}{ArrowRight}');
  await waitFor(() => expect(spanInUrl(router)).toBe(LLM));
});

test('e goes to the failing span, n to the next match', async () => {
  serve(traceSkeleton(SPANS));
  const { router } = renderApp(PATH);
  await screen.findByRole('treegrid');
  await userEvent.keyboard('e');
  await waitFor(() => expect(spanInUrl(router)).toBe(TOOL));
  await userEvent.type(screen.getByRole('textbox', { name: 'Find spans' }), 'llm');
  await userEvent.tab();
  await userEvent.keyboard('n');
  await waitFor(() => expect(spanInUrl(router)).toBe(LLM));
});

test('a link to a span selects it', async () => {
  serve(traceSkeleton(SPANS));
  renderApp(`${PATH}?span=${TOOL}`);
  await screen.findByRole('treegrid');
  expect(selected()).toBe('2');
});

test('messages are a chat with paired tool calls; errors come first', async () => {
  const call = { type: 'tool_call', id: 'c1', name: 'list_invoices', arguments: { min: 5 } };
  serve(traceSkeleton(SPANS), {
    status: 'error',
    error: { type: 'Timeout', message: 'no answer', stacktrace: 'at line 1' },
    input_messages: [
      { role: 'user', parts: [{ type: 'text', content: '<script>alert(1)</script>' }] },
      { role: 'assistant', parts: [{ type: 'reasoning', content: 'think' }, call] },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: 'INV-7' }] },
    ],
    output_messages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Done.' }] }],
  });
  renderApp(PATH);
  expect((await screen.findByRole('region', { name: 'Error' })).textContent).toContain('no answer');
  expect(screen.getByText('<script>alert(1)</script>')).toBeTruthy();
  expect(screen.getAllByRole('article').map((message) => message.getAttribute('aria-label'))).toEqual(['user message', 'assistant message', 'assistant message']);
  expect(screen.getAllByRole('article')[1]?.textContent).toContain('INV-7');
});

test('the other tabs show attributes and timing', async () => {
  serve(traceSkeleton(SPANS), { attributes: { 'gen_ai.system': 'openai', 'server.port': 443 } });
  const { router } = renderApp(PATH);
  await userEvent.click(await screen.findByRole('tab', { name: 'Attributes' }));
  expect(await screen.findByText('gen_ai.system')).toBeTruthy();
  await userEvent.type(screen.getByRole('textbox', { name: 'Search attributes' }), 'port');
  expect(screen.queryByText('gen_ai.system')).toBeNull();
  await userEvent.click(screen.getByRole('tab', { name: 'Timing' }));
  expect(await screen.findByText('40 ms (1 %)')).toBeTruthy();
  expect(router.state.location.searchStr).toContain('tab=timing');
});

test('spans without their parent stand under a group, and the page says how many', async () => {
  serve(traceSkeleton([{ id: ROOT, parent: 'b000000000000009' }], { warnings: ['price_unknown:gpt-9'] }));
  renderApp(PATH);
  expect(await screen.findByText('Parent span not received yet')).toBeTruthy();
  expect(screen.getByText('1 span has a parent that has not been received.')).toBeTruthy();
  expect(screen.getByText(/price of gpt-9 is unknown/)).toBeTruthy();
});

test('a trace that is not settled is asked again until it is', async () => {
  serve(traceSkeleton(SPANS.slice(0, 1), { settled: false }));
  renderApp(PATH);
  expect(await screen.findByText('live')).toBeTruthy();
  serve(traceSkeleton(SPANS));
  await waitFor(() => expect(screen.getByRole('treegrid').getAttribute('aria-rowcount')).toBe('3'), { timeout: 4000 });
  expect(screen.queryByText('live')).toBeNull();
});

test('no access is said as such', async () => {
  gateway.use(http.get('*/api/traces/:trace/skeleton', () => HttpResponse.json({ title: 'Forbidden', detail: '', request_id: 'r-9' }, { status: 403 })));
  renderApp(PATH);
  expect((await screen.findByRole('alert')).textContent).toContain('Your role in this project does not allow this.');
});
