import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import initSqlJs from 'sql.js';
import type { SqlJsStatic } from 'sql.js';
import { UserError } from '../../../../src/base/errors.ts';
import type { MetricSummary } from '../../../../src/records/metric.ts';
import { runRecord } from '../../../../src/records/run.ts';
import { attributesKnown, attributesRead, RunTable } from '../../../../src/runs/runTable.ts';
import { groups, names, rows, scriptRuns, shapes } from '../../../../src/runs/query.ts';
import type { Runs } from '../../../../src/runs/query.ts';
import { applyEdit, applyEvent, newRunState } from '../../../../src/runs/reduceRun.ts';
import { rowOf } from '../../../../src/runs/shapeRun.ts';
import { RunIndex } from '../../../../src/storage/runIndex.ts';
import type { IndexedRun } from '../../../../src/storage/runIndexEntry.ts';

interface Given {
  id: string;
  script?: string;
  experiment?: string;
  started: number;
  params?: Record<string, string>;
  tags?: [string, string][];
  metrics?: [string, number][];
  status?: 'finished' | 'failed';
  exitCode?: number;
  star?: boolean;
}

function summary([key, value]: [string, number]): MetricSummary {
  const point = Number.isNaN(value) ? {} : { min: { step: 1, value }, max: { step: 1, value } };
  return { key, source: 'inbox', count: 1, last: { step: 1, time: 0, value }, ...point };
}

function indexed(given: Given): IndexedRun {
  const record = runRecord.parse({
    version: 1,
    id: given.id,
    name: given.id,
    experiment: given.experiment,
    command: ['python3'],
    cwd: '/tmp',
    script: given.script,
    params: given.params ?? {},
    tags: {},
    created: given.started,
    user: 'sam',
    host: 'here',
    origin: 'terminal',
    environment: {},
    machine: { os: 'Linux', arch: 'x64', cpu: 'x', cores: 2, memory: 1 },
  });
  const state = newRunState(record);
  applyEvent(state, { t: given.started, type: 'started', pid: 1 });
  for (const [key, value] of given.tags ?? []) state.tags.set(key, value);
  if (given.star !== undefined) applyEdit(state, { t: 0, star: given.star });
  if (given.status !== undefined) {
    applyEvent(state, {
      t: given.started + 1000,
      type: 'ended',
      status: given.status,
      exitCode: given.exitCode ?? 0,
    });
  }
  const summaries = (given.metrics ?? []).map(summary);
  const standing = { change: null, isBest: false };
  return {
    row: rowOf({ state, summaries, liveness: 'alive', lastSeen: () => 0, config: {}, standing }),
    stamp: 'x',
    records: [],
    facts: [],
    live: given.status === undefined,
    user: record.user,
    host: record.host,
    origin: record.origin,
    params: [...state.params].map(([key, { value }]) => [key, value] as const),
    tags: state.tags,
    datasets: [],
    metrics: summaries,
  };
}

describe('questions about runs', () => {
  let sql: SqlJsStatic;
  before(async () => {
    const wasm = readFileSync('node_modules/sql.js/dist/sql-wasm.wasm');
    sql = await initSqlJs({ wasmBinary: new Uint8Array(wasm).buffer });
  });

  function runsOf(given: readonly Given[]): Runs {
    const index = RunIndex.empty(sql);
    index.transaction(() => given.forEach((run) => index.put(indexed(run))));
    return { index, table: new RunTable(index) };
  }

  const given: Given[] = [
    {
      id: 'a',
      script: 'train.py',
      started: 1,
      params: { lr: '0.1', model: 'gbm' },
      metrics: [['val_auc', 0.8]],
      status: 'finished',
    },
    {
      id: 'b',
      script: 'train.py',
      started: 2,
      params: { lr: '0.01' },
      metrics: [['val_auc', 0.9]],
      status: 'finished',
      star: true,
    },
    {
      id: 'c',
      script: 'train.py',
      started: 3,
      params: { lr: 'auto' },
      metrics: [['val_auc', 0.85]],
      status: 'failed',
      exitCode: 1,
    },
    {
      id: 'd',
      script: 'eval.py',
      experiment: 'credit',
      started: 4,
      metrics: [
        ['val_auc', NaN],
        ['loss', Infinity],
      ],
    },
    {
      id: 'e',
      started: 5,
      tags: [
        ['stage', 'smoke'],
        ['__proto__', 'x'],
      ],
    },
  ];

  const filters: [filter: string, ids: string][] = [
    ['', 'edcba'],
    ['metrics.val_auc > 0.8', 'cb'],
    ['metrics.val_auc >= 0.8', 'cba'],
    ['metrics.val_auc = NaN', 'd'],
    ['metrics.val_auc != 0.8', 'dcb'],
    ['not metrics.val_auc > 0.8', 'eda'],
    ['metrics.loss = inf', 'd'],
    ['metrics.absent != 1', ''],
    ['params.lr = "0.1"', 'a'],
    ['params.lr != "0.1"', 'cb'],
    ['params.model LIKE "g%"', 'a'],
    ['params.model LIKE "G%"', ''],
    ['params.model ILIKE "G_M"', 'a'],
    ['tags.stage = "smoke"', 'e'],
    ['tags.__proto__ = "x"', 'e'],
    ['status = "failed"', 'c'],
    ['status in ("failed", "finished")', 'cba'],
    ['run_id not in ("a", "b")', 'edc'],
    ['exit_code = 1', 'c'],
    ['star = "yes" or experiment = "credit"', 'db'],
    ['duration >= 1000', 'cba'],
    ['start_time < 3', 'ba'],
    ['train and not failed', 'cba'],
    ['(metrics.val_auc > 0.85 or status = "failed") and script = "train.py"', 'cb'],
    ['user = "sam" and origin = "terminal"', 'edcba'],
  ];
  for (const [filter, ids] of filters) {
    it(`filters by ${filter || 'nothing'}`, () => {
      const page = rows(runsOf(given), { filter, limit: 10 });
      assert.equal(page.rows.map((row) => row.id).join(''), ids);
      assert.equal(page.total, ids.length);
    });
  }

  const orders: [orderBy: string, ids: string][] = [
    ['started', 'edcba'],
    ['started asc', 'abcde'],
    ['name', 'abcde'],
    ['name desc', 'edcba'],
    ['metrics.val_auc', 'acbed'],
    ['metrics.val_auc desc', 'bcaed'],
    ['objective', 'bcaed'],
    ['params.lr', 'baced'],
    ['status', 'cbaed'],
    ['duration desc', 'cbaed'],
  ];
  for (const [orderBy, ids] of orders) {
    it(`sorts by ${orderBy}, missing last`, () => {
      assert.equal(
        rows(runsOf(given), { orderBy, limit: 10 })
          .rows.map((row) => row.id)
          .join(''),
        ids,
      );
    });
  }

  it('refuses a filter and an order that mean nothing, with a sentence', () => {
    const runs = runsOf(given);
    assert.throws(
      () => rows(runs, { filter: 'metrics.a >', limit: 1 }),
      (e) => e instanceof UserError && /^Column 12/.test(e.message),
    );
    assert.throws(
      () => rows(runs, { orderBy: 'colour', limit: 1 }),
      (e) => e instanceof UserError && e.code === 'order',
    );
  });

  it('sorts what a filter leaves by the values of those runs', () => {
    const query = { filter: 'start_time > 1', orderBy: 'metrics.val_auc desc', limit: 10 };
    assert.equal(
      rows(runsOf(given), query)
        .rows.map((row) => row.id)
        .join(''),
      'bced',
    );
  });

  it('pages without losing or repeating a run', () => {
    const many = Array.from({ length: 2500 }, (_, i) => ({
      id: `r${String(i).padStart(4, '0')}`,
      started: (i * 7919) % 2500,
    }));
    const runs = runsOf(many);
    const seen: string[] = [];
    for (let offset = 0; offset < 2500; offset += 100) {
      seen.push(...rows(runs, { limit: 100, offset }).rows.map((row) => row.id));
    }
    assert.equal(new Set(seen).size, 2500);
    assert.deepEqual(
      seen.slice(0, 3),
      [...many]
        .sort((a, b) => b.started - a.started)
        .slice(0, 3)
        .map((r) => r.id),
    );
  });

  it('says which run is best of its script, and the change against the best before', () => {
    const page = rows(runsOf(given), { limit: 10, orderBy: 'started asc' });
    const changes = page.rows.map((row) => [row.id, row.isBest, row.objective?.change ?? null]);
    assert.deepEqual(changes.slice(0, 2), [
      ['a', false, null],
      ['b', true, 0.9 - 0.8],
    ]);
    assert.deepEqual(changes[2], ['c', false, 0.85 - 0.9]);
  });

  it('groups by script and by experiment, newest first', () => {
    const runs = runsOf(given);
    assert.deepEqual(groups(runs, { by: 'script' }), [
      { key: null, count: 1, running: 1, latest: 5 },
      { key: 'eval.py', count: 1, running: 1, latest: 4 },
      { key: 'train.py', count: 3, running: 0, latest: 3 },
    ]);
    assert.deepEqual(
      groups(runs, { by: 'experiment', filter: 'status = "failed"' }).map((g) => g.key),
      [null],
    );
    assert.equal(rows(runs, { group: { by: 'script', key: null }, limit: 9 }).total, 1);
  });

  it('tells a lens about its script', () => {
    const { count, best, latest, running } = scriptRuns(runsOf(given), 'train.py');
    assert.deepEqual([count, best?.id, latest?.id, running.length], [3, 'b', 'c', 0]);
    assert.equal(scriptRuns(runsOf(given), 'never.py').latest, null);
  });

  it('knows the names in use, most used first', () => {
    assert.deepEqual(names(runsOf(given)), {
      params: ['lr', 'model'],
      metrics: ['val_auc', 'loss'],
      tags: ['__proto__', 'stage'],
      experiments: ['credit'],
      scripts: ['train.py', 'eval.py'],
      users: ['sam'],
      hosts: ['here'],
      datasetNames: [],
      datasetDigests: [],
      datasetContexts: [],
    });
  });

  it('keeps NaN, infinities and odd names through a snapshot', () => {
    const odd: Given[] = [
      {
        id: 'x',
        started: 1,
        metrics: [
          ['a/b\n☃', NaN],
          ['__proto__', -Infinity],
          ['constructor', 1],
        ],
        params: { 'k y': 'v\u0000w' },
      },
    ];
    const { index } = runsOf(odd);
    const copy = RunIndex.fromSnapshot(sql, index.export());
    assert.ok(copy);
    const again: Runs = { index: copy, table: new RunTable(copy) };
    const [run] = shapes(again, { limit: 1 }, {}).runs;
    assert.ok(run);
    assert.equal(run.metrics['a/b\n☃']?.last, 'NaN');
    assert.equal(run.metrics['a/b\n☃'].best, null);
    const proto = Object.entries(run.metrics).find(([key]) => key === '__proto__');
    assert.equal(proto?.[1].last, '-Infinity');
    assert.equal(rows(again, { filter: 'metrics.__proto__ < 0', limit: 1 }).total, 1);
    assert.equal(index.entries().length, 1);
  });

  it('follows a run that changes, and forgets one that is removed', () => {
    const runs = runsOf(given);
    const count = (filter: string) => rows(runs, { filter, limit: 1 }).total;
    assert.equal(count('metrics.val_auc > 0.99'), 0);
    assert.equal(count('params.lr = "0.5"'), 0);
    const n = runs.index.put(
      indexed({
        id: 'a',
        script: 'train.py',
        started: 1,
        params: { lr: '0.5' },
        metrics: [['val_auc', 0.995]],
        status: 'finished',
      }),
    );
    runs.table.update(n, 'a');
    assert.equal(count('metrics.val_auc > 0.99'), 1);
    assert.equal(count('params.lr = "0.5"'), 1);
    assert.equal(count('params.model = "gbm"'), 0);
    assert.equal(scriptRuns(runs, 'train.py').best?.id, 'a');
    const m = runs.index.put(
      indexed({ id: 'f', script: 'train.py', started: 9, metrics: [['val_auc', 0.999]] }),
    );
    runs.table.update(m, 'f');
    assert.equal(count('metrics.val_auc > 0.99'), 2);
    runs.index.remove('a');
    runs.table.update(n, 'a');
    assert.equal(count('metrics.val_auc > 0.99'), 1);
    assert.equal(runs.table.size, 5);
    assert.equal(scriptRuns(runs, 'train.py').count, 3);
  });

  const damaged: [name: string, harm: (bytes: Uint8Array) => Uint8Array][] = [
    ['an empty file', () => new Uint8Array()],
    ['a text file', () => new TextEncoder().encode('hello'.repeat(100))],
    ['a file cut short', (bytes) => bytes.slice(0, bytes.length - 4096)],
    ['another version', (bytes) => bytes.map((byte, at) => (at === 63 ? 99 : byte))],
    ['a foreign database', () => new sql.Database().export()],
    ['changed in one bit', (bytes) => bytes.map((byte, at) => (at === bytes.length - 9 ? byte ^ 1 : byte))],
  ];
  for (const [name, harm] of damaged) {
    it(`discards a snapshot that is ${name}`, () => {
      assert.equal(RunIndex.fromSnapshot(sql, harm(runsOf(given).index.export())), undefined);
    });
  }

  it('reads every attribute that a filter may name', () => {
    assert.deepEqual([...attributesRead].sort(), [...attributesKnown].sort());
  });
});
