import { expect, test } from 'vitest';

import { listOf, parseSearch, stringifySearch } from './search-params.ts';

test('repeated keys are lists, and what is read can be written back', () => {
  const text = '?status=error&name=a+b&name=c%26d';
  expect(parseSearch(text)).toEqual({ status: 'error', name: ['a b', 'c&d'] });
  expect(stringifySearch(parseSearch(text))).toBe(text);
});

test('values stay text, and absent ones leave no trace', () => {
  expect(parseSearch('?user=123&q=null')).toEqual({ user: '123', q: 'null' });
  expect(stringifySearch({ user: undefined, tag: [], q: '', status: null })).toBe('');
});

test('one value is a list of one', () => expect([listOf('a'), listOf(['a', '', 3]), listOf(undefined)]).toEqual([['a'], ['a'], []]));
