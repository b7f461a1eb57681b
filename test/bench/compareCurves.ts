/** Curves of many runs from disk to pixels, beside what TensorBoard and MLflow take to have the same series ready. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { CurvesQuery } from '../../src/protocol/compare/compareShape.ts';
import { openThreadStore } from '../../src/project/threadStore.ts';
import type { RunStore } from '../../src/project/runStore.ts';
import { layoutOf, runDir, runPaths } from '../../src/storage/layout.ts';
import { openSeriesWriter } from '../../src/storage/series/seriesWriter.ts';
import { until } from '../e2e/until.ts';
import { makeCurveFolders, makeLiveRun } from './curveFolders.ts';
import { mlflowMs, tensorboardMs } from './curvePeers.ts';
import type { Figure } from './figure.ts';
import { folder as pageFolder, openRelayPage } from './relayPage.ts';
import { median, timed } from './timed.ts';

const long = { count: 50, points: 100_000 };
const many = { count: 1000, points: 1000 };
/** The peers read as many of the fifty, because all would take minutes; their times are multiplied. */
const shared = { count: 2, points: 100_000 };
const livePoints = 30;

export async function run(): Promise<readonly Figure[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'compare-curves-'));
  try {
    const peers = await measurePeers(path.join(folder, 'board'));
    return [
      ...(await longSeries(path.join(folder, 'long'), peers)),
      ...(await manySeries(path.join(folder, 'many'))),
      ...(await liveSeries(path.join(folder, 'live'))),
    ];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

interface Peer {
  readonly name: string;
  readonly value: number;
}

async function measurePeers(folder: string): Promise<Peer[]> {
  const times = long.count / shared.count;
  const board = await tensorboardMs(folder, shared);
  const server = await mlflowMs(shared);
  const from = `, ${String(shared.count)} series × ${String(times)}`;
  return [
    ...(board === undefined
      ? []
      : [{ name: `TensorBoard, reading and sampling${from}`, value: board * times }]),
    ...(server === undefined
      ? []
      : [
          { name: `MLflow’s get-history${from}`, value: server.everyPoint * times },
          { name: `MLflow’s 320 samples a series${from}`, value: server.sampled * times },
        ]),
  ];
}

async function longSeries(folder: string, peers: readonly Peer[]): Promise<Figure[]> {
  const [warmUp, ids] = split(makeCurveFolders(folder, { ...long, count: long.count + 8 }), 8);
  const what = `${String(long.count)} series × ${String(long.points / 1000)} 000 points`;
  return await withStore(folder, async (open) => {
    const query = { ...plain, lines: ids.map((run) => ({ runs: [run] })) };
    const cold: number[] = [];
    const bytesOnly: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const fresh = open();
      await fresh.rows({ limit: 1 });
      // Other runs: a window's thread has drawn sparklines before, and its code is compiled.
      await fresh.compare.curves({ ...plain, lines: warmUp.map((run) => ({ runs: [run] })) });
      cold.push(await msOf(() => fresh.compare.curves(query)));
      fresh.dispose();
      bytesOnly.push(timed(() => ids.forEach((id) => fs.readFileSync(metricsOf(folder, id)))));
    }
    const store = open();
    await store.compare.curves(query);
    const slider: number[] = [];
    for (const smoothing of [0.5, 0.6, 0.7, 0.8, 0.9])
      slider.push(await msOf(() => store.compare.curves({ ...query, smoothing })));
    const zoom = await msOf(() => store.compare.curves({ ...query, from: 50_000, to: 51_000 }));
    store.dispose();
    const shown = open();
    await shown.rows({ limit: 1 });
    const relay = await openRelayPage(shown, stateOf(ids));
    try {
      await drawLoss(relay.page);
      const { host, transfer, paint, whole, bytes } = await firstDrawing(relay);
      const heap = await memoryOf(relay.page);
      const lower = { unit: 'ms', better: 'lower' } as const;
      return [
        {
          name: `${what}: read and reduced, from disk`,
          ...{
            value: median(cold),
            limit: 250,
            peer: { name: 'reading the files', value: median(bytesOnly) },
          },
          ...lower,
        },
        { name: `${what}: another smoothing, from memory`, value: median(slider), limit: 250, ...lower },
        { name: `${what}: zoomed to a thousand steps`, value: zoom, ...lower },
        ...(peers.length === 0
          ? [{ name: `${what}: from disk to pixels`, value: whole, ...lower }]
          : peers.map((peer) => ({ name: `${what}: from disk to pixels`, value: whole, peer, ...lower }))),
        { name: `${what}: of that, host`, value: host, ...lower },
        { name: `${what}: of that, transfer of ${(bytes / 1e6).toFixed(1)} MB`, value: transfer, ...lower },
        { name: `${what}: of that, paint in Chromium`, value: paint, ...lower },
        { name: `${what}: memory of the page`, value: heap, unit: 'MB', better: 'lower' },
      ];
    } finally {
      await relay.close();
      shown.dispose();
    }
  });
}

function metricsOf(folder: string, id: string): string {
  return runPaths(runDir(layoutOf(folder), id)).metrics;
}

function split(ids: readonly string[], at: number): [string[], string[]] {
  return [ids.slice(0, at), ids.slice(at)];
}

async function manySeries(folder: string): Promise<Figure[]> {
  const ids = makeCurveFolders(folder, many);
  return await withStore(folder, async (open) => {
    const store = open();
    await store.rows({ limit: 1 });
    const relay = await openRelayPage(store, stateOf(ids));
    try {
      const { page } = relay;
      await drawLoss(page);
      const answers = many.count / 200;
      const times = await until('all lines are drawn', async () => {
        const seen = await page.evaluate(() => window.relayTimes);
        return seen.length >= answers && seen;
      });
      const asked = Math.min(...times.map((one) => one.asked));
      const whole = Math.max(...times.map(({ painted }) => painted)) - asked;
      const plot = await page.locator('.plot').first().boundingBox();
      if (plot === null) throw new Error('There is no chart.');
      const pointer = await frameMs(page, async (at) => {
        await page.mouse.move(plot.x + plot.width * (0.2 + 0.02 * at), plot.y + plot.height / 2);
      });
      const heap = await memoryOf(page);
      const what = `${String(many.count)} series × ${String(many.points)} points in one chart`;
      return [
        { name: `${what}: from disk to pixels`, value: whole, unit: 'ms', better: 'lower' },
        {
          name: `${what}: the crosshair follows the pointer, median`,
          value: pointer,
          unit: 'ms',
          limit: 50,
          better: 'lower',
        },
        { name: `${what}: memory of the page`, value: heap, unit: 'MB', better: 'lower' },
      ];
    } finally {
      await relay.close();
      store.dispose();
    }
  });
}

/** A point is appended to metrics.log as a recorder does it; it is on the screen when the answer that holds it is painted. */
async function liveSeries(folder: string): Promise<Figure[]> {
  const ids = makeCurveFolders(folder, { count: 4, points: 1000 });
  const live = await makeLiveRun(folder);
  const writer = openSeriesWriter(live.paths.metrics);
  const log = (step: number) => {
    writer.append('loss', step, Date.now(), 1 / (step + 1), 'inbox');
    writer.flush({ inbox: step, output: 0 });
  };
  log(0);
  return await withStore(folder, async (open) => {
    const store = open();
    await store.rows({ limit: 1 });
    const relay = await openRelayPage(store, stateOf([live.id, ...ids]));
    try {
      const { page } = relay;
      await drawLoss(page);
      await until('the chart is drawn', async () => await page.evaluate(() => window.relayTimes.length > 0));
      const delays: number[] = [];
      for (let step = 1; step <= livePoints; step += 1) {
        // At moments that are no multiple of any poll.
        await new Promise((resolve) => setTimeout(resolve, 150 + ((step * 37) % 100) * 2));
        const origin = await page.evaluate(() => performance.timeOrigin);
        const logged = Date.now();
        log(step);
        // This run has one point more than steps; the others, where they are asked for too, have thousands.
        const painted = await until('the point is drawn', async () =>
          page.evaluate(
            (points) => window.relayTimes.find((one) => one.points % 1000 === points)?.painted,
            step + 1,
          ),
        );
        delays.push(origin + painted - logged);
      }
      const sorted = delays.sort((a, b) => a - b);
      const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
      return [
        {
          name: 'a new point from disk to its pixel, median',
          value: at(0.5),
          unit: 'ms',
          limit: 500,
          better: 'lower',
        },
        {
          name: 'a new point from disk to its pixel, 95th percentile',
          value: at(0.95),
          unit: 'ms',
          limit: 1000,
          better: 'lower',
        },
      ];
    } finally {
      await relay.close();
      store.dispose();
      writer.close(writer.marks);
    }
  });
}

const plain: Omit<CurvesQuery, 'lines'> = {
  ...{ keys: ['loss'], axis: { kind: 'step' }, from: null, to: null, logX: false, columns: 1200 },
  ...{ smoothing: 0, band: 'range', spread: false },
};

/** These runs are picked, and no metric is drawn yet. */
function stateOf(picked: readonly string[]): unknown {
  const curves = { keys: [] };
  return { page: 'compare', folder: pageFolder, view: {}, tab: 'curves', split: 0.1, picked, curves };
}

/** As a person does it, once the page has come to rest. */
async function drawLoss(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Metrics / }).click();
  await page.getByRole('checkbox', { name: /^loss/ }).check();
  await page.keyboard.press('Escape');
}

async function withStore<T>(folder: string, use: (open: () => RunStore) => Promise<T>): Promise<T> {
  return await use(() =>
    openThreadStore({
      layout: layoutOf(folder),
      threadPath: path.resolve('out/indexer.js'),
      wasm: path.resolve('out/sql-wasm.wasm'),
      config: {},
      log: (line) => console.error(line),
    }),
  );
}

async function firstDrawing({ page, hostMs }: { page: Page; hostMs: readonly number[] }) {
  const [first] = await until('the chart is drawn', async () => {
    const times = await page.evaluate(() => window.relayTimes);
    return times.length > 0 && times;
  });
  if (first === undefined) throw new Error('Nothing was drawn.');
  const { asked, came, painted, bytes } = first;
  const host = hostMs[0] ?? NaN;
  return { host, transfer: came - asked - host, paint: painted - came, whole: painted - asked, bytes };
}

/** Median ms from a move of the pointer to the frame after the one that shows it. */
async function frameMs(page: Page, move: (at: number) => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    globalThis.pointerTimes = [];
    const measure = () => {
      const began = performance.now();
      requestAnimationFrame(() =>
        requestAnimationFrame(() => globalThis.pointerTimes.push(performance.now() - began)),
      );
    };
    window.addEventListener('pointermove', measure, { capture: true });
  });
  const times = () => page.evaluate(() => [...globalThis.pointerTimes]);
  for (let at = 0; at < 20; at += 1) {
    const before = (await times()).length;
    await move(at);
    await until('the frame is there', async () => (await times()).length > before);
  }
  return median(await times());
}

declare global {
  // `var`, because only that declares a property of globalThis.
  var pointerTimes: number[];
}

/** MB of JavaScript, what belongs to it in the browser, and the numbers of the lines, after a collection. */
async function memoryOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const usage: Readonly<Record<string, number>> = await session.send('Runtime.getHeapUsage');
  const bytes = ['usedSize', 'embedderHeapUsedSize', 'backingStorageSize'].map((key) => usage[key] ?? 0);
  return bytes.reduce((sum, one) => sum + one, 0) / 1e6;
}

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
