/** Flows that must work without a mouse, and what must survive a new tab. */
import { expect, test } from '@playwright/test';

import { findChromium, listTraces, openPage, PROJECTS, startApp } from '../support/app.mjs';

const LIST = `/p/${PROJECTS[0].id}/traces`;
const chromium = findChromium();
if (!chromium && process.env.ASSAY_REQUIRE_BROWSER === '1') throw new Error('No Chromium found: install it, or name it in ASSAY_CHROMIUM.');
test.skip(!chromium, 'No Chromium found: install one (Debian: apt-get install chromium) or name it in ASSAY_CHROMIUM.');

let app;
test.beforeAll(async () => {
  app = await startApp();
});
test.afterAll(() => app?.stop());

test('sign in, filter, open a trace', async () => {
  const page = await openPage(app, { theme: 'light', signedIn: false });
  await page.goto('/traces');
  await page.getByLabel('E-mail').focus();
  await page.keyboard.type('ada@nordwind.example');
  await page.keyboard.press('Tab');
  await page.keyboard.type('assay');
  await page.keyboard.press('Enter');
  await page.getByRole('grid', { name: 'Traces' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('status:error\n');
  await expect(page).toHaveURL(/\?status=error$/);
  await page.getByRole('gridcell', { name: 'error' }).first().waitFor();
  await page.getByRole('grid').focus();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('treegrid').waitFor();
  await page.keyboard.press('e');
  await expect(page.getByRole('region', { name: 'Error' })).toContainText('CrmTimeout');
});

test('walk a tree of 10,000 spans within the limit of nodes', async () => {
  const large = (await listTraces(app)).find((trace) => trace.span_count > 5000);
  const page = await openPage(app, { theme: 'dark' });
  await page.goto(`${LIST}/${large.trace_id}`);
  await page.getByRole('treegrid').focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'End', 'Home', 'ArrowLeft']) await page.keyboard.press(key);
  await expect(page.getByRole('treegrid')).toHaveAttribute('aria-rowcount', '1');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('treegrid')).toHaveAttribute('aria-rowcount', '10000');
  expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThanOrEqual(1500);
});

test('a link opened in a new tab is signed in and shows the same', async () => {
  const context = (await openPage(app, { theme: 'light', signedIn: false })).context();
  const first = context.pages()[0];
  await first.goto('/login');
  await first.getByLabel('E-mail').fill('ada@nordwind.example');
  await first.getByLabel('Password').fill('assay');
  await first.getByRole('button', { name: 'Sign in' }).click();
  await first.getByRole('grid').waitFor();
  const second = await context.newPage();
  await second.goto(`${LIST}?range=7d&status=error`);
  await second.getByRole('gridcell', { name: 'error' }).first().waitFor();
  await expect(second).toHaveURL(/range=7d&status=error/);
});

test('planted markup does not run and nothing leaves the origin', async () => {
  const page = await openPage(app, { theme: 'light' });
  const foreign = [];
  page.on('request', (request) => request.url().startsWith(app.url) || foreign.push(request.url()));
  await page.route('**/spans/*', async (route) => {
    const span = await (await route.fetch()).json();
    const evil = '<script>window.hit=1</script><img src="https://evil.example/x.png" onerror="window.hit=1"> [x](javascript:window.hit=1)';
    await route.fulfill({ json: { ...span, name: evil, input_messages: [{ role: 'user', parts: [{ type: 'text', content: evil }, { type: 'uri', uri: 'https://evil.example/y.png' }] }] } });
  });
  const [trace] = await listTraces(app);
  await page.goto(`${LIST}/${trace.trace_id}`);
  await page.getByText('onerror=').first().waitFor();
  expect(await page.evaluate(() => globalThis.hit)).toBeUndefined();
  expect(foreign).toEqual([]);
});
