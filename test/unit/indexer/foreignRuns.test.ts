/** Records of other tools in an opened folder: listed by their place, followed, imported on request, and never written. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import initSqlJs from 'sql.js';
import { importRun } from '../../../src/indexer/importRun.ts';
import { IndexSession } from '../../../src/indexer/session.ts';
import type { RunEvent } from '../../../src/records/event.ts';
import type { RunRecord } from '../../../src/records/run.ts';
import type { RunRow } from '../../../src/protocol/runShape.ts';
import { rows } from '../../../src/runs/query.ts';
import { detail } from '../../../src/runs/runDetails.ts';
import { moveToTrash, restore } from '../../../src/runs/trash.ts';
import { noPoints } from '../../../src/sources/pointTable.ts';
import type { ForeignArtifact, ForeignRun, ForeignSource } from '../../../src/sources/source.ts';
import { layoutOf, runDir, runPaths } from '../../../src/storage/layout.ts';
import { fixturePath } from '../sources/watchedSource.ts';

const wasm = path.resolve('node_modules/sql.js/dist/sql-wasm.wasm');

describe('records of other tools in a folder', () => {
  let folder: string;
  let session: IndexSession;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn foreign '));
    session = new IndexSession(
      {
        layout: layoutOf(folder),
        wasm,
        config: {},
        clock: { now: () => Date.now() },
        prove: async () => await Promise.resolve('alive'),
        pause: async () => await Promise.resolve(),
        watch: () => undefined,
      },
      { changed: () => undefined, problems: () => undefined },
    );
  });
  afterEach(async () => {
    await session.close();
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  const put = (fixture: string, at = '') =>
    fs.cpSync(fixturePath(fixture), path.join(folder, at), { recursive: true });
  const listed = async (): Promise<readonly RunRow[]> => {
    await session.refresh();
    return await session.ask((runs) => rows(runs, { limit: 100 }).rows);
  };

  const places: readonly [what: string, fixture: string, at: string, group: string][] = [
    ['TensorBoard files in the folder itself', 'tensorboard/restart', '', 'TensorBoard · .'],
    ['TensorBoard files in a folder of it', 'tensorboard/restart', 'board', 'TensorBoard · .'],
    ['TensorBoard files further down', 'tensorboard/restart', 'runs/a', 'TensorBoard · runs'],
    ['DVCLive files in the folder itself', 'dvclive/plain', '', 'DVCLive · .'],
    ['checkpoints in the folder itself', 'logs/huggingface', '', 'Logs · .'],
    ['a file store in the folder itself', 'mlflow/files-1', '', 'MLflow · .'],
    ['a log in the folder itself', 'logs/keras', '', 'Logs · .'],
  ];
  for (const [what, fixture, at, group] of places)
    it(`groups ${what} under ${group}`, async () => {
      put(fixture, at);
      const groups = new Set((await listed()).map(({ place }) => place?.group));
      assert.deepEqual([...groups], [group]);
    });

  it('lists DVCLive once whose metrics.json is one line, which looks like a log', async () => {
    put('dvclive/plain', 'dvclive');
    const file = path.join(folder, 'dvclive', 'metrics.json');
    const line = JSON.stringify(JSON.parse(fs.readFileSync(file, 'utf8')));
    fs.writeFileSync(file, `${line}\n`);
    fs.writeFileSync(path.join(folder, 'metrics.json'), `${line}\n`);
    const tools = (await listed()).map(({ place }) => place?.tool);
    // The same file elsewhere is the log that it looks like.
    assert.deepEqual(tools.sort(), ['DVCLive', 'Logs']);
  });

  /** Imports the only run of that name; the bytes of its artifacts by path. */
  const importOnly = async (name: string) => {
    const row = (await listed()).find((one) => one.name === name);
    assert.ok(row !== undefined, `${name} is listed`);
    const done = await session.foreign.import(row.id, { layout: layoutOf(folder), config: {} });
    assert.deepEqual(done?.problems, []);
    await session.refresh();
    const detailed = await session.ask((runs) => detail(runs, done.id));
    assert.ok(detailed !== undefined);
    const paths = runPaths(runDir(layoutOf(folder), done.id));
    const bytes = new Map(
      detailed.artifacts.map((artifact) => [
        artifact.path,
        fs.readFileSync(path.join(paths.artifacts, artifact.path)),
      ]),
    );
    return { ...done, from: row.id, detail: detailed, bytes };
  };

  it('shows the images of TensorBoard by tag and step, and makes them artifacts on import', async () => {
    put('tensorboard/images', 'board');
    const before = contentOf(folder);
    const [row] = await listed();
    const shown = await session.ask((runs) => session.foreign.detail(runs, row?.id ?? '', {}));
    assert.equal(shown?.artifacts.filter(({ kind }) => kind === 'image').length, 5);
    const { bytes, detail: imported, from } = await importOnly('board');
    assert.equal(from, row?.id);
    for (const { path: name, size, file, start } of shown.artifacts) {
      const taken = bytes.get(name);
      assert.equal(taken?.length, size, name);
      if (file === undefined) continue;
      assert.ok(taken.equals(fs.readFileSync(file).subarray(start, (start ?? 0) + size)), name);
      assert.equal(taken.toString('latin1', 1, 4), 'PNG');
    }
    assert.deepEqual(
      imported.artifacts.map(({ path: name, kind }) => [name, kind]),
      shown.artifacts.map(({ path: name, kind }) => [name, kind]),
    );
    assert.deepEqual(without(contentOf(folder), '.cairn'), before);
  });

  const stores: readonly [what: string, fill: () => void | Promise<void>][] = [
    ['a file store', () => put('mlflow/files-3', 'mlruns')],
    [
      'a database',
      async () => {
        put('mlflow/database-3.db', 'mlflow.db');
        await filesOfDatabase(folder);
      },
    ],
  ];
  for (const [what, fill] of stores)
    it(`shows the models that MLflow 3 logged into ${what}, and takes them along on import`, async () => {
      await fill();
      const before = contentOf(folder);
      const { bytes, detail: imported } = await importOnly('parent');
      const models = imported.artifacts.filter(({ kind }) => kind === 'model');
      assert.ok(models.some(({ path: name }) => /^models\/m-[0-9a-f]+\/MLmodel$/.test(name)));
      for (const { path: name, size } of models) assert.equal(bytes.get(name)?.length, size);
      assert.equal(bytes.get('notes/hello.txt')?.toString(), 'hello');
      assert.deepEqual(without(contentOf(folder), '.cairn'), before);
    });

  /** A run of Cairn's own that took over what lies at a place, as its worker leaves it. */
  const ownRun = (id: string, records: string) => {
    const paths = runPaths(runDir(layoutOf(folder), id));
    fs.mkdirSync(paths.dir, { recursive: true });
    const created = 1_600_000_000_000;
    const record: RunRecord = {
      ...{ version: 1, id, name: 'own', command: ['python', 'train.py'], cwd: folder, params: {}, tags: {} },
      ...{ created, user: 'ana', host: os.hostname(), origin: 'terminal', environment: {} },
      machine: { os: '', arch: '', cpu: '', cores: 0, memory: 0 },
    };
    fs.writeFileSync(paths.run, JSON.stringify(record));
    const events: RunEvent[] = [
      { t: created, type: 'started', pid: 1 },
      { t: created, type: 'records', location: records },
      { t: created + 1, type: 'ended', status: 'finished', exitCode: 0 },
    ];
    fs.writeFileSync(paths.events, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  };

  it('lists what a run took over again as soon as that run is in the trash, since it lies there still, and not once it is restored', async () => {
    const id = '20200913-122640-quiet-heron-3f9a';
    const names = async () =>
      (await session.ask((runs) => rows(runs, { limit: 100 }).rows)).map(({ name }) => name).sort();
    put('tensorboard/restart', 'logs/board');
    ownRun(id, 'logs/board');
    await session.refresh();
    assert.deepEqual(await names(), ['own']);
    const clock = { now: () => Date.now() };
    assert.deepEqual((await moveToTrash(layoutOf(folder), [id], clock)).problems, []);
    // As the trash command does: only that run is looked at, and no file of the other one has changed.
    await session.refresh([id]);
    assert.deepEqual(await names(), ['board']);
    const [row] = await listed();
    const shown = await session.ask((runs) => session.foreign.detail(runs, row?.id ?? '', {}));
    assert.equal(shown?.metrics['loss']?.count, 12);
    assert.deepEqual((await restore(layoutOf(folder), [id])).problems, []);
    await session.refresh();
    assert.deepEqual(await names(), ['own']);
  });

  it('imports the same records once', async () => {
    put('dvclive/plain', 'dvclive');
    const first = await importOnly('dvclive');
    const again = await session.foreign.import(first.from, { layout: layoutOf(folder), config: {} });
    assert.deepEqual([first.isNew, again?.isNew, again?.id], [true, false, first.id]);
  });

  const bad: readonly [what: string, artifact: Partial<ForeignArtifact>, said: RegExp][] = [
    ['whose name leads out of the run', { path: '../../evil' }, /lies outside of the run/],
    ['whose name is absolute', { path: '/evil' }, /lies outside of the run/],
    ['that is a link', { file: 'link' }, /lies outside of the run/],
    ['below a link', { path: 'linked/secret' }, /lies outside of the run/],
    ['that is a folder', { file: '.' }, /lies outside of the run/],
    ['that is gone', { file: 'gone' }, /could not be copied: ENOENT/],
    ['beyond the end of its file', { file: 'own/text', start: 3, size: 5 }, /was written anew meanwhile/],
    ['within a link', { file: 'link', start: 0, size: 1 }, /could not be copied: ELOOP/],
    ['over the limit', { size: 2e9 }, /is over the limit/],
    ['of a name that is taken', {}, /could not be copied: EEXIST/],
  ];
  for (const [what, artifact, said] of bad)
    it(`leaves out an artifact ${what}, says so, and imports the rest`, async () => {
      const at = (name: string) => path.join(folder, name);
      fs.mkdirSync(at('own'));
      fs.writeFileSync(at('own/text'), 'text');
      fs.mkdirSync(at('elsewhere'));
      fs.writeFileSync(at('elsewhere/secret'), 'hunter2');
      fs.symlinkSync(at('elsewhere/secret'), at('link'));
      fs.symlinkSync(at('elsewhere'), at('own/linked'));
      const { file } = artifact;
      const one: ForeignArtifact = {
        ...{ path: 'text', size: 4, time: 0 },
        ...artifact,
        ...(file !== undefined && { path: 'evil', file: at(file) }),
      };
      const done = await importRun(
        { tool: 'test', location: folder, run: madeUp, source: sourceOf(at('own'), [good, one]) },
        { layout: layoutOf(folder), config: {} },
      );
      assert.equal(done.problems.length, 1);
      assert.match(done.problems[0]?.message ?? '', said);
      const { artifacts } = runPaths(runDir(layoutOf(folder), done.id));
      assert.deepEqual(
        fs
          .readdirSync(artifacts, { recursive: true, withFileTypes: true })
          .filter((entry) => !entry.isDirectory())
          .map(({ name }) => name),
        ['text'],
      );
      assert.equal(fs.existsSync(at('evil')) || fs.existsSync('/evil'), false);
    });
});

const good: ForeignArtifact = { path: 'text', size: 4, time: 0 };
const madeUp: ForeignRun = {
  ...{ id: 'r1', name: 'made up', experiment: undefined, status: 'finished', started: 1, ended: 2, user: '' },
  ...{ params: new Map(), tags: new Map(), metrics: [], datasets: [], problems: [] },
};

function sourceOf(artifactFolder: string, artifacts: readonly ForeignArtifact[]): ForeignSource {
  return {
    scan: () => Promise.resolve(),
    details: () => ({ note: '', command: [], commit: undefined, artifactFolder, artifacts }),
    series: () => noPoints,
    close: () => undefined,
  };
}

/** As an MLflow server with a database keeps them: files beside it, in folders by id. */
async function filesOfDatabase(folder: string): Promise<void> {
  const sql = await initSqlJs({ wasmBinary: new Uint8Array(fs.readFileSync(wasm)).buffer });
  const database = new sql.Database(fs.readFileSync(path.join(folder, 'mlflow.db')));
  const one = (text: string) => String(database.exec(text)[0]?.values[0]?.[0]);
  const model = one('SELECT model_id FROM logged_models');
  const run = one("SELECT run_uuid FROM runs WHERE name = 'parent'");
  database.close();
  for (const [place, text] of [
    [`models/${model}/artifacts/MLmodel`, 'flavors: {}\n'],
    [`${run}/artifacts/notes/hello.txt`, 'hello'],
  ] as const) {
    const file = path.join(folder, 'mlruns', '1', place);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}

/** Every file and folder below, with times and bytes. */
function contentOf(folder: string): Map<string, string> {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(
    names.map((name) => {
      const stats = fs.lstatSync(path.join(folder, name));
      const bytes = stats.isFile() ? fs.readFileSync(path.join(folder, name), 'base64') : '';
      return [name, `${stats.mode} ${stats.mtimeMs} ${bytes}`];
    }),
  );
}

function without(content: ReadonlyMap<string, string>, place: string): Map<string, string> {
  return new Map([...content].filter(([name]) => name !== place && !name.startsWith(`${place}${path.sep}`)));
}
