/** The built app before the fixture gateway, and the system's Chromium to look at it. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from '@playwright/test';
import { build, preview } from 'vite';

import { PROJECTS, startGateway } from '../fixtures/gateway.mjs';

export { PROJECTS };

/** Path of a Chromium on this machine: ASSAY_CHROMIUM, else the first one on PATH; `null` without one. */
export function findChromium() {
  if (process.env.ASSAY_CHROMIUM) return process.env.ASSAY_CHROMIUM;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim();
    } catch {
      continue;
    }
  }
  return null;
}

/** Starts gateway, preview server and browser on free ports. */
export async function startApp() {
  const gateway = await startGateway(0);
  const target = `http://127.0.0.1:${gateway.address().port}`;
  const root = new URL('../..', import.meta.url).pathname;
  // Its own folder: a build of `dist` at the same time must not pull the files away.
  const outDir = await mkdtemp(join(tmpdir(), 'assay-ui-'));
  await build({ root, logLevel: 'error', build: { outDir, emptyOutDir: true } });
  const server = await preview({
    root,
    logLevel: 'error',
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0, strictPort: false, proxy: { '/api': { target } } },
  });
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-gpu'] });
  return {
    browser,
    gateway: target,
    url: `http://127.0.0.1:${server.httpServer.address().port}`,
    async stop() {
      await browser.close();
      await server.close();
      gateway.close();
      await rm(outDir, { recursive: true });
    },
  };
}

/** A page of a fresh profile, signed in, in a theme. */
export async function openPage(app, { theme, width = 1440, height = 900, signedIn = true }) {
  const context = await app.browser.newContext({ viewport: { width, height }, baseURL: app.url, reducedMotion: 'reduce', timezoneId: 'Europe/Berlin' });
  await context.addInitScript(
    ([chosen, session]) => {
      localStorage.setItem('assay.theme', JSON.stringify(chosen));
      if (session) sessionStorage.setItem('assay.session', session);
    },
    [theme, signedIn ? JSON.stringify({ token: 'fixture-token', expiresAt: new Date(Date.now() + 3_600_000).toISOString() }) : null],
  );
  return context.newPage();
}

/** The traces of the default project, newest first. */
export async function listTraces(app) {
  const headers = { authorization: 'Bearer fixture-token', 'x-assay-project': PROJECTS[0].id };
  return (await (await fetch(`${app.gateway}/api/traces?limit=200`, { headers })).json()).items;
}
