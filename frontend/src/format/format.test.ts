import { describe, expect, test } from 'vitest';

import { formatBytes } from './bytes.ts';
import { formatDuration } from './duration.ts';
import { shortId } from './id.ts';
import { formatMoney } from './money.ts';
import { formatExact, formatTime, millisBetween, parseMoment } from './time.ts';
import { formatCount, formatTokens } from './tokens.ts';

test.each([
  [null, '–'],
  [undefined, '–'],
  [0, '0 ms'],
  [0.0004, '1 µs'],
  [0.25, '250 µs'],
  [4.26, '4.3 ms'],
  [38.6, '39 ms'],
  [999.4, '999 ms'],
  [999.6, '1.00 s'],
  [12_400, '12.4 s'],
  [59_949, '59.9 s'],
  [59_960, '1 m 00 s'],
  [185_000, '3 m 05 s'],
  [3_700_000, '1 h 01 m'],
])('a duration of %s ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

test.each([
  [null, '–'],
  ['0', '$0.00'],
  ['0.000', '$0.00'],
  ['0.00004', '<$0.0001'],
  ['0.00012345', '$0.0001235'],
  ['0.0012', '$0.001200'],
  ['0.0099999', '$0.0100'],
  ['0.01254', '$0.0125'],
  ['0.5', '$0.5000'],
  ['1234567.891', '$1,234,567.89'],
  ['123456789012345678.99', '$123,456,789,012,345,678.99'],
  ['-1.5', '-$1.50'],
  ['1e-3', '1e-3'],
])('money %s is %s', (value, text) => expect(formatMoney(value)).toBe(text));

test.each([
  [null, '–'],
  [0, '0'],
  [9_999, '9,999'],
  [12_345, '12.3k'],
  [999_960, '1.00M'],
  [4_560_000, '4.56M'],
])('%s tokens are %s', (count, text) => expect(formatTokens(count)).toBe(text));

test('counts are grouped and sizes are binary', () => {
  expect(formatCount(1234567)).toBe('1,234,567');
  expect([812, 65_536, 4_404_019, 3_221_225_472].map(formatBytes)).toEqual(['812 B', '64 KiB', '4.2 MiB', '3 GiB']);
});

test('ids are cut in the middle', () => expect([shortId('0af7651916cd43dd'), shortId('short')]).toEqual(['0af7…43dd', 'short']));

describe('time', () => {
  const start = '2026-03-02T10:00:00.123456789Z';

  test('keeps the nanoseconds that a date would lose', () => {
    expect(parseMoment(start)).toEqual({ ms: Date.UTC(2026, 2, 2, 10, 0, 0, 123), nanos: 456_789 });
    expect(formatExact(start)).toBe('2026-03-02 10:00:00.123456789 UTC');
  });

  test('reads offsets and refuses what is no time', () => {
    expect(parseMoment('2026-03-02T12:00:00+02:00')?.ms).toBe(Date.UTC(2026, 2, 2, 10));
    expect(parseMoment('yesterday')).toBeNull();
  });

  test('measures below a millisecond', () => {
    const [from, to] = [parseMoment(start), parseMoment('2026-03-02T10:00:00.124000000Z')];
    expect(from && to && millisBetween(from, to)).toBeCloseTo(0.543211, 9);
  });

  test('says the day only when it is not today', () => {
    expect(formatTime(start, 'utc', new Date('2026-03-02T23:00:00Z'))).toBe('10:00:00');
    expect(formatTime(start, 'utc', new Date('2026-03-03T00:00:00Z'))).toBe('Mar 2 10:00:00');
    expect(formatTime(start, 'utc', new Date('2027-03-03T00:00:00Z'))).toBe('Mar 2, 2026 10:00:00');
  });
});
