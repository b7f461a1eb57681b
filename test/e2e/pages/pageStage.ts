/** Puts a page's real bundle, HTML and policy into a plain Chromium, with a theme's variables and a fake host. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { mkdtemp, rm } from 'node:fs/promises';
import * as esbuild from 'esbuild';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import * as z from 'zod';
import { pageHtml } from '../../../src/views/panels/html.ts';
import { shuffleAnswers, slowFrames, stopClock } from './pageClock.ts';
import { now, runId } from './runDetails.ts';
import type { ScenarioName } from './runScenarios.ts';

/** To find tests and pages that count on frames being fast: ms by which every frame is late. */
const lateFrames = Number(process.env['CAIRN_LATE_FRAMES'] ?? 0);
/** To find those that count on the order of answers: a seed, by which each answer is late. */
const lateAnswers = Number(process.env['CAIRN_LATE_ANSWERS'] ?? 0);
const root = path.resolve(import.meta.dirname, '../../..');
const themeFiles = {
  dark: 'dark',
  light: 'light',
  'high-contrast': 'highContrast',
  'high-contrast-light': 'highContrastLight',
} as const;
export type Theme = keyof typeof themeFiles;

export interface Shown {
  readonly page: Page;
  /** What the browser refused or complained about: policy violations, errors, console warnings. */
  readonly complaints: string[];
}

/** Which page stands on the stage, and what stands in for VS Code inside the browser. */
export interface StagedPage {
  readonly page: string;
  /** A file beside this one. */
  readonly fakeHost: string;
  readonly subject: string;
}

const runStage: StagedPage = { page: 'run', fakeHost: 'fakeHost.ts', subject: runId };

export interface Show {
  /** Of the run page. */
  readonly scenario?: ScenarioName;
  /** Called before the page and its host are there. */
  readonly before?: (page: Page) => Promise<void>;
  /** The page's clock goes on: for measuring, and for what waits for time to pass. */
  readonly realTime?: boolean;
  /** Device pixels of one px. */
  readonly zoom?: number;
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** Code points of a state saved before. */
  readonly state?: unknown;
}

export class PageStage {
  readonly #browser: Browser;
  readonly #origin: string;
  readonly #close: () => Promise<void>;

  private constructor(browser: Browser, origin: string, close: () => Promise<void>) {
    this.#browser = browser;
    this.#origin = origin;
    this.#close = close;
  }

  static async open(staged: StagedPage = runStage): Promise<PageStage> {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'cairn-pages-'));
    await build(dir, staged);
    const server = createServer((request, response) => {
      void answer(dir, request.url ?? '/', staged).then(({ type, body }) => {
        response.writeHead(body === undefined ? 404 : 200, { 'content-type': type });
        response.end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = addressOf(server.address());
    const browser = await chromium.launch({
      executablePath: process.env['CAIRN_CHROMIUM'] ?? '/usr/bin/chromium',
      args: await chromiumArguments(),
    });
    return new PageStage(browser, `http://127.0.0.1:${String(port)}`, async () => {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(dir, { recursive: true, force: true });
    });
  }

  async show({
    scenario,
    before,
    realTime = false,
    zoom = 1,
    theme = 'dark',
    width = 1280,
    height = 860,
    state,
  }: Show): Promise<Shown> {
    const context = await this.#browser.newContext({
      viewport: { width, height },
      deviceScaleFactor: zoom,
      timezoneId: 'UTC',
      locale: 'en-GB',
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    if (!realTime) await stopClock(page, now);
    if (lateFrames > 0) await slowFrames(page, lateFrames);
    if (lateAnswers > 0) await shuffleAnswers(page, lateAnswers);
    await before?.(page);
    await page.addInitScript(prepare, { scenario, theme, variables: await themeVariables(theme), state });
    await page.addInitScript({ content: await this.#text('/fakeHost.js') });
    await page.goto(`${this.#origin}/page.html`);
    return { page, complaints };
  }

  async close(): Promise<void> {
    await this.#close();
  }

  async #text(file: string): Promise<string> {
    return await (await fetch(this.#origin + file)).text();
  }
}

/** Runs in the browser, before anything of the page. */
function prepare(given: {
  scenario: ScenarioName | undefined;
  theme: string;
  variables: Record<string, string>;
  state: unknown;
}): void {
  if (given.scenario !== undefined) window.cairnScenario = given.scenario;
  if (given.state !== undefined && sessionStorage.getItem('state') === null)
    sessionStorage.setItem('state', JSON.stringify(given.state));
  const dress = () => {
    for (const [name, value] of Object.entries(given.variables))
      document.documentElement.style.setProperty(name, value);
    // As VS Code does it: light high contrast is high contrast too.
    const also = given.theme === 'high-contrast-light' ? ' vscode-high-contrast' : '';
    document.body.className = `vscode-${given.theme}${also}`;
    document.documentElement.style.colorScheme = given.theme.endsWith('light') ? 'light' : 'dark';
  };
  document.addEventListener('DOMContentLoaded', dress);
}

export async function themeVariables(theme: Theme): Promise<Record<string, string>> {
  const text = await readFile(path.join(root, 'test/fixtures/themes', `${themeFiles[theme]}.json`), 'utf8');
  return z.record(z.string(), z.string()).parse(JSON.parse(text));
}

async function build(dir: string, { page, fakeHost }: StagedPage): Promise<void> {
  await esbuild.build({
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    outdir: dir,
    tsconfig: path.join(root, 'webview/tsconfig.json'),
    loader: { '.svg': 'text' },
    entryPoints: { page: path.join(root, 'webview/pages', page, 'main.ts') },
    logLevel: 'error',
  });
  await esbuild.build({
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    outdir: dir,
    entryPoints: { fakeHost: path.join(root, 'test/e2e/pages', fakeHost) },
    logLevel: 'error',
  });
}

async function answer(
  dir: string,
  url: string,
  { page, subject }: StagedPage,
): Promise<{ type: string; body: string | undefined }> {
  if (url === '/page.html') {
    const body = pageHtml({
      ...{
        title: page,
        language: 'en',
        blobImages: page === 'compare',
        cspSource: "'self'",
        nonce: 'abc123',
        script: '/page.js',
        style: '/page.css',
      },
      boot: {
        folder: 'file:///home/sam/credit',
        subject,
        strings: {},
        reopenCommand: 'cairn.runs.reopenPage',
      },
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

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('The page server has no port.');
  return address;
}
