import { screen } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { expect, test } from 'vitest';

import { PROJECT, renderApp } from '../../tests/support/app.tsx';
import { gateway } from '../../tests/support/gateway.ts';
import { traceSummary } from '../../tests/support/traces.ts';

test.each([
  ['/', `/p/${PROJECT}/traces`],
  ['/traces?status=error', `/p/${PROJECT}/traces?status=error`],
])('%s leads once to the same path in the only project', async (bare, path) => {
  gateway.use(http.get('*/api/traces', () => HttpResponse.json({ items: [traceSummary()], next_cursor: null, as_of: '2026-03-02T10:00:10Z' })));
  const { router } = renderApp(bare);
  await screen.findByRole('grid');
  expect(router.state.location.href).toBe(path);
});
