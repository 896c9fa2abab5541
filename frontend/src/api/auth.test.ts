import { afterEach, beforeEach, expect, test } from 'vitest';

import { currentSession, findSession, forgetSession, joinTabs, keepSession, safeNext } from './auth.ts';

// Files share their modules, and a session that ended in one is not taken back in another: hence a token of its own.
const session = { token: crypto.randomUUID(), expiresAt: new Date(Date.now() + 60_000).toISOString() };
let leave = (): void => undefined;
const otherTab = new BroadcastChannel('assay-auth');
const heard = (): Promise<unknown> => new Promise((resolve) => (otherTab.onmessage = (event) => resolve(event.data)));

beforeEach(() => {
  leave = joinTabs();
});
afterEach(() => {
  leave();
  otherTab.onmessage = null;
});

test('a tab without a session takes the one that another tab hands over', async () => {
  otherTab.onmessage = ({ data }) => data.kind === 'ask' && otherTab.postMessage({ kind: 'give', session });
  expect(await findSession(5_000)).toEqual(session); // a busy machine may take its time; an answer ends the wait
  expect(currentSession()).toEqual(session);
});

test('a tab that nobody answers is not signed in', async () => {
  expect(await findSession()).toBeNull();
});

test('a signed-in tab answers the one that asks', async () => {
  keepSession(session);
  const answer = heard();
  otherTab.postMessage({ kind: 'ask' });
  expect(await answer).toEqual({ kind: 'give', session });
});

test('signing out everywhere tells the other tabs', async () => {
  keepSession({ ...session, token: 'signed-out' });
  const told = heard();
  forgetSession(true);
  expect(await told).toEqual({ kind: 'clear' });
  expect(currentSession()).toBeNull();
});

test('a session that ended here is not taken back from a tab that does not know yet', async () => {
  const dead = { ...session, token: 'revoked' };
  keepSession(dead);
  forgetSession();
  otherTab.onmessage = ({ data }) => data.kind === 'ask' && otherTab.postMessage({ kind: 'give', session: dead });
  expect(await findSession()).toBeNull();
});

test('a session that has run out is none, and neither is a broken one', () => {
  keepSession({ token: 'old', expiresAt: new Date(Date.now() - 1).toISOString() });
  expect(currentSession()).toBeNull();
  sessionStorage.setItem('assay.session', '{"token": 3}');
  expect(currentSession()).toBeNull();
});

test.each([
  ['/p/1/traces?status=error#x', '/p/1/traces?status=error#x'],
  ['//evil.example/x', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/login?next=/login', '/'],
  [undefined, '/'],
])('after signing in, %s leads to %s', (next, path) => expect(safeNext(next, 'http://assay.test')).toBe(path));
