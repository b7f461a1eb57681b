/** What MLflow's calls record, as its clients read it back and as the run's own files say. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { openRunFiles } from '../../../../src/runs/runFiles.ts';
import { hasEnded } from '../../../../src/runs/runEnd.ts';
import { runEvent } from '../../../../src/records/event.ts';
import { readLog } from '../../../../src/storage/appendLog.ts';
import { openSeries } from '../../../../src/storage/series/seriesReader.ts';
import { pairsOf, runReply, Served } from './served.ts';

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
});
