/** A data file, its name or its columns can never make DuckDB read another file, load an extension or write. */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { openData, type OpenData } from '../../../src/data/openSession.ts';
import { quoteText } from '../../../src/data/sqlText.ts';
import { dataFolder, dataProcess, endDataProcesses } from './builtDataProcess.ts';

describe('the lock-down of DuckDB', function () {
  this.timeout(60_000);
  let folder = '';
  let secret = '';
  let file = '';
  let data: OpenData | undefined;

  beforeEach(() => {
    folder = dataFolder();
    secret = path.join(folder, 'secret.csv');
    file = path.join(folder, 'data.csv');
    writeFileSync(secret, 'password\nhunter2\n');
    writeFileSync(file, 'a,b\n1,2\n');
  });
  afterEach(async () => {
    await data?.close();
    data = undefined;
    endDataProcesses();
  });

  async function open(...files: string[]): Promise<OpenData> {
    const order = { temp: folder, memory: 300e6, threads: 2, idle: 60_000 };
    data = await openData(
      { files },
      { order, folder: path.join(folder, 'temp') },
      { begun: () => undefined, share: () => undefined },
    );
    return data;
  }

  it('refuses every statement that would leave the files that were asked for', async () => {
    const { session, end } = await (await open(file)).session();
    const at = (name: string) => quoteText(path.join(folder, name));
    const attacks = [
      `FROM read_csv(${at('secret.csv')})`,
      `FROM read_text(${at('secret.csv')})`,
      `FROM read_blob(${at('secret.csv')})`,
      `FROM ${at('secret.csv')}`,
      `FROM read_csv(${at('*.csv')})`,
      `FROM read_csv([${at('data.csv')}, ${at('secret.csv')}])`,
      `FROM read_csv(${quoteText(`${file}/../secret.csv`)})`,
      `FROM glob(${at('*')})`,
      `FROM sniff_csv(${at('secret.csv')})`,
      `COPY (SELECT 1) TO ${at('written.csv')}`,
      `COPY (SELECT 1) TO ${at('secret.csv')}`,
      `ATTACH ${at('written.db')}`,
      `EXPORT DATABASE ${at('written')}`,
      'INSTALL httpfs',
      'LOAD httpfs',
      `LOAD ${at('evil.duckdb_extension')}`,
      `FROM 'https://127.0.0.1:9/a.csv'`,
      `SET allowed_paths = [${at('secret.csv')}]`,
      'SET enable_external_access = true',
      'SET lock_configuration = false',
      'RESET enable_external_access',
      `SET temp_directory = ${at('written')}`,
      `SET log_query_path = ${at('written.log')}`,
      `PRAGMA profiling_output = ${at('written.json')}`,
      'SET allow_unsigned_extensions = true',
    ];
    const before = readdirSync(folder);
    for (const attack of attacks) await assert.rejects(session.query(attack), Error, attack);
    assert.deepEqual(readdirSync(folder), before);
    assert.equal(readFileSync(secret, 'utf8'), 'password\nhunter2\n');
    assert.deepEqual(await session.query('SELECT a, b FROM data'), [[1, 2]]);
    end();
  });

  it('takes names of files and columns, and what cells hold, as nothing but names and values', async () => {
    const header = [
      '"a""; DROP VIEW data; --"',
      `"x' FROM read_csv('${secret}') --"`,
      '"{""a"": 1}"',
      '"*"',
      '"\u202eodd\u0007"',
      '"$1"',
      '"COLUMNS(*)"',
      '"now()"',
    ];
    const row = header.map((_, at) => `"'); ATTACH '${path.join(folder, `written${at}`)}'; --"`);
    const names = [
      'it\'s "quoted".csv',
      'a; DROP TABLE x.csv',
      '%s $1 {0}.csv',
      '-- .csv',
      'read_csv(x).csv',
    ];
    const process = await dataProcess();
    for (const name of names) {
      const odd = path.join(folder, name);
      writeFileSync(odd, `${header.join(',')}\n${row.join(',')}\n${row.join(',')}\n`);
      const { columns, rows } = await process.profile({ files: [odd] });
      assert.deepEqual([columns.length, rows], [header.length, 2], name);
      assert.ok(columns.every(({ distinct, nulls }) => distinct === 1 && nulls === 0));
      const found = await process.rows({
        files: [odd],
        offset: 0,
        limit: 5,
        columns: [columns[0]?.name ?? '', '*'],
      });
      assert.deepEqual(found.columns.length, 2);
    }
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith('written')),
      [],
    );
  });

  it('opens a file whose name is a pattern, and none that the pattern matches', async () => {
    writeFileSync(path.join(folder, 's[e]cret.csv'), 'a\n1\n');
    const found = await (await dataProcess()).profile({ files: [path.join(folder, 's[e]cret.csv')] });
    assert.deepEqual(
      found.columns.map(({ name }) => name),
      ['a'],
    );
  });

  it('reads what a link led to when it was opened, under its real path', async () => {
    mkdirSync(path.join(folder, 'links'));
    const link = path.join(folder, 'links', 'data.csv');
    symlinkSync(file, link);
    const { session, end } = await (await open(link)).session();
    assert.equal(session.source.files[0]?.real, file);
    rmSync(link);
    symlinkSync(secret, link);
    assert.deepEqual(await session.query('SELECT a, b FROM data'), [[1, 2]]);
    await assert.rejects(session.query(`FROM read_csv(${quoteText(link)})`));
    end();
  });

  it('follows no file that JSON or a cell names', async () => {
    const json = path.join(folder, 'a.json');
    writeFileSync(json, JSON.stringify([{ $ref: secret, path: `file://${secret}`, include: secret }]));
    const found = await (await dataProcess()).profile({ files: [json] });
    assert.doesNotMatch(JSON.stringify(found), /hunter2/);
    assert.equal(found.rows, 1);
  });

  it('leaves nothing behind', async () => {
    await (await open(file)).close();
    data = undefined;
    assert.ok(!existsSync(path.join(folder, 'temp')));
  });
});
