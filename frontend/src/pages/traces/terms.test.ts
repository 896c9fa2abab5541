import { parse } from 'valibot';
import { expect, test } from 'vitest';

import { rangeStart, type TracesSearch, tracesSearch } from './search.ts';
import { readTerm, termsOf, withoutTerm, withoutTerms, withTerm } from './terms.ts';

const read = (raw: Record<string, unknown>): TracesSearch => parse(tracesSearch, raw);

test('the URL keeps what makes sense and drops the rest', () => {
  const search = read({ range: '7d', status: ['error', 'burning'], model: 'gpt-4o', min_duration_ms: 'long', stranger: 'x' });
  expect(search).toMatchObject({ range: '7d', status: ['error'], model: ['gpt-4o'] });
  expect(search.min_duration_ms).toBeUndefined();
  expect(read({ range: '90d' }).range).toBeUndefined();
});

test('a range counts back from now, unless a start is given', () => {
  const hourAgo = Date.now() - 3_600_000;
  expect(Math.abs(Date.parse(rangeStart(read({ range: '1h' }))) - hourAgo)).toBeLessThan(1000);
  expect(rangeStart(read({ from: '2026-03-02T10:00:00Z' }))).toBe('2026-03-02T10:00:00Z');
});

test.each([
  ['status:error', { kind: 'term', term: { key: 'status', value: 'error' } }],
  ['model: gpt-4o ', { kind: 'term', term: { key: 'model', value: 'gpt-4o' } }],
  ['name:"a b"', { kind: 'term', term: { key: 'name', value: 'a b' } }],
  ['late invoices', { kind: 'term', term: { key: 'q', value: 'late invoices' } }],
  ['min_duration_ms:250', { kind: 'term', term: { key: 'min_duration_ms', value: '250' } }],
])('%s is read as a filter', (text, reading) => expect(readTerm(text)).toEqual(reading));

test.each(['colour:red', 'status:burning', 'model:', 'min_duration_ms:long'])('%s is refused with a reason, never taken as text', (text) => {
  expect(readTerm(text)).toMatchObject({ kind: 'unknown' });
});

test('terms are added, removed and cleared; the range stays', () => {
  const both = withTerm(withTerm(read({ range: '7d' }), { key: 'user', value: 'ada' }), { key: 'user', value: 'grace' });
  expect(termsOf(both)).toEqual([
    { key: 'user', value: 'ada' },
    { key: 'user', value: 'grace' },
  ]);
  const one = withoutTerm(both, { key: 'user', value: 'ada' });
  expect(one.user).toEqual(['grace']);
  expect(withoutTerm(one, { key: 'user', value: 'grace' }).user).toBeUndefined();
  expect(withoutTerms(both)).toMatchObject({ range: '7d' });
  expect(termsOf(withoutTerms(both))).toEqual([]);
});
