import { LIST_FILTERS, SINGLE_FILTERS, type TracesSearch } from './search.ts';

/** One filter as a chip shows it. */
export type Term = { key: ListKey | SingleKey; value: string };
export type Reading = { kind: 'term'; term: Term } | { kind: 'unknown'; reason: string };
type ListKey = (typeof LIST_FILTERS)[number];
type SingleKey = (typeof SINGLE_FILTERS)[number];

const KEYS = [...LIST_FILTERS, ...SINGLE_FILTERS];

/** The terms that are set, in the order of the keys. */
export function termsOf(search: TracesSearch): Term[] {
  const lists = LIST_FILTERS.flatMap((key) => (search[key] ?? []).map((value) => ({ key, value })));
  const singles = SINGLE_FILTERS.flatMap((key) => (search[key] === undefined ? [] : [{ key, value: search[key] }]));
  return [...lists, ...singles];
}

/** Reads `key:value`; plain words are a text search. A key that does not exist is said, never taken as text. */
export function readTerm(text: string): Reading {
  const typed = text.trim();
  const match = /^([a-z_]+):\s*(.*)$/.exec(typed);
  if (!match) return { kind: 'term', term: { key: 'q', value: typed } };
  const [, name = '', value = ''] = match;
  const key = KEYS.find((known) => known === name);
  if (!key) return { kind: 'unknown', reason: `There is no filter “${name}”. Known: ${KEYS.join(', ')}.` };
  if (value === '') return { kind: 'unknown', reason: `“${name}:” needs a value.` };
  return checked(key, unquoted(value));
}

export function withTerm(search: TracesSearch, { key, value }: Term): TracesSearch {
  if (isList(key)) return { ...search, [key]: [...new Set([...(search[key] ?? []), value])] };
  return { ...search, [key]: value };
}

export function withoutTerm(search: TracesSearch, { key, value }: Term): TracesSearch {
  const rest = isList(key) ? (search[key] ?? []).filter((one) => one !== value) : [];
  return { ...search, [key]: rest.length > 0 ? rest : undefined };
}

/** The same range without any filter. */
export function withoutTerms({ range, from, to }: TracesSearch): TracesSearch {
  return { range, from, to };
}

function checked(key: Term['key'], value: string): Reading {
  if (key === 'status' && !['ok', 'error', 'unset'].includes(value)) return { kind: 'unknown', reason: 'A status is ok, error or unset.' };
  if (key.endsWith('_ms') && !/^\d+(\.\d+)?$/.test(value)) return { kind: 'unknown', reason: `“${key}” is a number of milliseconds.` };
  return { kind: 'term', term: { key, value } };
}

function isList(key: Term['key']): key is ListKey {
  return LIST_FILTERS.some((known) => known === key);
}

const unquoted = (value: string): string => value.replace(/^"(.*)"$/, '$1');
