import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { expect, test } from 'vitest';

import { renderApp } from '../../../tests/support/app.tsx';
import { gateway } from '../../../tests/support/gateway.ts';
import { currentSession } from '../../api/auth.ts';

const answers = (answer: () => Response): void => gateway.use(http.post('*/api/auth/login', answer));

async function submit(): Promise<void> {
  await userEvent.type(await screen.findByLabelText('E-mail'), 'ada@nordwind.example');
  await userEvent.type(screen.getByLabelText('Password'), 'secret');
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
}

test('a page without a session leads to the sign-in page and back to itself', async () => {
  answers(() => HttpResponse.json({ token: 't', expires_at: new Date(Date.now() + 60_000).toISOString(), user: { id: 'u1', email: 'ada@nordwind.example' } }));
  gateway.use(http.get('*/api/traces', () => HttpResponse.json({ items: [], next_cursor: null, as_of: '' })));
  const { router } = renderApp('/p/1/traces?status=error', { signedIn: false });
  await submit();
  await waitFor(() => expect(router.state.location.href).toBe('/p/1/traces?status=error'));
  expect(currentSession()?.token).toBe('t');
});

test('wrong credentials get one neutral message', async () => {
  answers(() => HttpResponse.json({ title: 'Unauthorized', detail: 'no such user ada' }, { status: 401 }));
  renderApp('/login', { signedIn: false });
  await submit();
  expect((await screen.findByRole('alert')).textContent).toBe('This e-mail and password do not match.');
  expect(currentSession()).toBeNull();
});

test('too many attempts lock the button for as long as the gateway says', async () => {
  answers(() => HttpResponse.json({}, { status: 429, headers: { 'retry-after': '20' } }));
  renderApp('/login', { signedIn: false });
  await submit();
  expect((await screen.findByRole('alert')).textContent).toContain('Try again in 20 s');
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Sign in' }).disabled).toBe(true);
});

test('a gateway that is gone is said, not blamed on the password', async () => {
  answers(() => HttpResponse.error());
  renderApp('/login', { signedIn: false });
  await submit();
  expect((await screen.findByRole('alert')).textContent).toContain('cannot be reached');
});
