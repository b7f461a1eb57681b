/** The run list at 10 000 and 100 000 runs: the first page from the snapshot and from the files, then filtered and sorted. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openThreadStore } from '../../src/project/threadStore.ts';
import type { RunRow } from '../../src/protocol/runShape.ts';
import { rows, type RunQuery, type Runs } from '../../src/runs/query.ts';
import { RunTable } from '../../src/runs/runTable.ts';
import { layoutOf } from '../../src/storage/layout.ts';
import { emptyRunIndex } from '../../src/storage/openRunIndex.ts';
import type { IndexedRun } from '../../src/storage/runIndexEntry.ts';
import type { RunIndex } from '../../src/storage/runIndex.ts';
import type { Figure } from './figure.ts';
import { makeRunFolders } from './runFolders.ts';
import { median, timed } from './timed.ts';

const wasm = path.resolve('out/sql-wasm.wasm');
const threadPath = path.resolve('out/indexer.js');
const rounds = 5;

export async function run(): Promise<readonly Figure[]> {
  return [...(await firstPages()), ...(await questions(10_000)), ...(await questions(100_000))];
}

/** As the extension does it: a thread is started, and the first hundred rows are waited for. */
async function firstPages(): Promise<Figure[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn-bench-'));
  try {
    makeRunFolders(folder, 10_000);
    const fromFiles: number[] = [];
    const fromSnapshot: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      fs.rmSync(layoutOf(folder).index, { force: true });
      fromFiles.push(await firstPage(folder));
      fromSnapshot.push(await firstPage(folder));
    }
    const runs = '10 000 runs × 40 values';
    return [
      {
        name: `first page of ${runs}, from the snapshot`,
        value: median(fromSnapshot),
        unit: 'ms',
        limit: 300,
        better: 'lower',
      },
      {
        name: `first page of ${runs}, from the files`,
        value: median(fromFiles),
        unit: 'ms',
        limit: 3000,
        better: 'lower',
      },
    ];
  } finally {
    fs.rmSync(folder, { recursive: true, maxRetries: 5 });
  }
}

/** ms until the rows are there; the snapshot is written before the thread ends. */
async function firstPage(folder: string): Promise<number> {
  const layout = layoutOf(folder);
  const began = performance.now();
  const store = openThreadStore({ layout, threadPath, wasm, config: {}, log: (line) => console.error(line) });
  const { total } = await store.rows({ limit: 100 });
  const took = performance.now() - began;
  if (total !== 10_000) throw new Error(`${total} of 10 000 runs were found.`);
  store.dispose();
  while (!fs.existsSync(layout.index)) await new Promise((resolve) => setTimeout(resolve, 20));
  return took;
}

const asked: readonly [what: string, query: RunQuery][] = [
  ['newest first', { limit: 100 }],
  [
    'filter by a metric, sort by another',
    { limit: 100, filter: 'metrics.val_auc > 0.5', orderBy: 'metrics.m1 desc' },
  ],
  [
    'filter by metric and param, page 10',
    {
      limit: 100,
      offset: 900,
      filter: 'metrics.val_auc > 0.2 and params.p1 LIKE "0.%"',
      orderBy: 'params.p1',
    },
  ],
  ['sort by name', { limit: 100, filter: 'status = "finished"', orderBy: 'name' }],
];

/** Questions to the index as the tree and `cairn ls` ask them: the first time columns are read, then again. */
async function questions(count: number): Promise<Figure[]> {
  const index = await emptyRunIndex(wasm);
  fill(index, count);
  const runs: Runs = { index, table: new RunTable(index) };
  const size = `${count / 1000} 000 runs`;
  const figures = asked.flatMap(([what, query]): Figure[] => {
    const first = timed(() => rows(runs, query));
    const again = Array.from({ length: rounds }, () => timed(() => rows(runs, query)));
    return [
      { name: `${size}: ${what}, first time`, value: first, unit: 'ms', better: 'lower' },
      { name: `${size}: ${what}`, value: median(again), unit: 'ms', limit: 50, better: 'lower' },
    ];
  });
  index.close();
  return figures;
}

function fill(index: RunIndex, count: number): void {
  for (let at = 0; at < count; at += 1000) {
    index.transaction(() => {
      for (let n = at; n < at + 1000; n += 1) index.put(runOf(n));
    });
  }
}

/** Values that repeat in no order, the same on every machine. */
function share(n: number, k: number): number {
  return ((n * 7919 + k * 104_729) % 99_991) / 99_991;
}

function runOf(n: number): IndexedRun {
  const started = 1.7e12 + n * 1000;
  const value = share(n, 0);
  return {
    row: {
      id: `run-${String(n).padStart(7, '0')}`,
      name: `run ${share(n, 3)}`,
      status: n % 10 === 0 ? 'failed' : 'finished',
      script: `train_${n % 50}.py`,
      experiment: null,
      started,
      ended: started + 500,
      exitCode: 0,
      reason: null,
      star: false,
      progress: null,
      objective: { key: 'val_auc', direction: 'maximize', value, change: null },
      isBest: false,
      problems: 0,
      place: null,
      meets: null,
      fairness: null,
    } satisfies RunRow,
    stamp: '',
    live: false,
    records: [],
    facts: [],
    user: 'sam',
    host: 'host',
    origin: 'terminal',
    params: Array.from({ length: 5 }, (_, k) => [`p${k}`, share(n, k).toFixed(5)] as const),
    tags: [],
    datasets: [],
    metrics: Array.from({ length: 5 }, (_, k) => ({
      key: k === 0 ? 'val_auc' : `m${k}`,
      source: 'inbox',
      count: 5,
      last: { step: 5, time: started, value: share(n, k) },
      min: { step: 1, value: 0 },
      max: { step: 2, value: 1 },
    })),
  };
}
