export type Zone = 'local' | 'utc';

/** A moment as whole milliseconds plus the nanoseconds that a JavaScript date cannot hold. */
export type Moment = { ms: number; nanos: number };

/** Reads RFC 3339 with up to nine fraction digits; `null` for anything else. */
export function parseMoment(text: string): Moment | null {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (!match) return null;
  const base = Date.parse(`${match[1]}${match[3]}`);
  if (Number.isNaN(base)) return null;
  const fraction = (match[2] ?? '').padEnd(9, '0');
  return { ms: base + Number(fraction.slice(0, 3)), nanos: Number(fraction.slice(3)) };
}

/** Milliseconds from `from` to `to`, exact to the nanosecond for spans of a trace. */
export function millisBetween(from: Moment, to: Moment): number {
  return to.ms - from.ms + (to.nanos - from.nanos) / 1_000_000;
}

/** `14:03:12` today, `Nov 3 14:03:12` this year, with the year before that. */
export function formatTime(text: string, zone: Zone, now: Date = new Date()): string {
  const moment = parseMoment(text);
  if (!moment) return text;
  const date = new Date(moment.ms);
  const clock = part(date, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  if (day(date, zone) === day(now, zone)) return clock;
  const sameYear = part(date, zone, { year: 'numeric' }) === part(now, zone, { year: 'numeric' });
  const calendar = part(date, zone, { month: 'short', day: 'numeric', ...(sameYear ? {} : { year: 'numeric' }) });
  return `${calendar} ${clock}`;
}

/** The whole moment in UTC with all its digits: tooltips and copies. */
export function formatExact(text: string): string {
  const moment = parseMoment(text);
  if (!moment) return text;
  const date = new Date(moment.ms).toISOString().replace('T', ' ').slice(0, -1);
  return `${date}${String(moment.nanos).padStart(6, '0')} UTC`;
}

function day(date: Date, zone: Zone): string {
  return part(date, zone, { year: 'numeric', month: 'numeric', day: 'numeric' });
}

function part(date: Date, zone: Zone, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-US', zone === 'utc' ? { ...options, timeZone: 'UTC' } : options).format(date);
}
