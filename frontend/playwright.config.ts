import { defineConfig } from '@playwright/test';

/** Browser tests against the built app before the fixture gateway. The browser is the system's: see `tests/support/app.mjs`. */
export default defineConfig({
  testDir: 'tests',
  testMatch: '{axe,e2e}/**/*.spec.mjs',
  workers: 1,
  timeout: 60_000,
  reporter: 'list',
  outputDir: 'test-results',
});
