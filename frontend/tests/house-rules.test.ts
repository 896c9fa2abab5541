import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { describe, expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '../src');
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|tsx)$/.test(name) && !/\.test\.tsx?$|\.gen\.ts$|\.d\.ts$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(SRC, name), 'utf8') }));

/** Which rooms a room may import, beside itself. */
const ROOMS: Record<string, string[]> = {
  main: ['routes', 'shell', 'api'],
  routes: ['shell', 'pages', 'lib'],
  pages: ['features', 'kit', 'api', 'trace-engine', 'format', 'lib'],
  shell: ['kit', 'api', 'trace-engine', 'format', 'lib'],
  features: ['kit', 'api', 'trace-engine', 'format', 'lib'],
  kit: ['format', 'lib'],
  api: ['lib'],
  'trace-engine': ['lib'],
  format: [],
  lib: [],
};

/** Who may import a library. */
const DOORS: [library: RegExp, door: RegExp][] = [
  [/^@base-ui\//, /^kit\//],
  [/^@tanstack\/react-table$/, /^kit\//],
  [/^@tanstack\/react-virtual$/, /^kit\//],
  [/^uplot$/, /^kit\//],
  [/^markdown-to-jsx$/, /^kit\//],
  [/^diff$/, /^lib\/text-diff/],
  [/^openapi-fetch$/, /^api\//],
];

/** What may stand in one place only. */
const WORDS: [what: RegExp, where: RegExp][] = [
  [/\bfetch\(/, /^api\//],
  [/\bsessionStorage\b/, /^api\/auth\.ts$/],
  [/\blocalStorage\b/, /^lib\/storage\.ts$/],
  [/dangerouslySetInnerHTML/, /^$/],
  [/#[0-9a-fA-F]{6}\b/, /^$/],
];

const roomOf = (name: string): string => name.split('/')[0]?.replace(/\.tsx?$/, '') ?? '';

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

/** The path of a relative import, seen from `src`. */
function targetOf(name: string, specifier: string): string {
  return relative(SRC, join(SRC, name, '..', specifier));
}

describe('house rules', () => {
  test('a room imports only the rooms it may', () => {
    const broken = files.flatMap(({ name, text }) =>
      importsOf(text)
        .filter((specifier) => specifier.startsWith('.') && /\.tsx?$/.test(specifier))
        .map((specifier) => targetOf(name, specifier))
        .filter((target) => roomOf(target) !== roomOf(name) && !(ROOMS[roomOf(name)] ?? []).includes(roomOf(target)))
        .map((target) => `${name} → ${target}`),
    );
    expect(broken).toEqual([]);
  });

  test('a page never imports another page, and routes take pages only lazily', () => {
    const pageOf = (name: string): string | undefined => /^pages\/([^/]+)/.exec(name)?.[1];
    const broken = files.flatMap(({ name, text }) =>
      importsOf(text)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => targetOf(name, specifier))
        .filter((target) => pageOf(target) !== undefined && pageOf(target) !== pageOf(name))
        .filter((target) => !(name === 'routes.tsx' && (target.endsWith('/search.ts') || text.includes(`import('./${target}')`))))
        .map((target) => `${name} → ${target}`),
    );
    expect(broken).toEqual([]);
  });

  test('every library has one door', () => {
    const broken = files.flatMap(({ name, text }) =>
      importsOf(text)
        .filter((specifier) => DOORS.some(([library, door]) => library.test(specifier) && !door.test(name)))
        .map((specifier) => `${name} → ${specifier}`),
    );
    expect(broken).toEqual([]);
  });

  test('the engine, formats and algorithms know no React', () => {
    const pure = files.filter(({ name }) => /^(trace-engine|format|lib)\//.test(name));
    expect(pure.filter(({ text }) => importsOf(text).some((specifier) => specifier.startsWith('react'))).map(({ name }) => name)).toEqual([]);
    const engine = pure.filter(({ name }) => name.startsWith('trace-engine/'));
    expect(engine.filter(({ text }) => /\b(document|window|HTMLElement)\b/.test(text)).map(({ name }) => name)).toEqual([]);
  });

  test('storage, network, raw HTML and colours stand where they belong', () => {
    const broken = files.flatMap(({ name, text }) => WORDS.filter(([what, where]) => what.test(text) && !where.test(name)).map(([what]) => `${name}: ${what}`));
    expect(broken).toEqual([]);
  });

  test('a file has at most 150 lines and no default export', () => {
    expect(files.filter(({ text }) => text.split('\n').length > 151).map(({ name }) => name)).toEqual([]);
    expect(files.filter(({ text }) => /^export default/m.test(text)).map(({ name }) => name)).toEqual([]);
  });

  test('every module of the rooms is used', () => {
    const used = new Set(files.flatMap(({ name, text }) => importsOf(text).map((specifier) => (specifier.startsWith('.') ? targetOf(name, specifier) : specifier))));
    expect(files.map(({ name }) => name).filter((name) => name !== 'main.tsx' && !used.has(name))).toEqual([]);
  });
});
