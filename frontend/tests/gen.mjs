/** Makes `src/api/schema.gen.ts` from the gateway's OpenAPI document; `--check` only says whether it is up to date. */
import { readFile, writeFile } from 'node:fs/promises';

import openapiTS, { astToString } from 'openapi-typescript';

const source = new URL('../../proto/openapi/gateway.json', import.meta.url);
const target = new URL('../src/api/schema.gen.ts', import.meta.url);

const made = `// Made from proto/openapi/gateway.json by \`npm run gen\`. Never edited.\n${astToString(await openapiTS(source))}`;
if (process.argv.includes('--check')) {
  const committed = await readFile(target, 'utf8').catch(() => '');
  if (committed !== made) {
    console.error('src/api/schema.gen.ts is not what proto/openapi/gateway.json says: run `npm run gen` and commit it.');
    process.exit(1);
  }
} else {
  await writeFile(target, made);
}
