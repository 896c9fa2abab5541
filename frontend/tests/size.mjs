/** Bundle gate: what a browser loads before /traces shows, gzipped, must stay within the limits. Run after `vite build`. */
import { readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMITS = { 'first load of /traces': 170, 'largest lazy route': 90, 'whole app': 650 };
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const isText = (file) => /\.(js|css)$/.test(file);
const kilobytes = (file) => gzipSync(readFileSync(new URL(file, dist))).length / 1000;

/** Files that a chunk needs at once: itself, its style, its static imports. */
function closure(key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const style of chunk.css ?? []) seen.add(style);
  for (const next of chunk.imports ?? []) closure(next, seen);
  return seen;
}

const sum = (files) => [...files].filter(isText).reduce((total, file) => total + kilobytes(file), 0);
const entry = closure('index.html');
const first = new Set([...entry, ...closure('src/pages/traces/TracesPage.tsx')]);
const routes = Object.keys(manifest).filter((key) => key.startsWith('src/pages/'));
const everything = new Set(Object.values(manifest).flatMap((chunk) => [chunk.file, ...(chunk.css ?? [])]));
const measured = {
  'first load of /traces': sum(first),
  'largest lazy route': Math.max(...routes.map((key) => sum([...closure(key)].filter((file) => !entry.has(file))))),
  'whole app': sum(everything),
};

for (const [name, value] of Object.entries(measured)) console.log(JSON.stringify({ name, value: Number(value.toFixed(1)), unit: 'kB gz', limit: LIMITS[name] }));
const largest = [...everything].filter(isText).toSorted((a, b) => statSync(new URL(b, dist)).size - statSync(new URL(a, dist)).size);
for (const file of largest.slice(0, 10)) console.log(`  ${kilobytes(file).toFixed(1)} kB gz  ${file}`);
const over = Object.keys(LIMITS).filter((name) => measured[name] > LIMITS[name]);
if (over.length > 0) {
  console.error(`Too large: ${over.join(', ')}`);
  process.exit(1);
}
