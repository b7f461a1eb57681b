/** MLflow's database as MLflow 1 and 3 made it, while it changes, and where it is found. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import initSqlJs, { type Database, type SqlJsStatic } from 'sql.js';
import { mlflowDatabase } from '../../../src/sources/mlflowDatabase/mlflowDatabase.ts';
import { MlflowDatabaseFile } from '../../../src/sources/mlflowDatabase/mlflowDatabaseFile.ts';
import { later, Seen, settle, Stores, wasm } from './mlflowStores.ts';

const child =
  "a child: with 'quotes', and a name that is much longer than one line of YAML, so that it is folded into two";

let stores: Stores;
let sql: SqlJsStatic;
before(async () => {
  sql = await initSqlJs({ wasmBinary: new Uint8Array(fs.readFileSync(wasm)).buffer });
});
beforeEach(() => {
  stores = new Stores();
});
afterEach(() => stores.dispose());

for (const version of ['1', '3']) {
  describe(`the database of MLflow ${version}`, () => {
    let file: string;
    let seen: Seen;
    beforeEach(async () => {
      file = stores.copy(`database-${version}.db`, 'mlflow.db');
      seen = await new Seen(new MlflowDatabaseFile(file, { wasm }, { now: () => later })).look();
    });
    afterEach(() => seen.source.close());

    it('lists every active run and nothing of the trash', () => {
      assert.deepEqual(seen.names, [child, 'failed', 'killed', 'parent', 'running']);
      assert.deepEqual(seen.wrong, []);
    });

    it('tells params, tags, user, experiment, times and parents', () => {
      const run = seen.named('parent');
      assert.deepEqual(Object.fromEntries(run.params), {
        empty: '',
        lr: '0.1',
        'model/depth': '6',
        text: 'two\nlines: ü',
      });
      assert.deepEqual(Object.fromEntries(run.tags), { team: 'risk' });
      assert.deepEqual([run.user, run.experiment], ['ada', 'credit']);
      assert.ok(run.started > Date.UTC(2026, 10, 1) && run.ended !== undefined && run.ended > run.started);
      assert.equal(seen.named(child).tags.get('mlflow.parentRunId'), run.id);
    });

    it('tells how runs ended; one that only says it is running is unknown', () => {
      const statuses = ['parent', 'failed', 'killed', 'running'].map((name) => seen.named(name).status);
      assert.deepEqual(statuses, ['finished', 'failed', 'stopped', 'unknown']);
    });

    it('sums metrics up and gives their points in order, with NaN and infinities', () => {
      const { metrics } = seen.named('parent');
      assert.deepEqual(
        metrics.map(({ key, count, last, source }) => [key, count, last.step, last.value, source]),
        [
          ['loss', 5, 4, 0.2, 'mlflow'],
          ['back', 4, 3, 0.3, 'mlflow'],
          ['val/auc', 5, 4, 0.00001, 'mlflow'],
        ],
      );
      assert.deepEqual(metrics[2]?.min, { step: 3, value: -Infinity });
      assert.deepEqual(metrics[2].max, { step: 2, value: Infinity });
      assert.deepEqual(seen.points('parent', 'back'), [
        [1, 0.1],
        [1, 0.15],
        [2, 0.2],
        [3, 0.3],
      ]);
      assert.deepEqual(seen.points('parent', 'val/auc'), [
        [0, 0.5],
        [1, NaN],
        [2, Infinity],
        [3, -Infinity],
        [4, 0.00001],
      ]);
      assert.deepEqual(seen.points('parent', 'no such metric'), []);
    });

    it('tells note, script and commit of a run that is looked at, also when nobody asked for long', async () => {
      for (let looks = 0; looks < 3; looks += 1) await seen.look();
      const details = seen.source.details(seen.named('parent').id);
      assert.equal(details?.note, "It's a *note*:\n- one");
      assert.deepEqual(details.command, ['train_credit.py']);
      assert.equal(details.commit, '0123456789abcdef0123456789abcdef01234567');
      assert.deepEqual([details.artifactFolder, details.artifacts], [undefined, []]);
      assert.equal(seen.source.details('no such run'), undefined);
      assert.equal(seen.points('parent', 'loss').length, 5);
    });

    it('finds artifacts in the usual folders beside it, wherever the records say they were', () => {
      const { id } = seen.named('parent');
      for (const folder of ['mlruns', 'mlartifacts']) {
        const experiment = path.join(stores.folder, folder, '1');
        stores.write(path.join(experiment, id, 'artifacts/notes/hello.txt'), 'hello');
        const details = seen.source.details(id);
        assert.equal(details?.artifactFolder, path.join(experiment, id, 'artifacts'));
        assert.deepEqual(
          details.artifacts.map((artifact) => artifact.path),
          ['notes/hello.txt'],
        );
        fs.rmSync(path.join(stores.folder, folder), { recursive: true });
      }
    });
  });
}

describe('the database of MLflow 3', () => {
  it('tells datasets and the files of logged models', async () => {
    const file = stores.copy('database-3.db', 'mlflow.db');
    const database = new sql.Database(fs.readFileSync(file));
    const id = database.exec('SELECT model_id FROM logged_models')[0]?.values[0]?.[0];
    database.close();
    const model = path.join(stores.folder, `mlruns/1/models/${String(id)}/artifacts/MLmodel`);
    stores.write(model, 'x');
    const seen = await new Seen(new MlflowDatabaseFile(file, { wasm })).look();
    const run = seen.named('parent');
    assert.deepEqual(run.datasets, [
      { name: 'loans 2026', version: '300830b9', role: 'training', columns: ['x'] },
    ]);
    const [artifact] = seen.source.details(run.id)?.artifacts ?? [];
    assert.deepEqual(
      [artifact?.path, artifact?.file, artifact?.kind, artifact?.size],
      [`models/${String(id)}/MLmodel`, model, 'model', 1],
    );
    seen.source.close();
  });
});

describe('a database that is followed', () => {
  const minute = 60_000;
  let file: string;
  let now: number;
  let seen: Seen;
  let database: Database;
  let changes = 0;
  /** Changes it as another program would. */
  const change = (...statements: string[]) => {
    for (const statement of statements) database.run(statement);
    const bytes = Buffer.from(database.export());
    // As SQLite does where others may look on: two changes may fall into one tick of the disk's clock.
    changes += 1;
    bytes.writeUInt32BE(changes, 24);
    fs.writeFileSync(file, bytes);
    settle(file, now);
  };
  const point = (step: number, value: number, time = now) =>
    `INSERT INTO metrics VALUES ('loss', ${value}, ${time}, 'r1', ${step}, 0)`;
  const status = () => seen.named('heron').status;

  beforeEach(async () => {
    now = Date.UTC(2026, 11, 1);
    file = path.join(stores.folder, 'mlflow.db');
    database = new sql.Database(fs.readFileSync(stores.copy('database-3.db')));
    for (const table of ['metrics', 'latest_metrics', 'params', 'tags', 'inputs', 'runs'])
      database.run(`DELETE FROM ${table}`);
    change(
      `INSERT INTO runs (run_uuid, name, status, start_time, lifecycle_stage, experiment_id)
       VALUES ('r1', 'heron', 'RUNNING', ${now}, 'active', 1)`,
      point(1, 0.5),
    );
    seen = await new Seen(new MlflowDatabaseFile(file, { wasm }, { now: () => now })).look();
  });
  afterEach(() => {
    seen.source.close();
    database.close();
  });

  it('tells new points, and nothing when nothing changed', async () => {
    assert.deepEqual([status(), seen.changed], ['running', ['heron']]);
    await seen.look();
    assert.deepEqual(seen.changed, []);
    now += 1000;
    change(point(2, 0.25), point(3, 0.125));
    await seen.look();
    const [loss] = seen.named('heron').metrics;
    assert.deepEqual([seen.changed, loss?.count, loss?.last.value], [['heron'], 3, 0.125]);
    assert.deepEqual(seen.points('heron', 'loss').at(-1), [3, 0.125]);
  });

  it('sees that rows were removed and others took their numbers', async () => {
    change(point(2, 0.25));
    await seen.look();
    change('DELETE FROM metrics', point(1, 7), point(2, 8));
    await seen.look();
    const [loss] = seen.named('heron').metrics;
    assert.deepEqual([loss?.count, loss?.min?.value], [2, 7]);
    change('DELETE FROM metrics');
    await seen.look();
    assert.deepEqual(seen.named('heron').metrics, []);
  });

  it('believes that a run is running for minutes after the last sign of life', async () => {
    now += 4 * minute;
    await seen.look();
    assert.deepEqual([seen.changed, status()], [[], 'running']);
    now += 2 * minute;
    await seen.look();
    assert.deepEqual([seen.changed, status()], [['heron'], 'unknown']);
    now += 60 * minute;
    change(`INSERT INTO runs (run_uuid, name, status, start_time, lifecycle_stage, experiment_id)
       VALUES ('r2', 'otter', 'RUNNING', ${now}, 'active', 1)`);
    await seen.look();
    assert.deepEqual([status(), seen.named('otter').status], ['unknown', 'running']);
    change(point(2, 0.25, 1000));
    await seen.look();
    assert.equal(status(), 'running');
  });

  it('tells ends, deletions and the end of the file', async () => {
    change(`UPDATE runs SET status = 'FAILED', end_time = ${now}`);
    await seen.look();
    assert.deepEqual([status(), seen.named('heron').ended], ['failed', now]);
    change(`UPDATE runs SET lifecycle_stage = 'deleted'`);
    await seen.look();
    assert.deepEqual([seen.gone, seen.names], [['r1'], []]);
    change(`UPDATE runs SET lifecycle_stage = 'active'`);
    await seen.look();
    change(`UPDATE experiments SET lifecycle_stage = 'deleted'`);
    await seen.look();
    assert.deepEqual(seen.names, []);
    change(`UPDATE experiments SET lifecycle_stage = 'active'`);
    await seen.look();
    fs.rmSync(file);
    await seen.look();
    assert.deepEqual([seen.gone, seen.names, seen.wrong], [['r1'], [], []]);
  });

  it('keeps what is shown while it is being written, and speaks only of what lasts', async () => {
    const journal = `${file}-journal`;
    change(point(2, 0.25));
    settle(stores.write(journal, 'half a transaction'), now);
    await seen.look();
    assert.deepEqual([seen.named('heron').metrics[0]?.count, seen.wrong], [1, []]);
    now += minute;
    await seen.look();
    assert.equal(seen.named('heron').metrics[0]?.count, 1);
    assert.match(seen.wrong.join(), /mlflow\.db-journal.*open it once with MLflow/);
    fs.rmSync(journal);
    await seen.look();
    assert.deepEqual([seen.named('heron').metrics[0]?.count, seen.wrong], [2, []]);
  });

  it('says that newer records are in a write-ahead log, also when the file itself did not change', async () => {
    stores.write(`${file}-wal`, 'frames');
    await seen.look();
    assert.deepEqual(seen.names, ['heron']);
    assert.match(seen.wrong.join(), /newest records.*mlflow\.db-wal/);
    fs.truncateSync(`${file}-wal`, 0);
    await seen.look();
    assert.deepEqual(seen.wrong, []);
  });

  it('lets go of it when it is closed in the middle of a look', async () => {
    const source = new MlflowDatabaseFile(file, { wasm }, { now: () => now });
    for (let n = 0; n < 6000; n += 1) database.run(`INSERT INTO params VALUES ('p${n}', 'x', 'r1')`);
    change();
    let reports = 0;
    await source.scan(
      () => (reports += 1),
      () => {
        source.close();
        return Promise.resolve();
      },
    );
    assert.equal(reports, 0);
    await source.scan(
      () => (reports += 1),
      () => Promise.resolve(),
    );
    assert.equal(reports, 0);
  });
});

describe('finding databases', () => {
  const found = () =>
    mlflowDatabase
      .find(stores.folder, fs.readdirSync(stores.folder, { withFileTypes: true }))
      .map(({ location }) => path.basename(location));

  it('finds mlflow.db whatever it holds, and others by their tables', () => {
    stores.copy('database-3.db', 'experiments.sqlite');
    stores.copy('database-1.db', 'old.db');
    stores.write('mlflow.db', 'x');
    stores.write('mlflow.db-journal', 'x');
    stores.write('other.db', 'SQLite format 3\0 run_uuid');
    stores.write('empty.db', '');
    fs.symlinkSync(path.join(stores.folder, 'old.db'), path.join(stores.folder, 'link.db'));
    fs.mkdirSync(path.join(stores.folder, 'folder.db'));
    assert.deepEqual(found().sort(), ['experiments.sqlite', 'mlflow.db', 'old.db']);
  });
});
