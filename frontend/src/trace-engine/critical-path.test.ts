import { expect, test } from 'vitest';

import { criticalPath } from './critical-path.ts';
import { type SpanSketch, skeletonOf } from '../../tests/support/skeleton.ts';
import { decode } from './decode.ts';
import { failures, matches, nextOf } from './match.ts';
import { selfTime } from './self-time.ts';
import { build } from './tree.ts';

const row = (id: string, parent: string | null, start: number, length: number, failed = false): SpanSketch => {
  return { id, parent, start, length, failed, kind: id.startsWith('llm') ? 'llm' : 'tool' };
};

const columns = decode(skeletonOf([
  row('root', null, 0, 100),
  row('llm-first', 'root', 0, 40),
  row('parallel-short', 'root', 45, 10, true),
  row('parallel-long', 'root', 45, 50),
  row('inner', 'parallel-long', 50, 40, true),
]));
const tree = build(columns);
const names = (positions: Int32Array): string[] => [...positions].map((at) => columns.names[tree.order[at] ?? 0] ?? '');

test('the path holds what the end waited for and leaves shorter siblings out', () => {
  const bits = criticalPath(columns, tree);
  expect(columns.names.filter((_, span) => bits[span])).toEqual(['root', 'llm-first', 'parallel-long', 'inner']);
});

test('matches look at name and kind, and an empty text matches nothing', () => {
  expect(names(matches(columns, tree, 'LLM'))).toEqual(['llm-first']);
  expect(matches(columns, tree, '  ').length).toBe(0);
});

test('the next failure goes round at both ends', () => {
  const failed = failures(columns, tree);
  expect(names(failed)).toEqual(['parallel-short', 'inner']);
  expect(nextOf(failed, failed[1] ?? 0, 1)).toBe(failed[0]);
  expect(nextOf(failed, failed[0] ?? 0, -1)).toBe(failed[1]);
  expect(nextOf(new Int32Array(), 3, 1)).toBe(-1);
});

test('self time is what no child covers, overlaps counted once', () => {
  expect(selfTime(columns, tree, 0)).toBe(10_000);
});
