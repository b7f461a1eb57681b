/** Models of a connected server as the model page sees them, and what its runs say of features; whatever the server answers. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { RunStore } from '../../../src/project/runStore.ts';
import { TrackingServer, type Fate } from '../team/trackingServer.ts';
import { threadStoreOf } from './threadStoreOf.ts';

const champion = [{ alias: 'champion', version: '2' }];
const versionOf = (version: number, run = `r${String(version)}`) => ({
  ...{ name: 'credit', version: String(version), run_id: run, status: 'READY' },
  ...{ source: `runs:/${run}/model`, creation_timestamp: 1_764_000_000_000 },
});
const runOf = (id: string, auc: number, experiment = '1') => ({
  info: {
    run_id: id,
    run_name: `name of ${id}`,
    experiment_id: experiment,
    status: 'FINISHED',
    start_time: 5,
  },
  data: { metrics: [{ key: 'val_auc', value: auc, timestamp: 7, step: 3 }] },
  inputs: {
    dataset_inputs: [
      {
        tags: [{ key: 'mlflow.data.context', value: 'training' }],
        dataset: {
          name: 'loans',
          digest: 'd1',
          schema: '{"mlflow_colspec":[{"name":"age"},{"name":"label"}]}',
        },
      },
    ],
  },
});
const missing: Fate = {
  status: 404,
  text: JSON.stringify({ error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'No such thing' }),
};
const mlmodel = `flavors: {python_function: {python_version: 3.12.1}, sklearn: {sklearn_version: 1.7.2}}
mlflow_version: 3.1.0
model_size_bytes: 77
signature: {inputs: '[{"type": "double", "name": "age"}, {"type": "double", "name": "income"}]'}
`;

describe('models of a connected server', () => {
  let folder: string;
  let server: TrackingServer;
  let store: RunStore;
  let label = '';
  /** By the name of a request: what it is answered with, an object as JSON. */
  let answers: Record<string, Fate | object>;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'server models '));
    fs.mkdirSync(path.join(folder, '.cairn'));
    fs.writeFileSync(path.join(folder, '.cairn', 'features.yaml'), 'age: {dataset: loans}\nrate: {}\n');
    fs.writeFileSync(path.join(folder, '.cairn', 'datasets.yaml'), 'loans: {location: loans.csv}\n');
    server = await TrackingServer.start();
    label = new URL(server.uri).host;
    answers = {
      'GET /registered-models/get': {
        registered_model: {
          ...{ name: 'credit', description: 'Within a year', aliases: champion },
          tags: [{ key: 'team', value: 'risk' }],
        },
      },
      'GET /model-versions/search': { model_versions: [versionOf(3), versionOf(2), versionOf(1)] },
      'GET /runs/get': { run: runOf('r3', 0.9) },
      'POST /runs/search': { runs: [runOf('r2', 0.8), { info: 'no run' }, runOf('r1', 0.7)] },
      'GET /model-versions/get-artifact': { status: 200, text: mlmodel },
    };
    server.fate = (name) => {
      const answer = answers[name];
      if (answer === undefined || typeof answer === 'string') return answer === 'break' ? 'break' : 'answer';
      return 'status' in answer && 'text' in answer ? answer : { status: 200, text: JSON.stringify(answer) };
    };
    store = threadStoreOf(folder);
    await store.server.connect({ uri: server.uri });
  });

  afterEach(async () => {
    store.dispose();
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  const model = async (version?: number, name = 'credit') =>
    await store.server.model({ server: label, name, version });

  it('hold a version against the champion, and tell what it was made from', async () => {
    const detail = await model(3);
    assert.ok(detail?.shown);
    const { shown } = detail;
    assert.deepEqual(
      [detail.server, detail.description, detail.tags, detail.history, detail.problems],
      [...[label, 'Within a year', { team: 'risk' }, [], []]],
    );
    assert.deepEqual(
      detail.versions.map(({ version, aliases, runName, value }) => [version, aliases, runName, value]),
      [
        [3, [], 'name of r3', 0.9],
        [2, ['champion'], 'name of r2', 0.8],
        [1, [], 'name of r1', 0.7],
      ],
    );
    assert.deepEqual(
      [detail.champion?.version, detail.champion?.metrics],
      [2, [{ key: 'val_auc', value: 0.8, direction: 'maximize', step: 3 }]],
    );
    assert.deepEqual(shown.features, [
      { name: 'age', dataset: 'loans', known: true },
      { name: 'income', dataset: null, known: false },
    ]);
    assert.deepEqual(
      shown.datasets.map(({ name, role, digest, known }) => [name, role, digest, known]),
      [['loans', 'training', 'd1', true]],
    );
    assert.deepEqual([shown.artifact?.location, shown.artifact?.size], ['runs:/r3/model', 77]);
    assert.deepEqual(
      [shown.environment?.interpreter, shown.environment?.notable],
      ['Python 3.12.1', { sklearn: '1.7.2', mlflow: '3.1.0' }],
    );
    assert.equal((await model())?.shown?.version, 2, 'the champion, when none is asked for');
    assert.equal((await model(99))?.shown, null);
  });

  it('name the columns that are features where there is no signature', async () => {
    answers['GET /model-versions/get-artifact'] = missing;
    const detail = await model(3);
    assert.deepEqual([detail?.shown?.features.map(({ name }) => name), detail?.problems], [['age'], []]);
  });

  for (const [what, text] of [
    ['is no YAML', '\t{: ['],
    ['holds something else', 'signature: 7\nflavors: [1]\nmodel_size_bytes: many\n'],
    ['holds a signature that is no JSON', 'signature: {inputs: "no"}'],
    ['is a web page', '<html>'],
  ] as const)
    it(`are shown when the file of a model ${what}`, async () => {
      answers['GET /model-versions/get-artifact'] = { status: 200, text };
      const detail = await model(3);
      assert.deepEqual([detail?.shown?.version, detail?.shown?.environment], [3, null]);
    });

  it('are shown without what the server refuses, with a sentence for each', async () => {
    const no: Fate = {
      status: 403,
      text: JSON.stringify({ error_code: 'PERMISSION_DENIED', message: 'no' }),
    };
    answers['GET /model-versions/get-artifact'] = no;
    answers['GET /runs/get'] = no;
    const detail = await model(3);
    assert.deepEqual(
      detail?.problems.map(({ where, message }) => [where, message]),
      [
        [label, `The signature of version 3 could not be read: ${label} does not allow this: no`],
        [label, `Its runs could not all be read: ${label} does not allow this: no`],
      ],
    );
    assert.deepEqual([detail.shown?.runName, detail.shown?.runHere, detail.shown?.metrics], ['r3', true, []]);
    const { versions, problems } = await store.server.versions('credit', null);
    assert.deepEqual([versions.length, problems.length], [3, 1]);
  });

  it('say which run is gone, and of which version the server is not done', async () => {
    answers['GET /runs/get'] = missing;
    answers['GET /model-versions/search'] = {
      model_versions: [{ ...versionOf(3), status: 'FAILED_REGISTRATION', status_message: 'No room.' }],
    };
    const detail = await model(3);
    assert.deepEqual(
      [detail?.shown?.runHere, detail?.shown?.stale.map(({ sentence }) => sentence)],
      [false, ['The run r3 is not on the server any more.']],
    );
    assert.deepEqual(
      detail?.problems.map(({ message }) => message),
      ['The server says of version 3: FAILED_REGISTRATION No room.'],
    );
  });

  it('are no more when they were deleted, and say what is wrong with the server', async () => {
    answers['GET /registered-models/get'] = missing;
    assert.equal(await model(3), undefined);
    answers['GET /registered-models/get'] = 'break';
    await assert.rejects(model(3), { code: 'serverBroken' });
    await assert.rejects(store.server.model({ server: 'other.example', name: 'credit' }), (error) => {
      assert.match(String(error), new RegExp(`connected to ${label} now, not to other.example`));
      return true;
    });
    await store.server.connect(undefined);
    await assert.rejects(model(3), { code: 'noServer' });
  });

  it('take any name', async () => {
    for (const name of ["it's odd", 'a "b" c', 'a/b?c&d=e#f', 'ü'.repeat(2000)]) {
      answers['GET /registered-models/get'] = { registered_model: { name, aliases: [] } };
      const detail = await model(undefined, name);
      assert.deepEqual([detail?.name, detail?.shown?.version], [name, 3]);
    }
  });

  it('are listed as far as a thousand versions, with those that an alias stands for', async () => {
    let newest = 5000;
    const { fate } = server;
    server.fate = (name, number) => {
      if (name !== 'GET /model-versions/search') return fate(name, number);
      newest -= 200;
      const versions = Array.from({ length: 200 }, (_, at) => versionOf(newest + 200 - at));
      return {
        status: 200,
        text: JSON.stringify({ model_versions: versions, next_page_token: String(newest) }),
      };
    };
    answers['GET /model-versions/get'] = { model_version: versionOf(2) };
    answers['GET /runs/get'] = { run: runOf('r2', 0.9) };
    const detail = await model();
    assert.deepEqual([detail?.versions.length, detail?.shown?.version, detail?.before], [1001, 2, null]);
    assert.deepEqual(
      detail?.problems.map(({ message }) => message),
      ['Only the newest 1000 versions are listed.'],
    );
  });

  describe('and features', () => {
    beforeEach(() => {
      answers['GET /registered-models/search'] = {
        registered_models: [{ name: 'credit', aliases: champion }],
      };
      answers['POST /experiments/search'] = { experiments: [{ experiment_id: '1', name: 'credit' }] };
      answers['POST /runs/search'] = { runs: [runOf('r3', 0.9), runOf('lone', 0.5)] };
    });

    it('are asked for when a person wants to know who uses one, and known from then on', async () => {
      assert.deepEqual((await store.features.byName(['age']))[0]?.runCount, 0);
      assert.deepEqual(server.asked, [], 'no server is asked by a lens or a tree');
      const { usage, notes } = (await store.features.get('age')) ?? {};
      const source = `MLflow · ${label}`;
      assert.deepEqual(notes, []);
      assert.deepEqual(
        usage?.models.map(({ model: name, version, aliases, server: at, evidence }) => [
          ...[name, version, aliases, at, evidence[0]],
        ]),
        [3, 2, 1].map((version) => [
          ...['credit', version, version === 2 ? ['champion'] : [], label],
          { by: 'signature', where: null, source },
        ]),
      );
      assert.deepEqual(
        usage.runs.map(({ name, evidence }) => [name, evidence]),
        [
          [
            'name of r3',
            [
              { by: 'signature', where: null, source },
              { by: 'schema', where: 'loans', source },
            ],
          ],
          ['name of lone', [{ by: 'schema', where: 'loans', source }]],
        ],
      );
      const asked = server.asked.length;
      const [brief] = await store.features.byName(['age']);
      assert.deepEqual(
        [brief?.runCount, brief?.models],
        [2, [`credit v3 on ${label}`, `credit v2 on ${label} (champion)`, `credit v1 on ${label}`]],
      );
      await store.features.get('rate');
      assert.equal(server.asked.length, asked, 'what was just asked is not asked again');
      await store.server.connect(undefined);
      assert.equal((await store.features.byName(['age']))[0]?.runCount, 0);
    });

    it('are told without the server when it cannot be asked, with a sentence', async () => {
      answers['POST /experiments/search'] = 'break';
      const { usage, notes = [] } = (await store.features.get('age')) ?? {};
      assert.equal(usage?.runCount, 0);
      assert.match(notes.join(), /^The connection to .* broke/);
    });
  });
});
