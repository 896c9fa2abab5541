import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { expect, test } from 'vitest';

import { PROJECT, renderApp } from '../../../tests/support/app.tsx';
import { gateway } from '../../../tests/support/gateway.ts';
import { traceSummary } from '../../../tests/support/traces.ts';
import type { TraceSummary } from '../../api/types.ts';

const PATH = `/p/${PROJECT}/traces`;

/** The list answers these traces; asked for changes it answers `changes`. */
function serve(items: TraceSummary[], changes: TraceSummary[] = []): URLSearchParams[] {
  const asked: URLSearchParams[] = [];
  gateway.use(
    http.get('*/api/traces', ({ request }) => {
      const params = new URL(request.url).searchParams;
      asked.push(params);
      return HttpResponse.json({ items: params.has('updated_after') ? changes : items, next_cursor: null, as_of: '2026-03-02T10:00:10.000000000Z' });
    }),
  );
  return asked;
}

test('rows are links with figures; an unknown cost is a dash', async () => {
  serve([traceSummary({ cost: null, status: 'error' })]);
  renderApp(PATH);
  const link = await screen.findByRole('link', { name: 'invoke_agent' });
  expect(link.getAttribute('href')).toBe(`${PATH}/0af7651916cd43dd8448eb211c80319c`);
  const cells = within(screen.getByRole('grid', { name: 'Traces' })).getAllByRole('gridcell').map((cell) => cell.textContent);
  expect(cells[0]).toContain('error');
  expect(cells.slice(-2)).toEqual(['120', '–']);
});

test('the URL becomes the request, with the start of the range', async () => {
  const asked = serve([traceSummary()]);
  renderApp(`${PATH}?range=1h&status=error&model=a&model=b`);
  await screen.findByRole('grid');
  expect(asked[0]?.getAll('model')).toEqual(['a', 'b']);
  expect(asked[0]?.get('status')).toBe('error');
  expect(Math.abs(Date.parse(asked[0]?.get('from') ?? '') - (Date.now() - 3_600_000))).toBeLessThan(5000);
  expect(asked[0]?.has('range')).toBe(false);
});

test('a typed filter becomes a chip and the URL; a wrong one is refused', async () => {
  serve([traceSummary()]);
  const { router } = renderApp(PATH);
  const field = await screen.findByRole('textbox', { name: 'Filter traces' });
  await userEvent.type(field, 'colour:red{Enter}');
  expect(screen.getByRole('alert').textContent).toContain('There is no filter “colour”');
  await userEvent.clear(field);
  await userEvent.type(field, 'status:error{Enter}');
  await waitFor(() => expect(router.state.location.searchStr).toBe('?status=error'));
  await userEvent.click(await screen.findByRole('button', { name: 'Remove the filter status error' }));
  await waitFor(() => expect(router.state.location.searchStr).toBe(''));
});

test('the live poll adds new traces at the top', async () => {
  serve([traceSummary()], [traceSummary({ trace_id: 'f'.repeat(32), name: 'fresh', start_time: '2026-03-02T10:00:09.000000000Z' })]);
  renderApp(PATH);
  await screen.findByRole('link', { name: 'invoke_agent' });
  await screen.findByRole('link', { name: 'fresh' }, { timeout: 4000 });
  expect(screen.getAllByRole('link', { name: /fresh|invoke_agent/ }).map((link) => link.textContent)).toEqual(['fresh', 'invoke_agent']);
});

test('a project without traces is shown how to send one', async () => {
  serve([]);
  renderApp(PATH);
  expect(await screen.findByRole('heading', { name: 'Send the first trace' })).toBeTruthy();
  await userEvent.click(screen.getByRole('radio', { name: 'curl' }));
  expect(screen.getByLabelText('curl snippet').textContent).toContain('/v1/traces');
});

test('filters that match nothing are named, with ways out', async () => {
  serve([]);
  const { router } = renderApp(`${PATH}?name=nothing`);
  expect(await screen.findByRole('heading', { name: 'No trace matches' })).toBeTruthy();
  expect(screen.getByText('name:nothing')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Widen to 7d' }));
  await waitFor(() => expect(router.state.location.searchStr).toContain('range=7d'));
});

test('a failure shows title, detail and request id, and can be tried again', async () => {
  gateway.use(http.get('*/api/traces', () => HttpResponse.json({ title: 'x', detail: 'The range is too long.', request_id: 'r-77' }, { status: 422 })));
  renderApp(PATH);
  const card = await screen.findByRole('alert');
  expect(card.textContent).toContain('This request is outside the limits');
  expect(card.textContent).toContain('The range is too long.');
  expect(card.textContent).toContain('r-77');
  serve([traceSummary()]);
  await userEvent.click(within(card).getByRole('button', { name: 'Retry' }));
  expect(await screen.findByRole('grid')).toBeTruthy();
});

test('j, k and Enter walk the list and open a trace', async () => {
  serve([traceSummary(), traceSummary({ trace_id: 'b'.repeat(32), name: 'second' })]);
  gateway.use(http.get('*/api/traces/*', () => HttpResponse.json({}, { status: 403 })));
  const { router } = renderApp(PATH);
  (await screen.findByRole('grid')).focus();
  await userEvent.keyboard('jjk{ArrowDown}{Enter}');
  await waitFor(() => expect(router.state.location.pathname).toBe(`${PATH}/${'b'.repeat(32)}`));
});
