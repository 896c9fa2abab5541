import type { Span } from '../../api/types.ts';

export type Group = { title: string; rows: [name: string, value: unknown][] };

const CANONICAL = [
  'kind',
  'operation',
  'provider',
  'framework',
  'convention',
  'model_request',
  'model_response',
  'response_id',
  'usage',
  'usage_role',
  'cost',
  'params',
  'finish_reasons',
  'stream',
  'session_id',
  'user_id',
  'tags',
  'metadata',
  'prompt',
  'agent',
  'environment',
  'release',
  'version',
  'trace_name',
  'level',
  'status_message',
] as const satisfies readonly (keyof Span)[];

/** Everything a span carries beside its content: what was understood, then what was sent. Rows must hold `text`. */
export function attributeGroups(span: Span, text: string): Group[] {
  const canonical = CANONICAL.map((name): [string, unknown] => [name, span[name]]);
  const scope: [string, unknown][] = [['name', span.scope.name], ['version', span.scope.version], ...Object.entries(span.scope.attributes)];
  const groups: Group[] = [
    { title: 'Understood', rows: canonical },
    { title: 'Attributes', rows: sorted(span.attributes) },
    { title: 'Resource', rows: sorted(span.resource) },
    { title: 'Scope', rows: scope },
  ];
  return groups.map(({ title, rows }) => ({ title, rows: rows.filter((row) => isThere(row[1]) && holds(row, text)) })).filter(({ rows }) => rows.length > 0);
}

/** A value on one line: text bare, everything else as JSON without unknown parts. */
export function printed(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, (_, inner: unknown) => (inner === null ? undefined : inner), 1).replace(/\n\s*/g, ' ');
}

function sorted(values: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function isThere(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false;
  return typeof value !== 'object' || Object.values(value).some((inner) => inner !== null);
}

function holds([name, value]: [string, unknown], text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return wanted === '' || name.toLowerCase().includes(wanted) || printed(value).toLowerCase().includes(wanted);
}
