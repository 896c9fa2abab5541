import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { expect, test } from 'vitest';

import { PROJECT, renderApp } from '../../tests/support/app.tsx';
import { gateway } from '../../tests/support/gateway.ts';
import { traceSummary } from '../../tests/support/traces.ts';
import { currentSession, forgetSession, keepSession } from '../api/auth.ts';

const PATH = `/p/${PROJECT}/traces`;
const endsIn = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

function open(minutes: number) {
  gateway.use(http.get('*/api/traces', () => HttpResponse.json({ items: [traceSummary()], next_cursor: null, as_of: '2026-03-02T10:00:10Z' })));
  keepSession({ token: 'old', expiresAt: endsIn(minutes) });
  return renderApp(PATH, { signedIn: false });
}

test('ten minutes before the end one can sign in again and keep the page', async () => {
  gateway.use(http.post('*/api/auth/login', () => HttpResponse.json({ token: 'new', expires_at: endsIn(720), user: { id: 'u1', email: 'a@b.c' } })));
  HTMLDialogElement.prototype.showModal = function show() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
  const { router } = open(5);
  expect((await screen.findByText(/Your session ends in 5 minutes/)).textContent).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Sign in again' }));
  await userEvent.type(await screen.findByLabelText('E-mail'), 'a@b.c');
  await userEvent.type(screen.getByLabelText('Password'), 'secret');
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  await waitFor(() => expect(currentSession()?.token).toBe('new'));
  await waitFor(() => expect(screen.queryByText(/Your session ends/)).toBeNull());
  expect(router.state.location.pathname).toBe(PATH);
});

test('long before the end nothing is said', async () => {
  open(60);
  await screen.findByRole('grid');
  expect(screen.queryByText(/Your session ends/)).toBeNull();
});

test('a session that is gone leads to the sign-in page and remembers the place', async () => {
  const { router, queries } = open(60);
  await screen.findByRole('grid');
  forgetSession();
  expect(await screen.findByRole('heading', { name: 'Sign in to Assay' })).toBeTruthy();
  expect(router.state.location.search).toEqual({ next: PATH });
  await waitFor(() => expect(queries.getQueryCache().getAll()).toEqual([]));
});
