/** activate() and the longest stall of a real extension host, on a folder with 10 000 runs: without an index, and with one. */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumArguments } from '../../tools/chromiumArguments.mjs';
import { findChromium, node24, root, run as runTool } from '../../tools/toolchain.mjs';
import { linkExtension, startServer } from '../../tools/vscodeServer.mjs';
import { until } from '../e2e/until.ts';
import * as z from 'zod';
import type { Figure } from './figure.ts';
import { makeRunFolders } from './runFolders.ts';
import { median } from './timed.ts';

const runs = 10_000;
/** How long after activate() stalls are watched for: a rebuild of the index takes some seconds. */
const watchMs = 15_000;
/** Windows opened for each figure, which is their median. */
const starts = 5;

const measured = z.object({
  loadMs: z.number(),
  activateMs: z.number(),
  stallMs: z.number(),
  idleStallMs: z.number(),
});

type Measured = z.infer<typeof measured>;

export async function run(): Promise<readonly Figure[]> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'activation-'));
  try {
    const folder = path.join(home, 'work');
    await mkdir(folder);
    makeRunFolders(folder, runs);
    const extensions = path.join(home, 'extensions');
    await linkExtension(await quietCairn(home), extensions);
    await linkExtension(path.join(root, 'test', 'bench', 'probe'), extensions);
    const rebuilt: Measured[] = [];
    const snapshot: Measured[] = [];
    for (let start = 0; start < starts; start++) {
      await rm(path.join(folder, '.cairn', 'index.sqlite'), { force: true });
      rebuilt.push(await measure({ home, extensions, folder, name: `rebuild-${start}` }));
      snapshot.push(await measure({ home, extensions, folder, name: `snapshot-${start}` }));
    }
    return [...figures('no index yet', rebuilt), ...figures('with index', snapshot)];
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

function figures(state: string, windows: readonly Measured[]): Figure[] {
  const of = (what: keyof Measured) => median(windows.map((window) => window[what]));
  return [
    {
      name: `activate(), 10 000 runs, ${state}`,
      value: of('activateMs'),
      unit: 'ms',
      limit: 50,
      better: 'lower',
    },
    {
      name: `longest stall, 10 000 runs, ${state}`,
      value: of('stallMs'),
      unit: 'ms',
      limit: 50,
      peer: { name: 'same host at rest', value: of('idleStallMs') },
      better: 'lower',
    },
    { name: `loading the bundle, ${state}`, value: of('loadMs'), unit: 'ms', better: 'lower' },
  ];
}

/** A copy of Cairn that starts when it is told to, not when its folder is seen, so that the probe can be there first. */
async function quietCairn(home: string): Promise<string> {
  const copy = path.join(home, 'cairn');
  for (const part of ['media', 'python', 'l10n', 'package.nls.json']) {
    if (existsSync(path.join(root, part)))
      await cp(path.join(root, part), path.join(copy, part), { recursive: true });
  }
  // As it is installed: the production build.
  const out = path.join(copy, 'out');
  await runTool(node24(), ['tools/build.mjs', '--production', '--out', out], { cwd: root });
  const manifest = z
    .looseObject({})
    .parse(JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')));
  await writeFile(
    path.join(copy, 'package.json'),
    JSON.stringify({ ...manifest, activationEvents: [], main: './measured.cjs' }),
  );
  await cp(path.join(root, 'test', 'bench', 'probe', 'measured.cjs'), path.join(copy, 'measured.cjs'));
  return copy;
}

async function measure(at: {
  home: string;
  extensions: string;
  folder: string;
  name: string;
}): Promise<Measured> {
  const file = path.join(at.home, `${at.name}.json`);
  const server = await startServer({
    data: path.join(at.home, `data-${at.name}`),
    extensions: at.extensions,
    env: { CAIRN_PROBE_FILE: file, CAIRN_PROBE_WATCH_MS: String(watchMs) },
  });
  const browser = await chromium.launch({
    executablePath: findChromium() ?? 'chromium',
    args: chromiumArguments,
  });
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}/?folder=${encodeURIComponent(at.folder)}`);
    const text = await until(
      'the probe reports',
      () => (existsSync(file) ? readFile(file, 'utf8') : undefined),
      180_000,
    );
    await until('the index is saved', () => existsSync(path.join(at.folder, '.cairn', 'index.sqlite')));
    return measured.parse(JSON.parse(text));
  } finally {
    await browser.close();
    await server.stop();
  }
}
