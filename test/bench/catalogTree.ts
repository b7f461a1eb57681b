/** A catalog as large as one gets: the first look at it in the index thread, the answers the tree asks for, and how long the asking side stalls. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openThreadStore } from '../../src/project/threadStore.ts';
import { layoutOf } from '../../src/storage/layout.ts';
import type { Figure } from './figure.ts';
import { makeRunFolders } from './runFolders.ts';
import { median } from './timed.ts';

const [datasets, features, models, versions, runs] = [1000, 10_000, 500, 10, 5000];
const rounds = 5;

export async function run(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cairn-bench-'));
  try {
    makeRunFolders(folder, runs);
    makeCatalog(folder);
    // Once without a clock: the runs are in the snapshot then, as they are for somebody who worked here before.
    await measure(folder);
    return await measure(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function measure(folder: string): Promise<Figure[]> {
  const store = openThreadStore({
    layout: layoutOf(folder),
    threadPath: path.resolve('out/indexer.js'),
    wasm: path.resolve('out/sql-wasm.wasm'),
    config: {},
    log: (line) => {
      console.error(line);
    },
  });
  const { catalog } = store;
  const stalls = watchStalls();
  const clocked = async (question: () => Promise<unknown>) => {
    const began = performance.now();
    await question();
    return performance.now() - began;
  };
  const again = async (question: () => Promise<unknown>) => {
    const took: number[] = [];
    for (let round = 0; round < rounds; round += 1) took.push(await clocked(question));
    return median(took);
  };
  const figure = (name: string, value: number, limit: number): Figure => ({
    ...{ name, value, limit, unit: 'ms', better: 'lower' },
  });
  try {
    await store.rows({ limit: 1 });
    const first = await clocked(async () => {
      const rows = await catalog.catalogDatasets({});
      if (rows.length !== datasets) throw new Error(`${String(rows.length)} datasets were found.`);
    });
    const looked =
      first +
      (await clocked(async () => {
        while ((await catalog.catalogDatasets({})).some(({ disk }) => disk.state !== 'known')) await wait(20);
      }));
    const list = await store.models.list();
    if (list.models.length !== models) throw new Error(`${String(list.models.length)} models were found.`);
    const usage = await clocked(async () => {
      const groups = await catalog.featureGroups({ by: 'dataset' });
      const count = groups.reduce((sum, group) => sum + group.count, 0);
      if (count !== features) throw new Error(`${String(count)} features were found.`);
    });
    const figures = [
      figure('catalog of 1000 datasets, 10 000 features, 5000 model versions: first answer', first, 4000),
      figure('the same: all datasets are looked at', looked, 10_000),
      figure('the same: features with who uses them, first time', usage, 10_000),
      figure(
        'the same: rows of all datasets',
        await again(async () => await catalog.catalogDatasets({})),
        300,
      ),
      figure(
        'the same: features by owner',
        await again(async () => await catalog.featureGroups({ by: 'owner' })),
        500,
      ),
      figure(
        'the same: features of one dataset',
        await again(async () => await catalog.featureRows({ by: 'dataset', key: 'data_7' })),
        500,
      ),
      figure('the same: models', await again(async () => await store.models.list()), 500),
    ];
    return [...figures, figure('the same: longest stall of the asking side', stalls.longest(), 200)];
  } finally {
    stalls.stop();
    store.dispose();
    await wait(500);
  }
}

/** The longest time between two turns of this thread. */
function watchStalls() {
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  return { longest: () => longest, stop: () => clearInterval(timer) };
}

function makeCatalog(folder: string): void {
  const layout = layoutOf(folder);
  mkdirSync(layout.models, { recursive: true });
  mkdirSync(path.join(folder, 'data'));
  const each = (count: number, text: (number: number) => string) =>
    Array.from({ length: count }, (_, number) => text(number)).join('');
  const hash = (number: number) => String(number).padStart(64, '0');
  for (let number = 0; number < datasets; number += 1)
    writeFileSync(path.join(folder, 'data', `${String(number)}.csv`), `x,y\n${String(number)},1\n`);
  writeFileSync(
    layout.datasets,
    each(
      datasets,
      (n) =>
        `data_${String(n)}:\n  description: Data of the month ${String(n)}\n  owner: team-${String(n % 20)}\n  location: data/${String(n)}.csv\n  versions:\n    - version: 1\n      hash: ${hash(n)}\n`,
    ),
  );
  writeFileSync(
    layout.features,
    each(
      features,
      (n) =>
        `feature_${String(n)}:\n  description: Says something of ${String(n)}\n  owner: team-${String(n % 50)}\n  dataset: data_${String(n % datasets)}\n  columns: x\n`,
    ),
  );
  for (let n = 0; n < models; n += 1)
    writeFileSync(
      path.join(layout.models, `model_${String(n)}.yaml`),
      `name: model_${String(n)}\naliases:\n  champion: ${String(versions)}\nversions:\n${each(
        versions,
        (v) =>
          `  - version: ${String(v + 1)}\n    run: run-${String(n * versions + v)}\n    features: [feature_${String(n)}, feature_${String(n + v)}]\n    metrics:\n      auc: {value: 0.${String(v + 1)}}\n`,
      )}`,
    );
}
