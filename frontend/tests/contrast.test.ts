import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../src/tokens.css'), 'utf8');
const BACKGROUNDS = ['canvas', 'surface', 'sunken', 'raised', 'hover', 'selected'];
const KINDS = ['llm', 'agent', 'tool', 'chain', 'retriever', 'embedding', 'reranker', 'guardrail', 'evaluator', 'other'];
const MINIMA = { text: 11.9, 'text-2': 7, 'text-3': 4.7, accent: 5.5, ok: 4.9, error: 5.4, warn: 4.7, 'line-strong': 3.2, streak: 3.2 };

/** Tokens of a theme, `var(--ink)` and the like resolved. */
function tokensOf(theme: string): Map<string, string> {
  const block = (selector: RegExp): string => selector.exec(css)?.[1] ?? '';
  const read = (text: string): [string, string][] => [...text.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((match) => [match[1] ?? '', match[2] ?? '']);
  const shared = new Map(read(block(/^:root \{([^}]*)\}/m)));
  const own = read(block(new RegExp(`^:root\\[data-theme='${theme}'\\] \\{([^}]*)\\}`, 'm')));
  return new Map(own.map(([name, value]) => [name, shared.get(/^var\(--(\w+)\)$/.exec(value)?.[1] ?? '') ?? value]));
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return Math.round(((light + 0.05) / (dark + 0.05)) * 10) / 10;
}

describe.each(['light', 'dark'])('%s theme', (theme) => {
  const tokens = tokensOf(theme);
  const of = (name: string): string => tokens.get(name) ?? 'missing';
  const weak = (pairs: [string, string, number][]): string[] =>
    pairs.filter(([one, other, least]) => !(contrast(of(one), of(other)) >= least)).map(([one, other]) => `${one} on ${other}: ${contrast(of(one), of(other))}`);

  test.each(Object.entries(MINIMA))('%s reaches %s on all six backgrounds', (name, least) => {
    expect(weak(BACKGROUNDS.map((background) => [name, background, least]))).toEqual([]);
  });

  test('statuses and links are readable on their own soft tone', () => {
    expect(weak([['accent', 'accent-soft', 4.5], ['ok', 'ok-soft', 4.5], ['error', 'error-soft', 4.5], ['warn', 'warn-soft', 4.5]])).toEqual([]);
  });

  test('texts are readable on the soft tones', () => {
    const soft = ['accent-soft', 'ok-soft', 'error-soft', 'warn-soft'];
    expect(weak(soft.flatMap((tone): [string, string, number][] => [['text', tone, 7], ['text-2', tone, 4.5], ['text-3', tone, 4.5]]))).toEqual([]);
  });

  test('kinds stand out from every background, and labels from their bar', () => {
    expect(weak(KINDS.flatMap((kind) => BACKGROUNDS.map((background): [string, string, number] => [`kind-${kind}`, background, 3.1])))).toEqual([]);
    expect(weak(KINDS.map((kind) => [`on-${kind}`, `kind-${kind}`, 4.5]))).toEqual([]);
  });

  test('the main button is readable', () => {
    expect(contrast(of('on-primary'), of('primary'))).toBeGreaterThanOrEqual(7);
  });
});
