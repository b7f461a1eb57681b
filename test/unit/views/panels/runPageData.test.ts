import assert from 'node:assert/strict';
import path from 'node:path';
import type { MetricSummary } from '../../../../src/records/metric.ts';
import type { SeriesColumns } from '../../../../src/project/runStore.ts';
import { layoutOf } from '../../../../src/storage/layout.ts';
import { argumentsOf } from '../../../../src/views/panels/arguments.ts';
import { artifactPath } from '../../../../src/runs/artifactPath.ts';
import { lastAt, metricsOf, seriesOf } from '../../../../src/views/panels/runPageData.ts';
import type { RunPageHost } from '../../../../src/views/panels/runPageHost.ts';

const summary = (
  key: string,
  step: number,
  value: number,
  rest: Partial<MetricSummary> = {},
): MetricSummary => ({
  ...{ key, source: 'inbox', count: 10, last: { step, time: 0, value } },
  ...{ min: { step: 1, value: 0.1 }, max: { step: 2, value: 0.9 } },
  ...rest,
});

const columns = (key: string, steps: readonly number[], values: readonly number[]): SeriesColumns => ({
  ...{ key, total: steps.length },
  ...{ steps: Float64Array.from(steps), times: Float64Array.from(steps), values: Float64Array.from(values) },
});

const known = new Map<string, readonly MetricSummary[]>([
  [
    'a',
    [
      summary('val_auc', 10, 0.8),
      summary('loss', 10, NaN),
      summary('lr', 10, 0.01),
      summary('system/cpu', 5, 50),
    ],
  ],
  ['b', [summary('val_auc', 40, 0.95), summary('loss', 7, 0.5)]],
]);
const read: string[][] = [];
const host: RunPageHost = {
  folder: '/w',
  layout: layoutOf('/w'),
  config: { objective: { metric: 'loss', direction: 'maximize' } },
  store: {
    onDidChange: () => ({ dispose: () => undefined }),
    detail: () => Promise.resolve(undefined),
    models: { ofRun: () => Promise.resolve([]) },
    rows: () => Promise.resolve({ rows: [], total: 0 }),
    script: (script) =>
      Promise.resolve({ script, count: 0, running: [], best: null, latest: null, judged: null }),
    metrics: (id) => Promise.resolve(known.get(id) ?? []),
    series: (_id, keys) => {
      read.push([...keys]);
      return Promise.resolve(keys.map((key) => columns(key, [1, 9, 20, 40], [0.5, 0.7, 0.9, 0.95])));
    },
  },
  stop: () => Promise.resolve(),
  edit: () => Promise.resolve(),
  recover: () => Promise.resolve(),
};

describe('metrics of the run page', () => {
  const ask = { run: 'a', against: null, group: 'own', filter: '', limit: 200 } as const;

  it('keeps system metrics apart and counts them', async () => {
    const own = await metricsOf(host, ask);
    assert.deepEqual(
      [own.rows.map(({ key }) => key), own.total, own.system],
      [['val_auc', 'loss', 'lr'], 3, 1],
    );
    const system = await metricsOf(host, { ...ask, group: 'system' });
    assert.deepEqual([system.rows.map(({ key }) => key), system.total], [['system/cpu'], 1]);
  });

  it('filters by a part of the name in any case, and says how many there are', async () => {
    const { rows, matching, total } = await metricsOf(host, { ...ask, filter: 'L', limit: 1 });
    assert.deepEqual([rows.map(({ key }) => key), matching, total], [['val_auc'], 3, 3]);
    assert.equal((await metricsOf(host, { ...ask, filter: 'LOSS' })).matching, 1);
  });

  it('judges by the objective of config.yaml before the name, and not what has no better', async () => {
    const { rows } = await metricsOf(host, ask);
    assert.deepEqual(
      rows.map(({ key, direction, judged, best }) => [key, direction, judged, best]),
      [
        ['val_auc', 'maximize', true, 0.9],
        ['loss', 'maximize', true, 0.9],
        ['lr', 'maximize', false, 0.9],
      ],
    );
  });

  it('sends what is not finite as words', async () => {
    assert.equal((await metricsOf(host, ask)).rows[1]?.last, 'NaN');
  });

  it('gives the other run’s value at the same step, and reads only metrics that went on there', async () => {
    read.length = 0;
    const { rows } = await metricsOf(host, { ...ask, against: 'b' });
    assert.deepEqual(
      rows.map(({ rival }) => rival),
      [{ step: 9, value: 0.7 }, { step: 7, value: 0.5 }, null],
    );
    assert.deepEqual(read, [['val_auc']]);
  });

  it('sends columns as buffers of their own size', async () => {
    const [one] = await seriesOf(host, { run: 'b', keys: ['val_auc'], buckets: 10 });
    assert.equal(one?.steps.byteLength, 32);
    assert.deepEqual([...new Float64Array(one.values)], [0.5, 0.7, 0.9, 0.95]);
  });
});

describe('the last point at a step', () => {
  const cases = [
    { steps: [], step: 1, found: undefined },
    { steps: [5], step: 4, found: undefined },
    { steps: [1, 2, 3], step: 2, found: { step: 2, value: 1 } },
    { steps: [1, 2, 2], step: 2, found: { step: 2, value: 2 } },
    { steps: [1, 9, 2, 3], step: 4, found: { step: 3, value: 3 } },
  ];
  for (const { steps, step, found } of cases)
    it(`of [${steps.join(' ')}] at ${String(step)} is ${found ? JSON.stringify(found) : 'nothing'}`, () => {
      const values = steps.map((_, index) => index);
      assert.deepEqual(
        lastAt({ steps: Float64Array.from(steps), values: Float64Array.from(values) }, step),
        found,
      );
    });
});

describe('params as arguments', () => {
  const cases = [
    { params: {}, text: '' },
    { params: { lr: '0.003', depth: '6' }, text: '--lr 0.003 --depth 6' },
    { params: { name: "it's $HOME" }, text: String.raw`--name 'it'\''s $HOME'` },
    { params: { 'a b': '' }, text: `'--a b' ''` },
  ];
  for (const { params, text } of cases)
    it(`writes ${JSON.stringify(params)} as ${text}`, () => {
      assert.equal(argumentsOf(params), text);
    });
});

describe('where an artifact is', () => {
  const at = { artifacts: path.resolve('/w/.cairn/runs/r/artifacts'), folder: path.resolve('/w') };
  it('is in the run’s folder, or where it was left', () => {
    assert.equal(
      artifactPath({ path: 'a/b.pt', linked: false }, at),
      path.resolve('/w/.cairn/runs/r/artifacts/a/b.pt'),
    );
    assert.equal(artifactPath({ path: 'big.pt', linked: true }, at), path.resolve('/w/big.pt'));
    const file = path.resolve('/old/mlruns/1/models/m-1/artifacts/MLmodel');
    assert.equal(artifactPath({ path: 'models/m-1/MLmodel', linked: false, file }, at), file);
  });
  for (const name of ['../../../../etc/passwd', '/etc/passwd', '..'])
    it(`is never ${name}`, () => {
      assert.throws(() => artifactPath({ path: name, linked: false }, at), {
        name: 'UserError',
        code: 'outside',
      });
    });
});
