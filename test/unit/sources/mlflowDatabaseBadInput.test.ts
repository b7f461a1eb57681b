/** A database of MLflow that is damaged, made up, or of a schema nobody knows: it is told what can be read, without a wait. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import initSqlJs, { type SqlJsStatic } from 'sql.js';
import { MlflowDatabaseFile } from '../../../src/sources/mlflowDatabase/mlflowDatabaseFile.ts';
import { fixtures, later, Seen, Stores, wasm } from './mlflowStores.ts';

let stores: Stores;
let sql: SqlJsStatic;
before(async () => {
  sql = await initSqlJs({ wasmBinary: new Uint8Array(fs.readFileSync(wasm)).buffer });
});
beforeEach(() => {
  stores = new Stores();
});
afterEach(() => stores.dispose());

/** A look at a file with this content. */
async function look(content: Uint8Array | string, name = 'mlflow.db'): Promise<Seen> {
  const file = stores.write(name, Buffer.from(content));
  return await lookAt(file);
}

async function lookAt(file: string): Promise<Seen> {
  return await new Seen(new MlflowDatabaseFile(file, { wasm }, { now: () => later })).look();
}

/** A database that was made by these statements. */
function made(...statements: string[]): Uint8Array {
  const database = new sql.Database();
  for (const statement of statements) database.run(statement);
  const bytes = database.export();
  database.close();
  return bytes;
}

const runsTable = 'CREATE TABLE runs (run_uuid TEXT, name TEXT, status TEXT, start_time INT, end_time INT)';
const metricsTable = `CREATE TABLE metrics (key TEXT, value REAL, timestamp INT, run_uuid TEXT, step INT, is_nan INT)`;
const heron = `INSERT INTO runs VALUES ('r1', 'heron', 'FINISHED', 1795000000000, 1795000001000)`;
const fixture = (): Buffer => fs.readFileSync(path.join(fixtures, 'database-1.db'));

/** Everything that can be asked of every run. */
function askAll(seen: Seen): void {
  for (const run of seen.runs.values()) {
    assert.ok(seen.source.details(run.id) !== undefined);
    for (const { key } of run.metrics) seen.source.series(run.id, key);
  }
}

describe('a database that is damaged', () => {
  it('is told of when it is cut off at any byte', async () => {
    const whole = fixture();
    const page = 512;
    const lengths = new Set<number>();
    // All of the header; of the pages, which SQLite reads whole, their ends and some place within.
    for (let length = 0; length < 110; length += 1) lengths.add(length);
    for (let end = page; end <= whole.length; end += page)
      for (const off of [-317, -1, 0, 1]) lengths.add(Math.min(end + off, whole.length - 1));
    for (const length of lengths) {
      const seen = await look(whole.subarray(0, length));
      assert.notDeepEqual(seen.wrong, [], `cut at ${length}`);
      askAll(seen);
      seen.source.close();
    }
  }).timeout(120_000);

  it('tells what it can when bits are flipped', async () => {
    const whole = fixture();
    let told = 0;
    for (let at = 0; at < whole.length; at += at < 600 ? 5 : 97) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      const seen = await look(flipped);
      askAll(seen);
      if (seen.runs.size > 0) told += 1;
      else assert.notDeepEqual(seen.wrong, [], `byte ${at}`);
      seen.source.close();
    }
    assert.ok(told > 200, String(told));
  }).timeout(120_000);

  it('tells the runs when only the table of metrics is damaged', async () => {
    const database = new sql.Database(fixture());
    const root = Number(
      database.exec(`SELECT rootpage FROM sqlite_master WHERE name = 'metrics'`)[0]?.values[0]?.[0],
    );
    database.close();
    const bytes = fixture();
    bytes.fill(0xff, (root - 1) * 512, root * 512);
    const seen = await look(bytes);
    assert.equal(seen.runs.size, 5);
    assert.match(seen.wrong.join(), /The table metrics is damaged; what could be read of it is shown/);
    assert.equal(seen.named('parent').params.get('lr'), '0.1');
    askAll(seen);
    seen.source.close();
  });

  for (const what of ['again and again to the same page', 'to itself'])
    it(`ends when its pages lead ${what}`, async () => {
      const rows = Array.from({ length: 20_000 }, (_, n) => `('loss', ${n}, ${n}, 'r1', ${n}, 0)`);
      const index = 'CREATE INDEX i ON metrics (run_uuid, key)';
      const bytes = Buffer.from(
        made(runsTable, metricsTable, heron, `INSERT INTO metrics VALUES ${rows.join()}`, index),
      );
      for (const name of ['metrics', 'i']) {
        const root = rootOf(bytes, name);
        const at = (root - 1) * 4096;
        const cells = bytes.readUInt16BE(at + 3);
        const cellOf = (n: number) => at + bytes.readUInt16BE(at + 12 + 2 * n);
        const target = what === 'to itself' ? root : bytes.readUInt32BE(cellOf(0));
        for (let n = 0; n < cells; n += 1) bytes.writeUInt32BE(target, cellOf(n));
        bytes.writeUInt32BE(target, at + 8);
      }
      const seen = await look(bytes);
      assert.deepEqual(seen.names, ['heron']);
      assert.match(seen.wrong.join(), /The table metrics is damaged/);
      askAll(seen);
      seen.source.close();
    });

  it('gives all points of a metric whose index is damaged', async () => {
    const bytes = Buffer.from(
      made(
        runsTable,
        metricsTable,
        heron,
        `INSERT INTO metrics VALUES ('loss', 1, 1, 'r1', 1, 0), ('loss', 2, 2, 'r1', 2, 0)`,
        'CREATE INDEX i ON metrics (run_uuid, key)',
      ),
    );
    const at = (rootOf(bytes, 'i') - 1) * 4096;
    // One entry less.
    bytes.writeUInt16BE(1, at + 3);
    const seen = await look(bytes);
    assert.deepEqual(seen.points('heron', 'loss'), [
      [1, 1],
      [2, 2],
    ]);
    seen.source.close();
  });
});

/** Number of the first page of a table or an index. */
function rootOf(bytes: Uint8Array, name: string): number {
  const database = new sql.Database(bytes);
  const [found] = database.exec('SELECT rootpage FROM sqlite_master WHERE name = ?', [name]);
  database.close();
  return Number(found?.values[0]?.[0]);
}

describe('a file of the right name that is none of MLflow', () => {
  const foreign: readonly [what: string, content: () => Uint8Array | string, said: RegExp][] = [
    ['is empty', () => '', /^: The database is empty\.$/],
    ['is a text', () => 'hello'.repeat(1000), /^: This is not a SQLite database\.$/],
    ['starts like a database', () => 'SQLite format 3\0'.padEnd(5000), /^: The database cannot be read: .+/],
    [
      'has no tables',
      () => made('CREATE TABLE a (b)', 'DROP TABLE a'),
      /^: This database holds no runs of MLflow\.$/,
    ],
    ["is another program's", () => made('CREATE TABLE runs (id INT, miles REAL)'), /holds no runs of MLflow/],
    [
      'has a view instead of a table',
      () => made(`CREATE VIEW runs AS SELECT 'r1' AS run_uuid`),
      /holds no runs/,
    ],
  ];
  for (const [what, content, said] of foreign)
    it(`is told of when it ${what}`, async () => {
      const seen = await look(content());
      assert.deepEqual(seen.names, []);
      assert.equal(seen.wrong.length, 1);
      assert.match(seen.wrong.join(), said);
      seen.source.close();
    });

  it('is not read when it is too big, and not even opened when it is a link or a folder', async () => {
    const file = stores.write('mlflow.db', 'SQLite format 3\0');
    fs.truncateSync(file, 501_000_000);
    const big = await lookAt(file);
    assert.match(big.wrong.join(), /has 501 MB; up to 500 MB can be shown/);
    fs.mkdirSync(path.join(stores.folder, 'folder.db'));
    fs.symlinkSync(path.join(fixtures, 'database-1.db'), path.join(stores.folder, 'link.db'));
    for (const name of ['folder.db', 'link.db', 'none.db']) {
      const seen = await lookAt(path.join(stores.folder, name));
      assert.deepEqual([seen.names, seen.wrong], [[], []], name);
    }
  });

  it('is refused in the middle of a transaction, and never written', async () => {
    const file = stores.copy('database-1.db', 'mlflow.db');
    const before = fs.readFileSync(file);
    for (const [beside, content, runs] of [
      ['-journal', 'journal', 0],
      ['-journal', '\0\0\0\0', 5],
      ['-journal', '', 5],
      ['-wal', 'frames', 0],
      ['-wal', '', 5],
    ] as const) {
      stores.write(`${file}${beside}`, content);
      const seen = await lookAt(file);
      assert.equal(seen.runs.size, runs, `${beside} ${JSON.stringify(content)}`);
      assert.equal(seen.wrong.length, runs === 0 ? 1 : 0);
      if (runs === 0) assert.ok(seen.wrong[0]?.includes(`mlflow.db${beside}`));
      assert.equal(fs.readFileSync(`${file}${beside}`, 'utf8'), content);
      fs.rmSync(`${file}${beside}`);
      seen.source.close();
    }
    assert.deepEqual(fs.readFileSync(file), before);
    assert.deepEqual(fs.readdirSync(stores.folder), ['mlflow.db']);
  });

  it('is read when its journal mode is write-ahead and nothing is left in the log', async () => {
    const bytes = fixture();
    bytes[18] = 2;
    bytes[19] = 2;
    const seen = await look(bytes);
    assert.deepEqual([seen.runs.size, seen.wrong], [5, []]);
    seen.source.close();
  });
});

describe('a database of an unknown schema', () => {
  it('tells runs from a table with nothing but ids', async () => {
    const seen = await look(
      made('CREATE TABLE runs (run_uuid)', `INSERT INTO runs VALUES ('r1'), (17), (NULL)`),
    );
    assert.deepEqual(seen.names, ['17', 'r1']);
    assert.deepEqual(seen.wrong, []);
    assert.deepEqual(
      [seen.named('r1').status, seen.named('r1').started, seen.named('r1').metrics],
      ['unknown', 0, []],
    );
    askAll(seen);
    seen.source.close();
  });

  it('finds columns by name, in any order, among others', async () => {
    const seen = await look(
      made(
        `CREATE TABLE runs (extra BLOB, status TEXT, "run_uuid" TEXT, start_time TEXT, name, experiment_id)`,
        `INSERT INTO runs VALUES (x'00', 'finished', 'r1', 'yesterday', 'heron', 9007199254740993)`,
        `CREATE TABLE experiments (name, experiment_id)`,
        `INSERT INTO experiments VALUES ('wrong', 9007199254740992), ('right', 9007199254740993)`,
        `CREATE TABLE metrics (run_uuid, value, "key")`,
        `INSERT INTO metrics VALUES ('r1', 0.5, 'loss'), ('r1', NULL, 'loss'), ('r1', 'x', 'loss'), (NULL, 1, 'loss')`,
        `CREATE TABLE params (value, key, run_uuid)`,
        `INSERT INTO params VALUES (1.5, 'lr', 'r1'), (NULL, 'none', 'r1'), ('x', NULL, 'r1'), ('x', 'lr', 'r2')`,
        `CREATE TABLE tags (key)`,
        `INSERT INTO tags VALUES ('team')`,
      ),
    );
    const run = seen.named('heron');
    assert.deepEqual([run.status, run.experiment, run.started], ['finished', 'right', 0]);
    assert.deepEqual(Object.fromEntries(run.params), { lr: '1.5', none: '' });
    assert.deepEqual(seen.points('heron', 'loss'), [
      [0, 0.5],
      [0, NaN],
      [0, NaN],
    ]);
    assert.deepEqual(seen.wrong, []);
    askAll(seen);
    seen.source.close();
  });

  it('keeps duplicated and decreasing steps in order, and steps beyond 2^53', async () => {
    const points = [
      [3, 9, 1],
      [3, 8, 2],
      [1, 7, 3],
      [1, 7, 4],
      [-2, 5, 6],
    ];
    const rows = points.map(([step, time, value]) => `('loss', ${value}, ${time}, 'r1', ${step}, 0)`);
    const seen = await look(
      made(
        runsTable,
        metricsTable,
        heron,
        `INSERT INTO metrics VALUES ${rows.join()}`,
        `INSERT INTO metrics VALUES ('big', 1, 1, 'r1', 9007199254740993, 0)`,
      ),
    );
    assert.deepEqual(seen.points('heron', 'loss'), [
      [-2, 6],
      [1, 3],
      [1, 4],
      [3, 2],
      [3, 1],
    ]);
    const [loss, big] = seen.named('heron').metrics;
    assert.deepEqual([loss?.count, loss?.last.value, big?.last.step], [5, 1, 9007199254740992]);
    seen.source.close();
  });

  it('leaves out what would make SQLite work without end: views, virtual tables, tables without row numbers', async () => {
    const seen = await look(
      made(
        runsTable,
        heron,
        `CREATE VIEW params AS WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS key, x AS value, 'r1' AS run_uuid FROM n`,
        `CREATE VIRTUAL TABLE tags USING fts4 (run_uuid, key, value)`,
        `CREATE TABLE metrics (run_uuid TEXT PRIMARY KEY, key TEXT, value REAL) WITHOUT ROWID`,
        `INSERT INTO metrics VALUES ('r1', 'loss', 1)`,
      ),
    );
    const { params, tags, metrics } = seen.named('heron');
    assert.deepEqual([params.size, tags.size, metrics.length, seen.wrong], [0, 0, 0, []]);
    askAll(seen);
    seen.source.close();
  });

  it('cuts texts that are too long', async () => {
    const seen = await look(
      made(
        runsTable,
        heron,
        `CREATE TABLE params (run_uuid, key, value)`,
        `INSERT INTO params VALUES ('r1', 'long', printf('%.*c', 1000000, 'x'))`,
      ),
    );
    assert.equal(seen.named('heron').params.get('long')?.length, 65_536);
    seen.source.close();
  });
});

describe('the ways out of a database', () => {
  it('lists only folders that are the own of a run or a model', async () => {
    const target = stores.write('elsewhere/r1/artifacts/plot.png', 'x');
    stores.write('elsewhere/m-1/artifacts/MLmodel', 'x');
    const own = path.dirname(target);
    const at = (uri: string, model: string) =>
      made(
        'CREATE TABLE runs (run_uuid, name, artifact_uri, experiment_id)',
        `INSERT INTO runs VALUES ('r1', 'heron', '${uri}', '../..')`,
        'CREATE TABLE logged_models (model_id, source_run_id, artifact_location)',
        `INSERT INTO logged_models VALUES ('m-1', 'r1', '${model}'), ('..', 'r1', '${model}')`,
      );
    const cases: readonly [uri: string, model: string, files: string[]][] = [
      [own, '', ['plot.png']],
      [
        `file://${own}`,
        path.join(stores.folder, 'elsewhere/m-1/artifacts'),
        ['plot.png', 'models/m-1/MLmodel'],
      ],
      [stores.folder, stores.folder, []],
      [`${own}/../..`, '/m-1/artifacts', []],
      ['s3://bucket/r1/artifacts', 'dbfs:/m-1/artifacts', []],
    ];
    for (const [uri, model, files] of cases) {
      const seen = await look(at(uri, model));
      const details = seen.source.details('r1');
      assert.deepEqual(
        details?.artifacts.map((artifact) => artifact.path),
        files,
        uri,
      );
      seen.source.close();
    }
  });
});
