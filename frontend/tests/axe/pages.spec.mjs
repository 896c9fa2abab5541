/** Every page, in both themes and its states, has no accessibility violation. */
import { createRequire } from 'node:module';

import { expect, test } from '@playwright/test';

import { findChromium, listTraces, openPage, PROJECTS, startApp } from '../support/app.mjs';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const [full, empty, failing] = PROJECTS.map((project) => `/p/${project.id}`);

const STATES = {
  'sign-in': () => '/login',
  'traces loaded': () => `${full}/traces`,
  'traces filtered': () => `${full}/traces?status=error`,
  'traces first time': () => `${empty}/traces`,
  'traces without a match': () => `${full}/traces?name=nothing-like-this`,
  'traces failing': () => `${failing}/traces`,
  'trace loaded': (traces) => `${full}/traces/${traces.find((trace) => trace.settled && trace.status === 'ok').trace_id}`,
  'trace with an error': (traces) => `${full}/traces/${traces.find((trace) => trace.error_count > 0 && trace.span_count < 20).trace_id}`,
  'trace live': (traces) => `${full}/traces/${traces.find((trace) => !trace.settled).trace_id}`,
  'trace partial': (traces) => `${full}/traces/${traces.find((trace) => trace.root_inferred).trace_id}`,
  'trace attributes': (traces) => `${full}/traces/${traces[0].trace_id}?tab=attributes`,
  'trace timing': (traces) => `${full}/traces/${traces[0].trace_id}?tab=timing`,
  'trace of 10,000 spans': (traces) => `${full}/traces/${traces.find((trace) => trace.span_count > 5000).trace_id}`,
};

const chromium = findChromium();
if (!chromium && process.env.ASSAY_REQUIRE_BROWSER === '1') throw new Error('No Chromium found: install it, or name it in ASSAY_CHROMIUM.');
test.skip(!chromium, 'No Chromium found: install one (Debian: apt-get install chromium) or name it in ASSAY_CHROMIUM.');

let app;
let traces;
test.beforeAll(async () => {
  app = await startApp();
  traces = await listTraces(app);
});
test.afterAll(() => app?.stop());

for (const theme of ['light', 'dark']) {
  for (const [name, path] of Object.entries(STATES)) {
    test(`${name}, ${theme}`, async () => {
      const page = await openPage(app, { theme, signedIn: name !== 'sign-in' });
      await page.goto(path(traces));
      await page.waitForLoadState('networkidle').catch(() => undefined);
      await page.locator('h1').waitFor();
      await page.waitForTimeout(300);
      await page.addScriptTag({ path: AXE });
      const violations = await page.evaluate(async (tags) => {
        const result = await globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags } });
        return result.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)} — ${nodes[0].failureSummary}`);
      }, TAGS);
      await page.context().close();
      expect(violations).toEqual([]);
    });
  }
}
