/** The real MLflow client tells of runs in every way it has, autologs, and carries on where it is refused. */
import assert from 'node:assert/strict';
import * as z from 'zod';
import { detailsOf, newFolder, record, runsOf } from './mlflowScripts.ts';

describe('tracking with the MLflow client', () => {
  it('params, metrics, batches, async logging, tags, inputs, nested runs and experiments are recorded and read back', async () => {
    const folder = await newFolder();
    const { code, output, result } = await record(folder, 'tracks.py');
    assert.equal(code, 0, output);
    const { system, ...seen } = z.looseObject({ system: z.array(z.string()) }).parse(result);
    assert.ok(system.includes('system/cpu_utilization_percentage'), output);
    assert.deepEqual(seen, {
      param: 'INVALID_PARAMETER_VALUE',
      metrics: {
        loss: '0.2',
        auc: '0.5',
        'odd/key name.x:1': '2.0',
        nan: 'nan',
        inf: 'inf',
        async: '199.0',
        batch: '999.0',
      },
      params: { depth: '6', lr: '0.1', layers: '[1, 2]', later: 'yes' },
      tags: { stage: 'smoke', later: 'too', a: '1' },
      note: 'The **outer** one',
      counts: [100, 100],
      history: [0, 1, 2, 3, 4].map((step) => [step, 1 / (step + 1)]),
      batch: [1000, 200],
      dataset: [
        'loans',
        'local',
        [
          ['mlflow.data.context', 'training'],
          ['split', 'a'],
        ],
      ],
      profile: { num_rows: 2, num_elements: 4 },
      parents: [true, true],
      nested: ['inner0', 'inner1'],
      frame: ['inner1', 1, 1],
      experiment: ['tracked', 'risk', true],
      renamed: true,
      updated: ['new name', 'FAILED'],
      deleted: 'deleted',
      late: 'INVALID_PARAMETER_VALUE',
      restored: 1,
    });
    const runs = await runsOf(folder);
    assert.deepEqual(
      runs.map(({ name, status, experiment }) => [name, status, experiment]).sort(),
      [
        ['inner1', 'finished', 'renamed'],
        ['innermost0', 'finished', 'renamed'],
        ['innermost1', 'finished', 'renamed'],
        ['new name', 'failed', 'renamed'],
        ['outer', 'finished', 'renamed'],
      ],
      output,
    );
    const outer = runs.find(({ name }) => name === 'outer');
    assert.deepEqual(
      ['loss', 'async', 'batch'].map((key) => outer?.metrics[key]?.count),
      [5, 200, 1000],
    );
    assert.ok((outer?.metrics['system/cpu_utilization_percentage']?.count ?? 0) > 0);
    const { datasets, problemList } = await detailsOf(folder, outer?.id ?? '');
    assert.deepEqual(problemList, []);
    assert.equal(datasets[0]?.name, 'loans');
  });

  it('an unchanged XGBoost script with autolog ends as a complete run', async () => {
    const folder = await newFolder();
    const { code, output } = await record(folder, 'boosts.py');
    assert.equal(code, 0, output);
    const [run, ...others] = await runsOf(folder);
    assert.deepEqual([run?.status, others], ['finished', []]);
    assert.deepEqual([run?.params['max_depth'], run?.params['num_boost_round']], ['2', '7']);
    assert.deepEqual(
      ['train-mlogloss', 'test-mlogloss'].map((key) => run?.metrics[key]?.count),
      [7, 7],
    );
    const { artifacts, problemList } = await detailsOf(folder, run?.id ?? '');
    assert.deepEqual(problemList, []);
    const names = artifacts.map((artifact) => artifact.path);
    for (const wanted of [/^logged-models\/[^/]+\/MLmodel$/, /^feature_importance_weight\.png$/])
      assert.ok(
        names.some((name) => wanted.test(name)),
        `${String(wanted)} in ${names.join(' ')}`,
      );
  });

  it('traces, prompts, webhooks and the gateway are refused in one line, and the script goes on', async () => {
    const folder = await newFolder();
    const { code, output, result } = await record(folder, 'quiet.py');
    assert.equal(code, 0, output);
    assert.doesNotMatch(output, /Traceback/);
    assert.deepEqual(output.match(/WARNING.*/g), [
      'WARNING mlflow.tracing.export.mlflow_v3: Failed to send trace to MLflow backend: ENDPOINT_NOT_FOUND: POST /api/2.0/mlflow/traces is not served by Cairn.',
    ]);
    assert.deepEqual(result, {
      answer: 42,
      search_traces: 'ENDPOINT_NOT_FOUND',
      get_trace: 'ENDPOINT_NOT_FOUND',
      list_webhooks: 'ENDPOINT_NOT_FOUND',
      register_prompt: 'INVALID_PARAMETER_VALUE',
      load_prompt: 'RESOURCE_DOES_NOT_EXIST',
      gateway: 404,
      gateway_chat: 404,
      search_prompts: '[]',
    });
    const [run] = await runsOf(folder);
    assert.deepEqual(
      [run?.status, run?.metrics['after']?.last, run?.metrics['last']?.last],
      ['finished', 1, 2],
    );
    assert.deepEqual((await detailsOf(folder, run?.id ?? '')).problemList, []);
  });
});
