/** The compare page's real bundle in a Chromium, with the real index thread behind it. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import * as z from 'zod';
import { comparePage } from '../../src/protocol/compare/comparePage.ts';
import { serve } from '../../src/protocol/rpc.ts';
import type { Handlers } from '../../src/protocol/rpcShape.ts';
import type { RunStore } from '../../src/project/runStore.ts';
import { pageHtml } from '../../src/views/panels/html.ts';
import { themeVariables } from '../e2e/pages/pageStage.ts';
import { encode } from './relayWire.ts';

const root = path.resolve(import.meta.dirname, '../..');
export const folder = 'file:///bench';

export interface RelayPage {
  readonly page: Page;
  /** ms of each answer to `curves`, as this process sees it. */
  readonly hostMs: number[];
  close(): Promise<void>;
}

/** `state` as the page saves it; `ids` have colours in their order. */
export async function openRelayPage(store: RunStore, state: unknown): Promise<RelayPage> {
  const script = await readBundle('relayHost', path.join(root, 'test/bench/relayHost.ts'));
  const listeners = new Set<(message: unknown) => void>();
  const waiting: Uint8Array<ArrayBuffer>[] = [];
  let wake = (): void => undefined;
  const hostMs: number[] = [];
  const served = serve(
    { methods, events: comparePage.events },
    {
      port: {
        post: (message) => {
          waiting.push(encode(message));
          wake();
        },
        onMessage: (listener) => {
          listeners.add(listener);
          return { dispose: () => listeners.delete(listener) };
        },
      },
      handlers: handlersOf(store, hostMs),
      log: (line) => console.error(line),
    },
  );
  const changed = store.onDidChange(({ ids }) =>
    served.emit('changed', { runs: ids === 'all' ? 'all' : [...ids] }),
  );
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      if (request.url === '/call') {
        const parts: Uint8Array[] = [];
        for await (const part of request) if (part instanceof Uint8Array) parts.push(part);
        const message: unknown = JSON.parse(Buffer.concat(parts).toString());
        response.end();
        for (const listener of listeners) listener(message);
        return;
      }
      if (request.url === '/next') {
        if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        response.end(waiting.shift());
        return;
      }
      const file = await pageFile(request.url ?? '/');
      response.writeHead(file === undefined ? 404 : 200, { 'content-type': file?.type ?? 'text/plain' });
      response.end(file?.body);
    };
    answer().catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The page server has no port.');
  const browser = await launch();
  // The page's policy forbids what stands in for VS Code's message port here.
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, bypassCSP: true });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(String(error)));
  await page.addInitScript(
    (given) => {
      sessionStorage.setItem('state', JSON.stringify(given.state));
      document.addEventListener('DOMContentLoaded', () => {
        for (const [name, value] of Object.entries(given.variables))
          document.documentElement.style.setProperty(name, value);
        document.body.className = 'vscode-dark';
      });
    },
    { state, variables: await themeVariables('dark') },
  );
  await page.addInitScript({ content: script });
  await page.goto(`http://127.0.0.1:${String(address.port)}/compare.html`);
  return {
    page,
    hostMs,
    close: async () => {
      changed.dispose();
      served.dispose();
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const { order, columns, ordinals, catalog, curves, scope, colors, setColors, checkFilter, ping } =
  comparePage.methods;
const methods = { order, columns, ordinals, catalog, curves, scope, colors, setColors, checkFilter, ping };

function handlersOf(store: RunStore, hostMs: number[]): Handlers<typeof methods> {
  const { compare } = store;
  const given = new Map<string, number>();
  return {
    ...{
      order: compare.order,
      columns: compare.columns,
      ordinals: compare.ordinals,
      catalog: compare.catalog,
    },
    curves: async (query) => {
      const began = performance.now();
      const answer = await compare.curves(query);
      if (query.columns >= 50) hostMs.push(performance.now() - began);
      return answer;
    },
    scope: async () =>
      await Promise.resolve({
        ...{ name: 'bench', trusted: true, objective: null },
        ...{ directions: [], asksGoals: false },
      }),
    colors: async () => await Promise.resolve([...given].map(([run, slot]) => ({ run, slot }))),
    setColors: async (asked) => {
      for (const { run, slot } of asked.colors) given.set(run, slot);
      return await Promise.resolve(null);
    },
    checkFilter: async () => await Promise.resolve(null),
    ping: async () => await Promise.resolve(null),
  };
}

async function pageFile(url: string): Promise<{ type: string; body: string } | undefined> {
  if (url === '/compare.html') {
    const place = { cspSource: "'self'", nonce: 'bench', script: '/compare.js', style: '/compare.css' };
    const boot = { folder, subject: '', strings: {}, reopenCommand: 'cairn.runs.reopenPage' };
    return { type: 'text/html', body: pageHtml({ title: 'bench', language: 'en', ...place, boot }) };
  }
  if (!/^\/compare\.(js|css)$/.test(url)) return undefined;
  const body = await readFile(path.join(root, 'out', 'pages', url), 'utf8');
  return { type: url.endsWith('.css') ? 'text/css' : 'text/javascript', body };
}

async function readBundle(name: string, file: string): Promise<string> {
  const built = await esbuild.build({
    ...{
      bundle: true,
      platform: 'browser',
      target: 'es2022',
      format: 'iife',
      write: false,
      logLevel: 'error',
    },
    entryPoints: { [name]: file },
  });
  return built.outputFiles[0]?.text ?? '';
}

async function launch(): Promise<Browser> {
  const url = new URL('../../tools/chromiumArguments.mjs', import.meta.url).href;
  const module: unknown = await import(url);
  const { chromiumArguments } = z.object({ chromiumArguments: z.array(z.string()) }).parse(module);
  return await chromium.launch({
    executablePath: process.env['CAIRN_CHROMIUM'] ?? '/usr/bin/chromium',
    args: chromiumArguments,
  });
}
