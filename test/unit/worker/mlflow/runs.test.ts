/** What MLflow's calls record, as its clients read it back and as the run's own files say. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import * as z from 'zod';
import { openRunFiles } from '../../../../src/runs/runFiles.ts';
import { hasEnded } from '../../../../src/runs/runEnd.ts';
import { runEvent } from '../../../../src/records/event.ts';
import { readLog } from '../../../../src/storage/appendLog.ts';
import { openSeries } from '../../../../src/storage/series/seriesReader.ts';
import { api, pairsOf, runReply, Served, token } from './served.ts';

const historyPage = z.object({
  metrics: z.array(z.object({ step: z.number() })),
  next_page_token: z.string().optional(),
});

describe('the MLflow endpoint records', () => {
  let served: Served;
  before(async () => {
    served = await Served.open();
  });
  after(() => served.dispose());

  const stateOf = (id: string) => {
    const read = openRunFiles(served.paths(id).dir, id);
    assert.ok(read.ok);
    return read.run.state;
  };

  it('a run with all that create tells', async () => {
    const id = await served.newRun({
      run_name: 'first light',
      user_id: 'grace',
      start_time: '1700000000123',
      tags: [
        { key: 'mlflow.user', value: 'grace' },
        { key: 'stage', value: 'smoke' },
      ],
      something_new: { that: 'is ignored' },
    });
    const { info, data } = await served.run(id);
    assert.deepEqual(info, {
      run_uuid: id,
      run_id: id,
      run_name: 'first light',
      experiment_id: '0',
      user_id: 'grace',
      status: 'RUNNING',
      start_time: 1700000000123,
      artifact_uri: `mlflow-artifacts:/0/${id}/artifacts`,
      lifecycle_stage: 'active',
    });
    assert.deepEqual(pairsOf(data.tags), {
      'mlflow.user': 'grace',
      stage: 'smoke',
      'mlflow.runName': 'first light',
    });
    assert.equal(stateOf(id).name, 'first light');
  });

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

  it('params that do not change', async () => {
    const id = await served.newRun();
    const log = (value: string) => served.post('runs/log-parameter', { run_id: id, key: 'lr', value });
    assert.equal((await log('0.1')).status, 200);
    assert.equal((await log('0.1')).status, 200);
    const refused = await log('0.2');
    assert.equal(refused.status, 400);
    assert.equal(refused.json['error_code'], 'INVALID_PARAMETER_VALUE');
    assert.equal(pairsOf((await served.run(id)).data.params)['lr'], '0.1');
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

  it('long values as far as MLflow keeps them, and says so', async () => {
    const id = await served.newRun();
    await served.ok('runs/log-batch', {
      run_id: id,
      params: [
        { key: 'whole', value: '😀'.repeat(6000) },
        { key: 'cut', value: 'p'.repeat(6001) },
      ],
      tags: [
        { key: 'whole', value: 't'.repeat(8000) },
        { key: 'cut', value: 't'.repeat(8001) },
      ],
    });
    await served.ok('runs/log-parameter', { run_id: id, key: 'cut', value: 'p'.repeat(7000) });
    const { params, tags } = (await served.run(id)).data;
    assert.equal(pairsOf(params)['whole'], '😀'.repeat(6000));
    assert.equal(pairsOf(params)['cut'], 'p'.repeat(6000));
    assert.equal(pairsOf(tags)['whole'], 't'.repeat(8000));
    assert.equal(pairsOf(tags)['cut'], 't'.repeat(8000));
    const { problems } = stateOf(id);
    assert.ok(problems.some(({ message }) => message.includes('param cut was cut after 6000')));
    assert.ok(problems.some(({ message }) => message.includes('tag cut was cut after 8000')));
  });

  it('no secret', async () => {
    const id = await served.newRun({ run_name: 'with hunter2secret' });
    await served.ok('runs/log-batch', {
      run_id: id,
      params: [
        { key: 'api_key', value: 'abc-very-secret' },
        { key: 'url', value: 'https://me:pw12345@host/db' },
      ],
      tags: [{ key: 'note', value: 'uses hunter2secret' }],
    });
    await served.ok('runs/log-inputs', {
      run_id: id,
      datasets: [
        { dataset: { name: 'd', digest: '1', source_type: 'db', source: 'postgres://u:hunter2secret@h/d' } },
      ],
    });
    const files = readFileSync(served.paths(id).events, 'utf8') + readFileSync(served.paths(id).run, 'utf8');
    assert.doesNotMatch(files, /hunter2secret|abc-very-secret|pw12345/);
  });

  it('another name of an experiment, of all of its runs at once', async () => {
    const { experiment_id: id } = await served.ok('experiments/create', { name: 'before' });
    const runs = await Promise.all([1, 2].map(() => served.newRun({ experiment_id: id })));
    const told = { run_id: runs[0], status: 'FINISHED', end_time: 2000 };
    await served.ok('runs/update', told);
    // Fills the index with the old name.
    await served.ok('runs/search', { experiment_ids: [id] });
    await served.ok('experiments/update', { experiment_id: id, new_name: 'after' });
    const old = await served.get('experiments/get-by-name', { experiment_name: 'before' });
    assert.deepEqual([old.status, old.json['error_code']], [404, 'RESOURCE_DOES_NOT_EXIST']);
    const found = await served.ok('runs/search', { experiment_ids: [id] });
    assert.deepEqual(
      z
        .array(runReply.shape.run)
        .parse(found['runs'])
        .map(({ info }) => info.run_id)
        .sort(),
      [...runs].sort(),
    );
    const { experiments } = z
      .object({ experiments: z.array(z.object({ name: z.string() })) })
      .parse(await served.ok('experiments/search', { max_results: 100 }));
    assert.ok(experiments.some(({ name }) => name === 'after'));
    assert.ok(!experiments.some(({ name }) => name === 'before'));
  });

  it('tags that change and go', async () => {
    const id = await served.newRun();
    const set = (value: string) => served.ok('runs/set-tag', { run_id: id, key: 'stage', value });
    await set('a');
    await set('b');
    await set('a');
    assert.equal(pairsOf((await served.run(id)).data.tags)['stage'], 'a');
    await served.ok('runs/delete-tag', { run_id: id, key: 'stage' });
    assert.equal(pairsOf((await served.run(id)).data.tags)['stage'], undefined);
    const gone = await served.post('runs/delete-tag', { run_id: id, key: 'stage' });
    assert.equal(gone.json['error_code'], 'RESOURCE_DOES_NOT_EXIST');
  });

  it('a new name, by update or by tag', async () => {
    const id = await served.newRun({ run_name: 'one' });
    await served.ok('runs/update', { run_id: id, run_name: 'two' });
    assert.equal((await served.run(id)).info.run_name, 'two');
    await served.ok('runs/set-tag', { run_id: id, key: 'mlflow.runName', value: 'three' });
    const { info, data } = await served.run(id);
    assert.equal(info.run_name, 'three');
    assert.equal(pairsOf(data.tags)['mlflow.runName'], 'three');
  });

  it('datasets and models that went in, and models that came out', async () => {
    const id = await served.newRun();
    const dataset = { name: 'loans', digest: 'abc', source_type: 'local', source: '{"uri": "loans.csv"}' };
    await served.ok('runs/log-inputs', {
      run_id: id,
      datasets: [
        {
          tags: [{ key: 'mlflow.data.context', value: 'training' }],
          dataset: { ...dataset, schema: '{"a": 1}' },
        },
        { dataset: { ...dataset, digest: 'def' } },
      ],
      models: [{ model_id: 'm-1' }],
    });
    await served.ok('runs/outputs', { run_id: id, models: [{ model_id: 'm-2', step: '7' }] });
    const { inputs, outputs } = await served.run(id);
    assert.deepEqual(inputs, {
      dataset_inputs: [
        {
          tags: [{ key: 'mlflow.data.context', value: 'training' }],
          dataset: { ...dataset, schema: '{"a": 1}' },
        },
        { tags: [], dataset: { ...dataset, digest: 'def' } },
      ],
      model_inputs: [{ model_id: 'm-1' }],
    });
    assert.deepEqual(outputs, { model_outputs: [{ model_id: 'm-2', step: 7 }] });
  });

  it('points of a model once among those of the run', async () => {
    const id = await served.newRun();
    const points = Array.from({ length: 50 }, (_, step) => ({
      key: 'acc',
      step,
      timestamp: step,
      value: step / 50,
    }));
    await served.ok('runs/log-batch', { run_id: id, metrics: points });
    const named = points.map((point) => ({
      ...point,
      model_id: 'm-1',
      dataset_name: 'test',
      dataset_digest: 'x',
    }));
    await served.ok('runs/log-batch', { run_id: id, metrics: [...named, { ...named[0], value: 2 }] });
    assert.equal(openSeries(served.paths(id).metrics).read('acc').values.length, 51);
    const log = readLog({ path: served.paths(id).events, schema: runEvent });
    const event = log.items.map(({ value }) => value).find(({ type }) => type === 'modelMetrics');
    assert.ok(event?.type === 'modelMetrics');
    assert.deepEqual(
      [event.model, event.dataset, event.points.length],
      ['m-1', { name: 'test', digest: 'x' }, 51],
    );
  });

  it('what MLflow 2 says of a model', async () => {
    const id = await served.newRun();
    for (const name of ['a', 'b'])
      await served.ok('runs/log-model', { run_id: id, model_json: JSON.stringify({ artifact_path: name }) });
    const history = pairsOf((await served.run(id)).data.tags)['mlflow.log-model.history'];
    assert.deepEqual(JSON.parse(history ?? ''), [{ artifact_path: 'a' }, { artifact_path: 'b' }]);
  });

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

  it('an end as the client tells it, and goes on when it says so', async () => {
    const id = await served.newRun();
    const told = await served.ok('runs/update', { run_id: id, status: 'FAILED', end_time: 5000 });
    assert.deepEqual(
      Object.entries(told['run_info'] ?? {}).filter(([key]) => /status|end_time/.test(key)),
      [
        ['status', 'FAILED'],
        ['end_time', 5000],
      ],
    );
    assert.equal((await served.run(id)).info.status, 'FAILED');
    assert.equal(await hasEnded(served.paths(id)), true);
    assert.equal(stateOf(id).ended?.status, 'failed');

    await served.ok('runs/log-metric', { run_id: id, key: 'late', value: 1, timestamp: 1 });
    await served.ok('runs/set-tag', { run_id: id, key: 'late', value: 'yes' });
    assert.equal(await hasEnded(served.paths(id)), true, 'a late word opens no run');
    assert.deepEqual([stateOf(id).ended?.status, stateOf(id).ended?.t], ['failed', 5000]);
    assert.equal(stateOf(id).tags.get('late'), 'yes');

    await served.ok('runs/update', { run_id: id, status: 'RUNNING' });
    assert.equal((await served.run(id)).info.status, 'RUNNING');
    assert.equal(await hasEnded(served.paths(id)), false);
    await served.ok('runs/log-metric', { run_id: id, key: 'more', value: 1, timestamp: 1 });
    await served.ok('runs/update', { run_id: id, status: 'FINISHED', end_time: 6000 });
    await served.get('runs/get', { run_id: id });
    assert.deepEqual([stateOf(id).ended?.status, stateOf(id).ended?.t], ['finished', 6000]);
    const { data } = await served.run(id);
    assert.deepEqual(data.metrics.map(({ key }) => key).sort(), ['late', 'more']);
  });

  it('nothing more of a deleted run, until it is restored', async () => {
    const id = await served.newRun();
    await served.ok('runs/log-metric', { run_id: id, key: 'm', value: 1, timestamp: 1 });
    await served.ok('runs/delete', { run_id: id });
    assert.equal(existsSync(path.join(served.layout.trash, id)), true);
    assert.equal((await served.run(id)).info.lifecycle_stage, 'deleted');
    for (const [name, body] of [
      ['runs/log-metric', { key: 'm', value: 2, timestamp: 2 }],
      ['runs/log-batch', { params: [{ key: 'a', value: 'b' }] }],
      ['runs/set-tag', { key: 'a', value: 'b' }],
      ['runs/update', { status: 'RUNNING' }],
      ['runs/update', { status: 'FINISHED' }],
    ] as const) {
      const reply = await served.post(name, { run_id: id, ...body });
      assert.equal(reply.json['error_code'], 'INVALID_PARAMETER_VALUE', name);
    }
    await served.ok('runs/delete', { run_id: id });
    await served.ok('runs/restore', { run_id: id });
    assert.equal((await served.run(id)).info.lifecycle_stage, 'active');
    await served.ok('runs/log-metric', { run_id: id, key: 'm', value: 2, timestamp: 2 });
  });

  it('on, when somebody deletes the folder of an open run', async () => {
    const id = await served.newRun();
    await served.ok('runs/log-metric', { run_id: id, key: 'm', value: 1, timestamp: 1 });
    rmSync(served.paths(id).dir, { recursive: true });
    await served.ok('runs/log-metric', { run_id: id, key: 'm', value: 2, timestamp: 2 });
    assert.equal((await served.run(id)).info.status, 'RUNNING');
    assert.ok(stateOf(id).problems.some(({ message }) => message.includes('deleted')));
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
