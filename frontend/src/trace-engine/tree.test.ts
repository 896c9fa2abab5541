import { describe, expect, test } from 'vitest';

import { type SpanSketch, skeletonOf } from '../../tests/support/skeleton.ts';
import { decode } from './decode.ts';
import { build } from './tree.ts';
import { hasChildren, indexIn, reveal, visible } from './visible.ts';

const row = (id: string, parent: string | null, start = 0): SpanSketch => ({ id, parent, start });

const shape = (rows: SpanSketch[]): string[] => {
  const columns = decode(skeletonOf(rows));
  const tree = build(columns);
  return [...tree.order].map((span, at) => '.'.repeat(tree.depth[at] ?? 0) + (columns.ids[span] ?? '*'));
};

/** A random forest where some parents are missing and some spans are their own ancestors. */
function randomForest(size: number, seed: number): SpanSketch[] {
  let state = seed;
  const random = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  return Array.from({ length: size }, (_, index) => {
    const draw = random();
    const parent = draw < 0.05 ? null : draw < 0.1 ? 'gone' : `s${Math.floor(random() * size)}`;
    return row(`s${index}`, parent, random() * 100);
  });
}

describe('build', () => {
  test('orders siblings by start and puts children under their parent', () => {
    expect(shape([row('late', 'root', 5), row('root', null), row('early', 'root', 1), row('leaf', 'early', 2)])).toEqual([
      'root',
      '.early',
      '..leaf',
      '.late',
    ]);
  });

  test('keeps spans whose parent never came under one group at the end', () => {
    expect(shape([row('a', 'gone', 1), row('b', 'a', 2), row('root', null, 3)])).toEqual(['root', '*', '.a', '..b']);
  });

  test('cuts a circle instead of losing its spans', () => {
    expect(shape([row('a', 'b', 1), row('b', 'a', 2), row('self', 'self', 3)])).toEqual(['*', '.a', '..b', '.self']);
  });

  test('places every span exactly once whatever the parents say', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const rows = randomForest(200, seed);
      const columns = decode(skeletonOf(rows));
      const { order, group } = build(columns);
      expect([...order].filter((span) => span < columns.count).toSorted((a, b) => a - b)).toEqual(rows.map((_, index) => index));
      expect(order.length).toBe(rows.length + (group === -1 ? 0 : 1));
    }
  });

  test('closes every subtree where its depth ends', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const tree = build(decode(skeletonOf(randomForest(150, seed))));
      tree.depth.forEach((depth, at) => {
        const end = tree.depth.findIndex((other, position) => position > at && other <= depth);
        expect(tree.subtreeEnd[at]).toBe(end === -1 ? tree.order.length : end);
      });
    }
  });

  test('takes a chain of 100,000 spans', () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => row(`s${index}`, index === 0 ? null : `s${index - 1}`, index));
    const tree = build(decode(skeletonOf(rows)));
    expect(tree.subtreeEnd[0]).toBe(100_000);
    expect(tree.depth[65_000]).toBe(65_000);
  });
});

describe('visible', () => {
  const rows = [row('root', null), row('a', 'root', 1), row('a1', 'a', 2), row('a2', 'a', 3), row('b', 'root', 4)];
  const tree = build(decode(skeletonOf(rows)));

  test('skips what is folded', () => {
    expect([...visible(tree, new Set([1]))]).toEqual([0, 1, 4]);
    expect([...visible(tree, new Set([0]))]).toEqual([0]);
  });

  test('knows which rows can be folded', () => {
    expect([0, 1, 2, 3, 4].map((at) => hasChildren(tree, at))).toEqual([true, true, false, false, false]);
  });

  test('reveals a row by opening its ancestors alone', () => {
    expect([...reveal(tree, new Set([0, 1, 4]), 2)]).toEqual([4]);
  });

  test('finds a position among the visible ones', () => {
    const shown = visible(tree, new Set([1]));
    expect(indexIn(shown, 4)).toBe(2);
    expect(indexIn(shown, 3)).toBe(-1);
  });
});
