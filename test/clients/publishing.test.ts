/** Runs and models that are published to MLflow's real server read back equal through MLflow's own client. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { openThreadStore } from '../../src/project/threadStore.ts';
import { layoutOf } from '../../src/storage/layout.ts';
import { publishResult, type PublishResult } from '../../src/protocol/publishShape.ts';
import { node24, root } from '../../tools/toolchain.mjs';
import { mlflowServer, pythonWithMlflow, type Server } from '../bench/mlflowServers.ts';
import { everything, recordRun, runId, started } from '../unit/team/recordedRun.ts';
import { cuttingProxy } from './cuttingProxy.ts';
import { newFolder } from './mlflowScripts.ts';

const exec = promisify(execFile);
const number = z.union([z.number(), z.string()]);
const readBack = z.object({
  runs: z.array(
    z.object({
      id: z.string(),
      experiment: z.string(),
      name: z.string(),
      user: z.string(),
      status: z.string(),
      start: z.number(),
      end: z.number().nullable(),
      params: z.record(z.string(), z.string()),
      tags: z.record(z.string(), z.string()),
      points: z.record(z.string(), z.array(z.tuple([z.number(), z.number(), number]))),
      datasets: z.array(z.record(z.string(), z.unknown())),
      artifacts: z.record(z.string(), z.string()),
    }),
  ),
  versions: z.array(
    z.object({
      name: z.string(),
      version: z.union([z.string(), z.number()]).transform(String),
      run: z.string(),
      description: z.string().nullable(),
      tags: z.record(z.string(), z.string()),
      aliases: z.array(z.string()),
      files: z.array(z.string()),
    }),
  ),
});

describe('publishing to a real MLflow server', () => {
  let server: Server;

  before(async () => {
    const running = await mlflowServer(undefined, ['--workers', '1']);
    assert.ok(running, 'the Python of the client tests has MLflow');
    server = running;
  });

  after(async () => await server.close());

  it('a run reads back equal through the real client, and publishing it again changes nothing', async () => {
    const folder = await newFolder();
    recordRun(folder);
    const first = await publish(folder, ['--to', server.uri, runId]);
    assert.deepEqual(first.problems, []);
    const [run] = first.runs;
    assert.ok(run);
    assert.deepEqual(run.problems, [
      {
        where: 'plots/a b%20c ü.txt',
        message: 'MLflow has no “%” in such names, so it is published as plots/a b_20c ü.txt.',
      },
    ]);
    assert.deepEqual(run.sent, {
      runs: 2,
      params: 4,
      tags: 6,
      points: 2353,
      datasets: 2,
      artifacts: 4,
      bytes: 4 + 5 + 9,
    });
    const there = await readAll();
    assert.equal(there.runs.length, 1);
    assertEqualToLocal(there.runs[0], run.run);

    const second = await publish(folder, ['--to', server.uri, runId]);
    assert.ok(second.runs[0]);
    assert.deepEqual(Object.values(second.runs[0].sent), [0, 0, 0, 0, 0, 0, 0]);
    assert.deepEqual(await readAll(), there);

    // What a person changed since is all that is sent.
    fs.appendFileSync(
      path.join(folder, '.cairn', 'runs', runId, 'edits.jsonl'),
      `${JSON.stringify({ t: started + 70_000, name: 'champion', tags: { stage: 'prod' } })}\n`,
    );
    const third = await publish(folder, ['--to', server.uri, runId]);
    assert.deepEqual([third.runs[0]?.sent.runs, third.runs[0]?.sent.tags], [1, 1]);
    const [changed] = (await readAll()).runs;
    assert.equal(changed?.name, 'champion');
    assert.equal(changed.tags['stage'], 'prod');

    // Without its journal, the server alone tells what it has.
    fs.rmSync(path.join(folder, '.cairn', 'runs', runId, 'published.json'));
    const fourth = await publish(folder, ['--to', server.uri, runId]);
    assert.deepEqual(Object.values(fourth.runs[0]?.sent ?? {}), [0, 0, 0, 0, 0, 0, 0]);
    assert.equal((await readAll()).runs.length, 1);
  });

  it('a line that breaks again and again is taken up where it broke', async () => {
    const folder = await newFolder();
    const id = '20261123-084102-torn-otter-0001';
    const big = Buffer.alloc(400_000, 7);
    recordRun(folder, { ...everything, artifacts: { ...everything.artifacts, 'big.bin': big } }, id);
    const proxy = await cuttingProxy(server.uri);
    try {
      proxy.cutAfter(1500, 2000, 60_000, 60_000, 100_000, 200_000);
      const first = await publish(folder, ['--to', proxy.uri, id]);
      assert.deepEqual(first.problems, []);
      assert.equal(proxy.cuts, 6);
      const last = await publish(folder, ['--to', proxy.uri, id]);
      assert.deepEqual(Object.values(last.runs[0]?.sent ?? {}), [0, 0, 0, 0, 0, 0, 0]);
    } finally {
      await proxy.close();
    }
    const torn = (await readAll()).runs.filter((run) => run.tags['cairn.run_id'] === id);
    assert.equal(torn.length, 1);
    const [only] = torn;
    assert.equal(only?.status, 'FINISHED');
    assert.equal(only.points['loss']?.length, everything.points['loss']?.length);
    assert.equal(only.artifacts['big.bin'], big.toString('base64'));
    assert.equal(only.datasets.length, 2);
  });

  it('a model version comes with its run, once, and its aliases move', async () => {
    const folder = await newFolder();
    const id = '20261123-084102-model-heron-0002';
    recordRun(folder, { artifacts: { 'logged-models/m/MLmodel': 'flavors: {}\n', 'other.txt': 'x' } }, id);
    fs.mkdirSync(path.join(folder, '.cairn', 'models'), { recursive: true });
    fs.writeFileSync(
      path.join(folder, '.cairn', 'models', 'credit.yaml'),
      `name: credit\ndescription: Grants loans\naliases:\n  champion: 3\nversions:\n  - version: 3\n    run: ${id}\n    path: logged-models/m\n    description: The third\n    tags: {team: risk}\n`,
    );
    const first = await publish(folder, ['--to', server.uri, '--model', 'credit@champion']);
    assert.deepEqual(first.problems, []);
    assert.deepEqual(
      { ...first.model, url: '' },
      { name: 'credit', version: 3, there: '1', isNew: true, aliases: ['champion'], url: '' },
    );
    const again = await publish(folder, ['--to', server.uri, '--model', 'credit/3']);
    assert.deepEqual([again.model?.isNew, again.model?.there, again.model?.aliases], [false, '1', []]);
    const { versions } = await readAll();
    assert.deepEqual(versions, [
      {
        name: 'credit',
        version: '1',
        run: first.runs[0]?.run,
        description: 'The third',
        tags: { team: 'risk', 'cairn.model_version': '3' },
        aliases: ['champion'],
        files: ['MLmodel'],
      },
    ]);
  });

  it('what was published is browsed, filtered by the server, fetched and imported elsewhere', async () => {
    const folder = await newFolder();
    const store = openThreadStore({
      layout: layoutOf(folder),
      threadPath: path.join(root, 'src', 'indexer', 'main.ts'),
      wasm: path.join(root, 'node_modules', 'sql.js', 'dist', 'sql-wasm.wasm'),
      config: {},
      log: () => undefined,
    });
    try {
      await store.server.connect({ uri: await store.server.check({ uri: `${server.uri}/` }) });
      assert.deepEqual((await store.server.experiments('nothing of this name', null)).experiments, []);
      const { models } = await store.server.models(null);
      assert.deepEqual(models, [
        {
          ...{ name: 'credit', description: 'Grants loans', newest: 1 },
          aliases: [{ alias: 'champion', version: 1 }],
        },
      ]);
      const { versions } = await store.server.versions('credit', null);
      assert.deepEqual(
        versions.map(({ version, aliases, runHere }) => [version, aliases, runHere]),
        [[1, ['champion'], true]],
      );
      const made = await store.detail(versions[0]?.run ?? '');
      assert.equal(made?.id, versions[0]?.run, 'the run of a version is fetched as any other');
      const { experiments } = await store.server.experiments('CRED', null);
      const [experiment] = experiments;
      assert.equal(experiment?.name, 'credit');
      const find = async (filter: string) =>
        (await store.server.runs({ experiment: experiment.id, filter, page: null })).rows;
      const filter =
        'params.`größe` LIKE "ü%" and tags.stage = "prod" and metrics.val_auc < 1 and status = "finished" and champ';
      const [row, ...more] = await find(filter);
      assert.ok(row);
      assert.deepEqual(more, []);
      assert.deepEqual(await find('user = "nobody"'), []);
      const detail = await store.detail(row.id);
      assert.deepEqual(detail?.params, everything.params);
      assert.equal(detail.note, 'switched the optimiser');
      assert.deepEqual(detail.datasets.map(({ name, role }) => [name, role]).sort(), [
        ['bureau', null],
        ['loans', 'train'],
      ]);
      const [series] = await store.series(row.id, ['val_auc'], 1e6);
      const sorted = [...(everything.points['val_auc'] ?? [])].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      assert.deepEqual(
        Array.from(series?.values ?? []),
        sorted.map(([, , value]) => value),
      );
      const { imported, problems } = await store.import([row.id]);
      assert.deepEqual(problems, []);
      const artifacts = path.join(layoutOf(folder).runs, imported[0]?.id ?? '', 'artifacts');
      for (const [name, content] of Object.entries(everything.artifacts))
        assert.deepEqual(fs.readFileSync(path.join(artifacts, name.replace('%', '_'))), Buffer.from(content));
    } finally {
      store.dispose();
    }
  });

  async function readAll(): Promise<z.infer<typeof readBack>> {
    const script = path.join(import.meta.dirname, 'mlflow', 'published.py');
    const python = pythonWithMlflow() ?? '';
    const env = {
      ...process.env,
      MLFLOW_DISABLE_TELEMETRY: 'true',
      MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR: 'false',
    };
    const { stdout } = await exec(python, [script, server.uri], { env, maxBuffer: 1e8 });
    const result = /^RESULT (.*)$/m.exec(stdout)?.[1] ?? '';
    return readBack.parse(JSON.parse(result));
  }
});

function assertEqualToLocal(read: z.infer<typeof readBack>['runs'][number] | undefined, id: string): void {
  assert.ok(read);
  const { points, params, tags, artifacts, datasets, ...facts } = read;
  assert.deepEqual(facts, {
    id,
    experiment: 'credit',
    name: 'quiet-heron',
    user: 'sam',
    status: 'FINISHED',
    start: started,
    end: started + 60_000,
  });
  assert.deepEqual(params, everything.params);
  assert.deepEqual(tags, {
    ...everything.tags,
    'cairn.run_id': runId,
    'mlflow.user': 'sam',
    'mlflow.runName': 'quiet-heron',
    'mlflow.source.name': 'train.py',
    'mlflow.source.type': 'LOCAL',
    'mlflow.note.content': 'switched the optimiser',
  });
  const local = Object.entries(everything.points).map(([key, list]) => [
    key,
    list
      .map(([step, time, value]) => [step, time, Number.isFinite(value) ? value : String(value)])
      .sort((a, b) => Number(a[1]) - Number(b[1])),
  ]);
  assert.deepEqual(points, Object.fromEntries(local));
  assert.deepEqual(
    artifacts,
    Object.fromEntries(
      Object.entries(everything.artifacts).map(([name, content]) => [
        name.replace('%', '_'),
        Buffer.from(content).toString('base64'),
      ]),
    ),
  );
  assert.deepEqual(datasets, [
    {
      name: 'bureau',
      digest: 'd4e5',
      source: '{"url": "https://example.org/bureau.csv"}',
      sourceType: 'http',
      schema: '{"mlflow_colspec": []}',
      profile: '{"num_rows": 3}',
      tags: { kind: 'raw' },
    },
    {
      name: 'loans',
      digest: 'a1b2c3',
      source: '{"uri":"loans"}',
      sourceType: 'local',
      schema: null,
      profile: null,
      tags: { 'mlflow.data.context': 'train' },
    },
  ]);
}

async function publish(folder: string, words: readonly string[]): Promise<PublishResult> {
  const cli = path.join(root, 'out', 'cli.js');
  const env = { ...process.env };
  for (const name of Object.keys(env)) if (name.startsWith('MLFLOW_')) delete env[name];
  const asked = exec(node24(), [cli, 'publish', '--json', ...words], { cwd: folder, env, maxBuffer: 1e8 });
  // Exit code 1 says that there is a problem, which is in the document.
  const { stdout } = await asked.catch((error: unknown) => failed.parse(error));
  return publishResult.parse(JSON.parse(stdout));
}

const failed = z.object({ code: z.literal(1), stdout: z.string() });
