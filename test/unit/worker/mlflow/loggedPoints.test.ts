/** What MLflow’s clients log of metrics: every point once, on disk before the answer, one by one and in batches. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import * as z from 'zod';
import { openSeries } from '../../../../src/storage/series/seriesReader.ts';
import { api, pairsOf, Served, token } from './served.ts';

const historyPage = z.object({
  metrics: z.array(z.object({ step: z.number() })),
  next_page_token: z.string().optional(),
});

describe('the MLflow endpoint records, of metrics and batches,', () => {
  let served: Served;
  before(async () => {
    served = await Served.open();
  });
  after(() => served.dispose());

  it('what is acknowledged in its files, before the answer', async () => {
    const id = await served.newRun();
    for (let step = 0; step < 20; step += 1) {
      await served.ok('runs/log-metric', {
        run_id: id,
        key: 'loss',
        value: 1 / (step + 1),
        timestamp: 1000 + step,
        step,
      });
      const { steps, times, values } = openSeries(served.paths(id).metrics).read('loss');
      assert.deepEqual([steps.at(-1), times.at(-1), values.at(-1)], [step, 1000 + step, 1 / (step + 1)]);
    }
    await served.ok('runs/log-parameter', { run_id: id, key: 'lr', value: '0.1' });
    assert.match(readFileSync(served.paths(id).events, 'utf8'), /"params":\{"lr":"0.1"\},"source":"mlflow"/);
  });

  const values: readonly (readonly [sent: unknown, read: number | string])[] = [
    [0.1, 0.1],
    ['0.1', 0.1],
    ['1e-3', 0.001],
    [1e308, 1e308],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['-Infinity', '-Infinity'],
    [-0, 0],
    [5e-324, 5e-324],
  ];
  for (const [sent, read] of values) {
    it(`the value ${JSON.stringify(sent)}`, async () => {
      const id = await served.newRun();
      await served.ok('runs/log-metric', {
        run_id: id,
        key: 'm',
        value: sent,
        timestamp: '5',
        step: '9007199254740991',
      });
      const { data } = await served.run(id);
      assert.deepEqual(data.metrics, [{ key: 'm', value: read, timestamp: 5, step: 9007199254740991 }]);
    });
  }

  it('the latest of a metric by step, then time', async () => {
    const id = await served.newRun();
    const points = [
      [3, 10, 0.3],
      [5, 10, 0.5],
      [5, 11, 0.51],
      [4, 99, 0.4],
    ];
    const metrics = points.map(([step, timestamp, value]) => ({ key: 'm', step, timestamp, value }));
    await served.ok('runs/log-batch', { run_id: id, metrics });
    assert.deepEqual((await served.run(id)).data.metrics, [
      { key: 'm', value: 0.51, timestamp: 11, step: 5 },
    ]);
  });

  it('a request that is repeated once', async () => {
    const id = await served.newRun();
    const batch = {
      run_id: id,
      metrics: [{ key: 'm', step: 1, timestamp: 7, value: 1 }],
      params: [{ key: 'p', value: '1' }],
      tags: [{ key: 't', value: '1' }],
    };
    await served.ok('runs/log-batch', batch);
    await served.ok('runs/log-batch', batch);
    await served.ok('runs/log-metric', { run_id: id, ...batch.metrics[0] });
    const { json } = await served.get('metrics/get-history', { run_id: id, metric_key: 'm' });
    assert.deepEqual(json, { metrics: [{ key: 'm', value: 1, timestamp: 7, step: 1 }] });
  });

  it('all of a batch or nothing', async () => {
    const id = await served.newRun();
    await served.ok('runs/log-parameter', { run_id: id, key: 'p', value: '1' });
    const wrong = [
      { params: [{ key: 'p', value: '2' }] },
      {
        params: [
          { key: 'q', value: '1' },
          { key: 'q', value: '2' },
        ],
      },
      { tags: [{ key: '../up', value: '1' }] },
      {
        metrics: [
          { key: 'm', value: 1, timestamp: 1 },
          { key: '/m', value: 1, timestamp: 1 },
        ],
      },
    ];
    for (const part of wrong) {
      const batch = {
        run_id: id,
        metrics: [{ key: 'm', value: 1, timestamp: 1 }],
        params: [{ key: 'fresh', value: '1' }],
        tags: [{ key: 'fresh', value: '1' }],
        ...part,
      };
      assert.equal((await served.post('runs/log-batch', batch)).status, 400);
    }
    const { data } = await served.run(id);
    assert.deepEqual(data.metrics, []);
    assert.deepEqual(pairsOf(data.params), { p: '1' });
    assert.deepEqual(Object.keys(pairsOf(data.tags)), ['mlflow.runName']);
  });

  const keys: readonly (readonly [key: string, isFine: boolean])[] = [
    ['val/auc', true],
    ['a.b-c_d e:f', true],
    ['größe', true],
    ['損失', true],
    ['k'.repeat(250), true],
    ['k'.repeat(251), false],
    ['', false],
    ['.', false],
    ['..', false],
    ['../a', false],
    ['a/../b', false],
    ['a/./b', false],
    ['/a', false],
    ['a//b', false],
    ['a/', false],
    ['a\\b', false],
    ['a\u0000', false],
    ['a\n', false],
    ['a%2fb', false],
    ['a#b', false],
    ['<b>', false],
  ];
  for (const [key, isFine] of keys) {
    it(`${isFine ? 'the' : 'no'} key ${JSON.stringify(key.slice(0, 20))}`, async () => {
      const id = await served.newRun();
      const replies = [
        await served.post('runs/log-metric', { run_id: id, key, value: 1, timestamp: 1 }),
        await served.post('runs/log-parameter', { run_id: id, key, value: 'x' }),
        await served.post('runs/set-tag', { run_id: id, key, value: 'x' }),
        await served.post('runs/log-batch', { run_id: id, metrics: [{ key, value: 1, timestamp: 2 }] }),
      ];
      assert.deepEqual(
        replies.map(({ status }) => status),
        replies.map(() => (isFine ? 200 : 400)),
      );
    });
  }

  const many = (count: number) => ({
    metrics: Array.from({ length: count }, (_, step) => ({ key: 'm', value: step, timestamp: 1, step })),
    pairs: Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: 'x' })),
  });
  const batches: readonly (readonly [name: string, body: object, status: number])[] = [
    ['1000 metrics', { metrics: many(1000).metrics }, 200],
    ['1001 metrics', { metrics: many(1001).metrics }, 400],
    ['100 params', { params: many(100).pairs }, 200],
    ['101 params', { params: many(101).pairs }, 400],
    ['100 tags', { tags: many(100).pairs }, 200],
    ['101 tags', { tags: many(101).pairs }, 400],
    ['1000 in all', { metrics: many(800).metrics, params: many(100).pairs, tags: many(100).pairs }, 200],
    ['1001 in all', { metrics: many(801).metrics, params: many(100).pairs, tags: many(100).pairs }, 400],
    ['nothing', {}, 200],
  ];
  for (const [name, body, status] of batches) {
    it(`a batch of ${name}: ${status}`, async () => {
      const id = await served.newRun();
      assert.equal((await served.post('runs/log-batch', { run_id: id, ...body })).status, status);
    });
  }

  it('a history in pages', async () => {
    const id = await served.newRun();
    for (let batch = 0; batch < 3; batch += 1) {
      const metrics = Array.from({ length: 1000 }, (_, index) => ({
        key: 'm',
        step: batch * 1000 + index,
        timestamp: 1,
        value: index,
      }));
      await served.ok('runs/log-batch', { run_id: id, metrics });
    }
    const steps: number[] = [];
    let pages = 0;
    for (let token = ''; ;) {
      const query = {
        run_id: id,
        metric_key: 'm',
        max_results: '700',
        ...(token !== '' && { page_token: token }),
      };
      const page = historyPage.parse((await served.get('metrics/get-history', query)).json);
      steps.push(...page.metrics.map(({ step }) => step));
      pages += 1;
      if (page.next_page_token === undefined) break;
      token = page.next_page_token;
    }
    assert.equal(pages, 5);
    assert.deepEqual(
      steps,
      Array.from({ length: 3000 }, (_, step) => step),
    );
    const none = await served.get('metrics/get-history', { run_id: id, metric_key: 'none' });
    assert.deepEqual(none.json, { metrics: [] });
  });

  it('hundreds of requests at once, each answered after its own points are on disk', async () => {
    const id = await served.newRun();
    const agent = new http.Agent({ keepAlive: true, maxSockets: 50 });
    const replies = await Promise.all(
      Array.from({ length: 500 }, (_, step) =>
        served.send({
          method: 'POST',
          path: api('runs/log-metric'),
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ run_id: id, key: `m${step % 7}`, value: step, timestamp: 1, step }),
          agent,
        }),
      ),
    );
    agent.destroy();
    assert.ok(replies.every(({ status }) => status === 200));
    const series = openSeries(served.paths(id).metrics);
    const count = series.summaries().reduce((sum, metric) => sum + metric.count, 0);
    assert.equal(count, 500);
  });

  it('requests that follow each other on one connection without waiting', async () => {
    const id = await served.newRun();
    const request = (step: number) => {
      const body = JSON.stringify({ run_id: id, key: 'm', value: step, timestamp: 1, step });
      return (
        `POST ${api('runs/log-metric')} HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nAuthorization: Bearer ${token}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n${step === 19 ? 'Connection: close\r\n' : ''}\r\n${body}`
      );
    };
    const reply = await served.raw(Array.from({ length: 20 }, (_, step) => request(step)).join(''), {
      end: false,
    });
    assert.equal(reply.match(/HTTP\/1\.1 200 OK/g)?.length, 20);
    assert.equal(openSeries(served.paths(id).metrics).read('m').values.length, 20);
  });
});
