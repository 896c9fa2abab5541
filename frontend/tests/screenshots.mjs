/** Pictures of every page, in both themes and three widths, into the git-ignored folder `screenshots/`. */
import { listTraces, openPage, PROJECTS, startApp } from './support/app.mjs';

const [full, empty, failing] = PROJECTS.map((project) => `/p/${project.id}`);
const only = process.argv[2] ?? '';
const app = await startApp();
const traces = await listTraces(app);
const agent = traces.find((trace) => trace.status === 'ok' && trace.name.startsWith('invoke_agent') && trace.settled);
const failed = traces.find((trace) => trace.error_count > 0 && trace.span_count < 20);
const orphan = traces.find((trace) => trace.root_inferred);
const large = traces.find((trace) => trace.span_count > 5000);

const pages = {
  login: '/login',
  traces: `${full}/traces`,
  filtered: `${full}/traces?status=error&environment=production`,
  'no-match': `${full}/traces?name=nothing-like-this`,
  empty: `${empty}/traces`,
  failing: `${failing}/traces`,
  trace: `${full}/traces/${agent.trace_id}`,
  'trace-error': `${full}/traces/${failed.trace_id}`,
  'trace-orphan': `${full}/traces/${orphan.trace_id}`,
  'trace-large': `${full}/traces/${large.trace_id}`,
  'trace-missing': `${full}/traces/${'0'.repeat(32)}`,
};

for (const [name, path] of Object.entries(pages)) {
  for (const theme of ['light', 'dark']) {
    for (const width of name.startsWith('trace') || name === 'login' ? [1440, 1024, 390] : [1440, 390]) {
      const file = `screenshots/${name}-${theme}-${width}.png`;
      if (!file.includes(only)) continue;
      const page = await openPage(app, { theme, width, height: width === 390 ? 844 : 900, signedIn: name !== 'login' });
      page.on('pageerror', (error) => console.error(name, error.message));
      await page.goto(path);
      await page.waitForTimeout({ failing: 3000, 'trace-missing': 13_000 }[name] ?? 900);
      if (name === 'trace') {
        await page.getByRole('row', { name: /chat gpt-4o/ }).first().click();
        await page.waitForTimeout(400);
      }
      if (name === 'trace-error') {
        await page.keyboard.press('e');
        await page.waitForTimeout(400);
      }
      await page.screenshot({ path: file });
      console.log(file);
      await page.context().close();
    }
  }
}
await app.stop();
