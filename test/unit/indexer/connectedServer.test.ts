/** A team's server beside a folder's own runs: browsed, fetched when looked at, compared, imported, gone when disconnected. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { RunStore } from '../../../src/project/runStore.ts';
import { serverAddress } from '../../../src/sources/mlflowServer/serverAddress.ts';
import { ServerConnection } from '../../../src/sources/mlflowServer/serverConnection.ts';
import { layoutOf } from '../../../src/storage/layout.ts';
import { publishRun } from '../../../src/team/publishRun.ts';
import { everything, recordRun, runId } from '../team/recordedRun.ts';
import { TrackingServer } from '../team/trackingServer.ts';
import { threadStoreOf } from './threadStoreOf.ts';

describe('a folder that is connected to a server', () => {
  let folder: string;
  let server: TrackingServer;
  let store: RunStore;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'connected-'));
    server = await TrackingServer.start();
    recordRun(folder);
    const connection = new ServerConnection({ address: serverAddress(server.uri) });
    await publishRun(runId, { layout: layoutOf(folder), server: connection, progress: () => undefined });
    connection.close();
    store = threadStoreOf(folder);
    await store.refresh();
    server.asked.length = 0;
  });

  afterEach(async () => {
    store.dispose();
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  async function theirRow() {
    await store.server.connect({ uri: server.uri });
    const { experiments } = await store.server.experiments('', null);
    const credit = experiments.find(({ name }) => name === 'credit');
    assert.ok(credit);
    const { rows } = await store.server.runs({ experiment: credit.id, filter: '', page: null });
    const [row] = rows;
    assert.ok(row);
    return row;
  }

  it('lists its registered models a page at a time, and the versions of one; what is wrong hides no other', async () => {
    const answers: Readonly<Record<string, readonly unknown[]>> = {
      'GET /registered-models/search': [
        {
          registered_models: [
            {
              name: 'credit',
              aliases: [{ alias: 'champion', version: '2' }],
              latest_versions: [{ version: '2' }],
            },
            { name: 7 },
            { name: 'prompt', tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }] },
          ],
          next_page_token: 'more',
        },
        { registered_models: [{ name: 'risk', description: 'Old' }] },
      ],
      'GET /registered-models/get': [
        { registered_model: { name: 'credit', aliases: [{ alias: 'champion', version: '2' }] } },
      ],
      'GET /model-versions/search': [
        {
          model_versions: [
            {
              name: 'credit',
              version: '2',
              run_id: 'abc',
              creation_timestamp: 1_764_000_000_000,
            },
            { name: 'credit', version: '1' },
            { name: 'credit', version: 'x' },
          ],
        },
      ],
      'GET /runs/get': [
        { run: { info: { run_id: 'abc', run_name: 'quiet-heron', experiment_id: '1', status: 'FINISHED' } } },
      ],
    };
    const counts = new Map<string, number>();
    server.fate = (name) => {
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      const answer = answers[name]?.[count];
      return answer === undefined ? 'answer' : { status: 200, text: JSON.stringify(answer) };
    };
    await store.server.connect({ uri: server.uri });
    const first = await store.server.models(null);
    assert.deepEqual(first.models, [
      { name: 'credit', description: null, aliases: [{ alias: 'champion', version: 2 }], newest: 2 },
    ]);
    assert.equal(first.problems.length, 1);
    const second = await store.server.models(first.next);
    assert.deepEqual([second.models.map(({ name }) => name), second.next], [['risk'], null]);
    const { versions, problems } = await store.server.versions('credit', null);
    assert.equal(problems.length, 1);
    assert.deepEqual(
      versions.map(({ version, aliases, runName, runHere }) => [version, aliases, runName, runHere]),
      [
        [2, ['champion'], 'quiet-heron', true],
        [1, [], null, false],
      ],
    );
    assert.match(versions[0]?.run ?? '', /-abc$/);
    assert.equal(versions[0]?.created, '2025-11-24T16:00:00.000Z');
  });

  it('asks nothing when it is connected, and a page when it is browsed', async () => {
    await store.server.connect({ uri: server.uri });
    assert.deepEqual(server.asked, []);
    const row = await theirRow();
    assert.deepEqual([row.name, row.experiment, row.status], ['quiet-heron', 'credit', 'finished']);
    assert.equal(row.place?.group, `MLflow · ${new URL(server.uri).host}`);
    assert.deepEqual(server.asked, ['POST /experiments/search', 'POST /runs/search']);
    await assert.rejects(store.server.runs({ experiment: '1', filter: 'a = 1 or b = 2', page: null }), {
      code: 'filter',
    });
  });

  it('fetches a run that is looked at, with its whole histories, and finds it beside its own', async () => {
    const { id } = await theirRow();
    const detail = await store.detail(id);
    assert.deepEqual(detail?.params, everything.params);
    assert.equal(detail.artifacts.length, 4);
    assert.equal(detail.metrics['loss']?.count, 2345);
    assert.equal(detail.metrics['val_auc']?.max, 'Infinity');
    const [mine] = await store.series(runId, ['loss'], 1e6);
    const [theirs] = await store.series(id, ['loss'], 1e6);
    assert.deepEqual(theirs, mine);
    const { rows } = await store.rows({ filter: 'params.lr = "0.01"', limit: 10 });
    assert.deepEqual(rows.map((row) => row.id).sort(), [runId, id].sort());
    // The tree shows them below their server instead.
    assert.equal((await store.rows({ local: true, limit: 10 })).total, 1);
    assert.equal((await store.groups({ by: 'script', local: true })).length, 1);
    await store.server.connect(undefined);
    assert.equal((await store.rows({ limit: 10 })).total, 1);
    assert.equal(await store.detail(id), undefined);
  });

  it('finds a run of a page that was opened before the server was browsed', async () => {
    const { id } = await theirRow();
    await store.server.connect(undefined);
    await store.server.connect({ uri: server.uri });
    assert.equal((await store.detail(id))?.name, 'quiet-heron');
  });

  it('imports a run with every point and file, once', async () => {
    const { id } = await theirRow();
    const { imported, problems } = await store.import([id]);
    assert.deepEqual(problems, []);
    const [made] = imported;
    assert.ok(made?.isNew);
    const copy = await store.detail(made.id);
    assert.equal(copy?.origin, 'import');
    assert.deepEqual(copy.params, everything.params);
    const [points] = await store.series(made.id, ['val_auc'], 1e6);
    assert.equal(points?.total, 7);
    const file = path.join(layoutOf(folder).runs, made.id, 'artifacts', 'model.pkl');
    assert.deepEqual(fs.readFileSync(file), everything.artifacts['model.pkl']);
    assert.equal((await store.import([id])).imported[0]?.isNew, false);
  });

  it('leaves nothing of an import whose line broke, and can begin it again', async () => {
    const { id } = await theirRow();
    await store.server.hold([id]);
    server.fate = (request) => (request.includes('get-artifact') ? 'break' : 'answer');
    const { imported, problems } = await store.import([id]);
    assert.deepEqual([imported.length, problems.length], [0, 1]);
    assert.match(problems[0]?.message ?? '', /broke.*Try again/);
    assert.deepEqual(
      fs.readdirSync(layoutOf(folder).runs).filter((name) => name !== runId),
      [],
    );
    server.fate = () => 'answer';
    assert.equal((await store.import([id])).imported[0]?.isNew, true);
  });

  it('says what is wrong with a server, and goes on without it', async () => {
    server.fate = () => ({ status: 401, text: '{}' });
    await assert.rejects(store.server.check({ uri: server.uri }), { code: 'serverAuth' });
    await assert.rejects(store.server.check({ uri: 'nonsense' }), { code: 'serverAddress' });
    await assert.rejects(store.server.experiments('', null), { code: 'noServer' });
    await store.server.connect({ uri: server.uri });
    await assert.rejects(store.server.experiments('', null), { code: 'serverAuth' });
    assert.equal((await store.rows({ limit: 10 })).total, 1);
  });
});
