/** Puts the compare page's real bundle, HTML and policy into a plain Chromium, with a host that knows curves only. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { mkdtemp, rm } from 'node:fs/promises';
import * as esbuild from 'esbuild';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import * as z from 'zod';
import { pageHtml } from '../../../src/views/panels/html.ts';
import type { CurveScenarioName } from './curveScenarios.ts';
import { themeVariables, type Theme } from './pageStage.ts';

const root = path.resolve(import.meta.dirname, '../../..');
export const folder = 'file:///home/sam/credit';

export interface ShownCurves {
  readonly page: Page;
  /** What the browser refused or complained about: policy violations, errors, console warnings. */
  readonly complaints: string[];
}

export interface ShowCurves {
  readonly scenario: CurveScenarioName;
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** Of the page's state. */
  readonly curves?: Readonly<Record<string, unknown>>;
  /** Places of the runs that are picked; those below eight have colours 1 … 8. */
  readonly picked?: readonly string[];
  readonly split?: number;
}

export class CurveStage {
  readonly #browser: Browser;
  readonly #origin: string;
  readonly #close: () => Promise<void>;

  private constructor(browser: Browser, origin: string, close: () => Promise<void>) {
    this.#browser = browser;
    this.#origin = origin;
    this.#close = close;
  }

  static async open(): Promise<CurveStage> {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'cairn-curves-'));
    await build(dir);
    const server = createServer((request, response) => {
      void answer(dir, request.url ?? '/').then(({ type, body }) => {
        response.writeHead(body === undefined ? 404 : 200, { 'content-type': type });
        response.end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The page server has no port.');
    const browser = await chromium.launch({
      executablePath: process.env['CAIRN_CHROMIUM'] ?? '/usr/bin/chromium',
      args: await chromiumArguments(),
    });
    return new CurveStage(browser, `http://127.0.0.1:${String(address.port)}`, async () => {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(dir, { recursive: true, force: true });
    });
  }

  async show(what: ShowCurves): Promise<ShownCurves> {
    const { theme = 'dark', width = 1280, height = 860 } = what;
    const context = await this.#browser.newContext({
      viewport: { width, height },
      timezoneId: 'UTC',
      locale: 'en-GB',
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    const state = {
      ...{ page: 'compare', folder, view: {}, tab: 'curves', split: what.split ?? 0.1 },
      curves: what.curves ?? {},
      picked: what.picked ?? [],
    };
    const colors = (what.picked ?? []).slice(0, 8).map((run, place) => ({ run, slot: place + 1 }));
    const given = { scenario: what.scenario, theme, variables: await themeVariables(theme), state, colors };
    await page.addInitScript(prepare, given);
    await page.addInitScript({ content: await (await fetch(`${this.#origin}/curveHost.js`)).text() });
    await page.goto(`${this.#origin}/compare.html`);
    return { page, complaints };
  }

  async close(): Promise<void> {
    await this.#close();
  }
}

/** Runs in the browser, before anything of the page. */
function prepare(given: {
  scenario: CurveScenarioName;
  theme: string;
  variables: Record<string, string>;
  state: unknown;
  colors: unknown;
}): void {
  window.curveScenario = given.scenario;
  if (sessionStorage.getItem('state') === null) {
    sessionStorage.setItem('state', JSON.stringify(given.state));
    sessionStorage.setItem('colors', JSON.stringify(given.colors));
  }
  document.addEventListener('DOMContentLoaded', () => {
    for (const [name, value] of Object.entries(given.variables))
      document.documentElement.style.setProperty(name, value);
    document.body.className = `vscode-${given.theme}`;
    document.documentElement.style.colorScheme = given.theme === 'light' ? 'light' : 'dark';
  });
}

async function build(dir: string): Promise<void> {
  const common = {
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    outdir: dir,
    logLevel: 'error',
  } as const;
  await esbuild.build({
    ...common,
    format: 'esm',
    tsconfig: path.join(root, 'webview/tsconfig.json'),
    loader: { '.svg': 'text' },
    entryPoints: { compare: path.join(root, 'webview/pages/compare/main.ts') },
  });
  await esbuild.build({
    ...common,
    format: 'iife',
    entryPoints: { curveHost: path.join(root, 'test/e2e/pages/curveHost.ts') },
  });
}

async function answer(dir: string, url: string): Promise<{ type: string; body: string | undefined }> {
  if (url === '/compare.html') {
    const place = { cspSource: "'self'", nonce: 'abc123', script: '/compare.js', style: '/compare.css' };
    const body = pageHtml({
      ...{ title: 'compare', language: 'en', ...place },
      boot: { folder, subject: '', strings: {}, reopenCommand: 'cairn.runs.reopenPage' },
    });
    return { type: 'text/html; charset=utf-8', body };
  }
  const type = url.endsWith('.css') ? 'text/css' : 'text/javascript';
  if (url === '/favicon.ico') return { type: 'image/png', body: '' };
  if (!/^\/\w+\.(js|css)$/.test(url)) return { type, body: undefined };
  return { type, body: await readFile(path.join(dir, url), 'utf8') };
}

async function chromiumArguments(): Promise<string[]> {
  const url = new URL('../../../tools/chromiumArguments.mjs', import.meta.url).href;
  const module: unknown = await import(url);
  return z.object({ chromiumArguments: z.array(z.string()) }).parse(module).chromiumArguments;
}
