/**
 * The session token: kept in this tab, asked from other tabs, handed to them.
 * The only door to `sessionStorage`.
 */
const KEY = 'assay.session';
const HAND_OVER_MS = 150;

export type Session = { token: string; expiresAt: string };
type Message = { kind: 'ask' } | { kind: 'give'; session: Session } | { kind: 'clear' };

const listeners = new Set<() => void>();
/** Tokens that ended in this tab: another tab that does not know yet must not hand them back. */
const ended = new Set<string>();
let channel: BroadcastChannel | null = null;

export function currentSession(now: number = Date.now()): Session | null {
  const session = parseSession(sessionStorage.getItem(KEY));
  return session && Date.parse(session.expiresAt) > now ? session : null;
}

export function keepSession(session: Session): void {
  sessionStorage.setItem(KEY, JSON.stringify(session));
  notify();
}

/** Forgets the session here; `everywhere` tells the other tabs to do the same. */
export function forgetSession(everywhere = false): void {
  const session = parseSession(sessionStorage.getItem(KEY));
  if (session) ended.add(session.token);
  sessionStorage.removeItem(KEY);
  if (everywhere) post({ kind: 'clear' });
  notify();
}

/** Runs `listener` whenever the session of this tab changes. */
export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Answers other tabs that ask, and signs out when one of them does. Call once at start. */
export function joinTabs(): () => void {
  const joined = new BroadcastChannel('assay-auth');
  channel = joined;
  joined.addEventListener('message', (event) => {
    const message = parseMessage(event.data);
    if (message?.kind === 'clear') forgetSession();
    if (message?.kind === 'ask') offer();
    if (message?.kind === 'give' && !currentSession() && !ended.has(message.session.token)) keepSession(message.session);
  });
  return () => {
    joined.close();
    channel = null;
  };
}

/** The session of this tab, or the one another tab hands over within 150 ms. */
export async function findSession(waitMs = HAND_OVER_MS): Promise<Session | null> {
  const own = currentSession();
  if (own) return own;
  post({ kind: 'ask' });
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      stop();
      resolve(currentSession());
    };
    const timer = setTimeout(finish, waitMs);
    const stop = onSessionChange(finish);
  });
}

/** `next` when it is a path of this origin, else `/`: never a way to another site. */
export function safeNext(next: string | undefined, origin: string = location.origin): string {
  if (!next?.startsWith('/')) return '/';
  const url = URL.canParse(next, origin) ? new URL(next, origin) : null;
  if (url?.origin !== origin || url.pathname === '/login') return '/';
  return url.pathname + url.search + url.hash;
}

function offer(): void {
  const session = currentSession();
  if (session) post({ kind: 'give', session });
}

function post(message: Message): void {
  channel?.postMessage(message);
}

function notify(): void {
  for (const listener of listeners) listener();
}

function parseSession(text: string | null): Session | null {
  try {
    return asSession(JSON.parse(text ?? 'null'));
  } catch {
    return null;
  }
}

function asSession(value: unknown): Session | null {
  if (typeof value !== 'object' || value === null || !('token' in value) || !('expiresAt' in value)) return null;
  const { token, expiresAt } = value;
  return typeof token === 'string' && typeof expiresAt === 'string' ? { token, expiresAt } : null;
}

function parseMessage(data: unknown): Message | null {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return null;
  if (data.kind === 'ask' || data.kind === 'clear') return { kind: data.kind };
  const session = data.kind === 'give' && 'session' in data ? asSession(data.session) : null;
  return session && { kind: 'give', session };
}
