/** A real VS Code in a browser for one test: opened on a folder with Cairn in it, driven as a person would, closed with no trace. */
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromiumArguments } from '../../tools/chromiumArguments.mjs';
import { cache, findChromium, root } from '../../tools/toolchain.mjs';
import { installVsix, linkExtension, startServer } from '../../tools/vscodeServer.mjs';
import { Workbench } from './workbench.ts';

export interface OpenOptions {
  /** Absolute path of the workspace folder (or .code-workspace file). */
  readonly folder: string;
  /** `source` (default) is this checkout; or the path of a packaged extension. */
  readonly extension?: 'source' | { readonly vsix: string };
  /** Folders of more extensions to have installed. */
  readonly others?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly theme?: string;
  /** `off` (default): every folder is trusted. `on`: none is until someone says so. */
  readonly trust?: 'off' | 'on';
  /** Added to the environment of the extension host, as it would be on another machine. */
  readonly env?: Readonly<Record<string, string>>;
  /** A program and its arguments that become the server. */
  readonly through?: readonly string[];
}

/** Opens a window; every window of one `mocha` process is closed by closeWindows(), every server by closeServers(). */
export async function openVSCode(options: OpenOptions): Promise<Workbench> {
  const server = await serverFor(options);
  const context = await (await theBrowser()).newContext({ viewport: { width: 1280, height: 800 } });
  // Long enough for a machine that is busy with other things, too.
  context.setDefaultTimeout(60_000);
  contexts.add(context);
  const query = options.folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const address = `${server.url}/?${query}=${encodeURIComponent(options.folder)}`;
  return await Workbench.open(context, address);
}

/** A second window on whatever the first one shows, as another browser window of the same person. */
export async function openAnother(first: Workbench): Promise<Workbench> {
  return await Workbench.open(first.context, first.address);
}

/** The process of the server behind a window, which is the parent of its extension hosts. */
export async function serverPidOf(window: Workbench): Promise<number> {
  const started = await Promise.all(servers.values());
  const found = started.find(({ server }) => server.url === new URL(window.address).origin);
  if (found === undefined) throw new Error(`No server of this test serves ${window.address}.`);
  return found.server.pid;
}

/** Pictures of every open window in .cache/screenshots, for a test that failed. Returns their paths. */
export async function screenshotAll(name: string): Promise<string[]> {
  const pages: Page[] = [...contexts].flatMap((context) => context.pages());
  const files = pages.map((_, index) => screenshotPath(index === 0 ? name : `${name}-${index + 1}`));
  await Promise.all(pages.map((page, index) => page.screenshot({ path: files[index] ?? '' })));
  return files;
}

export function screenshotPath(name: string): string {
  const folder = path.join(cache, 'screenshots');
  mkdirSync(folder, { recursive: true });
  return path.join(folder, `${name.replaceAll(/[^\w.-]+/g, '-').slice(0, 120)}.png`);
}

export async function closeWindows(): Promise<void> {
  await Promise.all([...contexts].map((context) => context.close()));
  contexts.clear();
}

export async function closeServers(): Promise<void> {
  await closeWindows();
  await (await browser)?.close();
  browser = undefined;
  for (const [key, pending] of servers) {
    servers.delete(key);
    const { server, home } = await pending;
    await server.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

interface Started {
  readonly home: string;
  readonly server: Awaited<ReturnType<typeof startServer>>;
}

const contexts = new Set<BrowserContext>();
const servers = new Map<string, Promise<Started>>();
let browser: Promise<Browser> | undefined;

function theBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('There is no Chromium or Chrome on this machine.');
  browser ??= chromium.launch({ executablePath, args: chromiumArguments });
  return browser;
}

/** One server serves every test that wants the same extension, settings and trust. */
async function serverFor(options: OpenOptions): Promise<Started['server']> {
  const key = JSON.stringify({ ...options, folder: '' });
  let started = servers.get(key);
  if (!started) {
    started = start(options);
    servers.set(key, started);
  }
  return (await started).server;
}

async function start({
  extension = 'source',
  others = [],
  settings = {},
  theme,
  trust = 'off',
  env = {},
  through = [],
}: OpenOptions): Promise<Started> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'vscode-'));
  const data = path.join(home, 'data');
  const extensions = path.join(home, 'extensions');
  if (extension === 'source') await linkExtension(root, extensions);
  else await installVsix(extension.vsix, { data, extensions });
  for (const folder of others) await linkExtension(folder, extensions);
  const server = await startServer({
    data,
    extensions,
    trust,
    env,
    through,
    settings: {
      'workbench.colorTheme': theme ?? 'Default Dark Modern',
      'security.workspace.trust.startupPrompt': 'never',
      'window.dialogStyle': 'custom',
      'files.hotExit': 'off',
      // So that tests can read what a terminal shows.
      'terminal.integrated.gpuAcceleration': 'off',
      ...settings,
    },
  });
  return { home, server };
}
