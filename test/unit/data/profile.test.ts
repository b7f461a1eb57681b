import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ColumnProfile, DataProfile } from '../../../src/protocol/dataProfile.ts';
import { dataFolder, dataProcess, endDataProcesses, fileOf } from './builtDataProcess.ts';

describe('the profile of a data file', function () {
  this.timeout(60_000);
  afterEach(endDataProcesses);

  async function profileOf(...files: string[]): Promise<DataProfile> {
    return await (await dataProcess()).profile({ files });
  }

  it('has exact numbers of numbers', async () => {
    const { columns, rows, problems } = await profileOf(
      fileOf('a.csv', 'x,y\n1,0.5\n2,\n3,1.5\n4,2.5\n4,\n'),
    );
    const [x, y] = columns;
    assert.deepEqual([rows, problems], [5, []]);
    assert.deepEqual(
      [x?.kind, x?.nulls, x?.distinct, x?.min, x?.max, x?.mean, x?.exact],
      ['number', 0, 4, 1, 4, 2.8, true],
    );
    assert.deepEqual([y?.nulls, y?.distinct, y?.mean, y?.std], [2, 3, 1.5, 1]);
    assert.deepEqual(quantile(x, 0.5), 3);
    assert.deepEqual(quantile(y, 0.25), 1);
    assert.deepEqual(x?.top[0], { value: '4', count: 2 });
    assert.equal(sum(x.histogram?.counts), 5);
    assert.equal(sum(y?.deciles?.counts), 3);
  });

  it('finds exact quantiles whatever the order and ties, without sorting', async () => {
    const count = 60_000;
    for (const [name, valueAt] of [
      ['sorted', (at: number) => at],
      ['shuffled', (at: number) => (at * 7919) % count],
      ['many ties', (at: number) => (at % 3 === 0 ? 7 : at * 1.5)],
      ['skewed', (at: number) => Math.exp(at / 3000)],
    ] as const) {
      const values = Array.from({ length: count }, (_, at) => valueAt(at));
      const [x] = (await profileOf(fileOf(`${name}.csv`, `x\n${values.join('\n')}\n`))).columns;
      const sorted = [...values].sort((a, b) => a - b);
      for (const { at, value } of x?.quantiles ?? []) {
        const place = at * (count - 1);
        const [below = NaN, above = NaN] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
        const expected = below + (above - below) * (place - Math.floor(place));
        assert.ok(
          Math.abs(value - expected) <= Math.abs(expected) * 1e-12,
          `${name} ${at}: ${value}, ${expected}`,
        );
      }
      for (const [index, edge] of (x?.deciles?.edges ?? []).entries()) {
        const upTo = sum(x?.deciles?.counts.slice(0, index + 1));
        assert.equal(upTo, values.filter((value) => value <= edge).length, name);
      }
      const bars = x?.histogram;
      const third = bars?.edges[3] ?? NaN;
      assert.equal(sum(bars?.counts.slice(0, 3)), values.filter((value) => value <= third).length, name);
    }
  });

  it('tells missing values, NaN and infinities apart', async () => {
    const [x] = (await profileOf(fileOf('a.csv', 'x,y\nNaN,1\ninf,2\n-inf,3\n1.5,4\n,5\n'))).columns;
    assert.deepEqual([x?.nulls, x?.nan, x?.infinite, x?.distinct], [1, 1, 2, 4]);
    assert.deepEqual([x?.min, x?.max, x?.mean, x?.std], [1.5, 1.5, 1.5, null]);
  });

  it('keeps words such as NA, and says that they make a column text', async () => {
    const rows = Array.from({ length: 50 }, (_, at) => (at === 20 ? 'NA' : String(at)));
    const { columns, problems } = await profileOf(fileOf('a.csv', `x\n${rows.join('\n')}\n`));
    assert.deepEqual([columns[0]?.kind, columns[0]?.nulls], ['text', 0]);
    assert.match(problems[0]?.message ?? '', /It holds numbers, and also texts.*"NA" \(1\)/);
  });

  it('counts numbers too great for their squares, and too great for a double, as they are', async () => {
    const [x] = (await profileOf(fileOf('a.csv', 'x\n1e200\n3e200\n'))).columns;
    assert.equal(x?.mean, 2e200);
    assert.ok(Math.abs((x.std ?? 0) / (Math.SQRT2 * 1e200) - 1) < 1e-12);
    const [id] = (await profileOf(fileOf('b.csv', 'id\n9007199254740993\n9007199254740995\n'))).columns;
    assert.deepEqual([id?.min, id?.max, id?.distinct], ['9007199254740993', '9007199254740995', 2]);
  });

  it('keeps the categories of texts and booleans, and spreads times', async () => {
    const { columns } = await profileOf(
      fileOf('a.csv', 'c,b,d\nred,true,2026-01-01\nred,false,2026-01-03\n"gr,een",true,2026-01-02\n'),
    );
    const [c, b, d] = columns;
    assert.deepEqual(c?.categories, {
      items: [
        { value: 'red', count: 2 },
        { value: 'gr,een', count: 1 },
      ],
      rest: 0,
    });
    assert.deepEqual([b?.kind, b?.min, b?.max], ['boolean', false, true]);
    assert.deepEqual([d?.kind, d?.min, d?.max], ['time', '2026-01-01', '2026-01-03']);
    assert.equal(quantile(d, 0.5), Date.UTC(2026, 0, 2));
    assert.equal(d?.mean, null);
  });

  it('keeps a thousand categories and counts the rest', async () => {
    const words = Array.from({ length: 1500 }, (_, at) => `w${at}`);
    const [w] = (await profileOf(fileOf('a.csv', `w\n${[...words, ...words.slice(0, 10)].join('\n')}\n`)))
      .columns;
    assert.deepEqual([w?.distinct, w?.categories?.items.length, w?.categories?.rest], [1500, 1000, 500]);
    assert.deepEqual(w?.top[0], { value: 'w0', count: 2 });
  });

  it('reads several files as one table, links too, and no file whose name a pattern would match', async () => {
    const folder = dataFolder();
    mkdirSync(path.join(folder, 'x=1'));
    const odd = path.join(folder, 'x=1', '[ab]*?.csv');
    writeFileSync(odd, 'a\n1\n');
    writeFileSync(path.join(folder, 'x=1', 'azz.csv'), 'a\n2\n');
    const link = path.join(folder, 'link.csv');
    symlinkSync(odd, link);
    const found = await profileOf(odd, link);
    assert.deepEqual(
      [found.rows, found.files, found.columns.map(({ name, max }) => [name, max])],
      [2, 2, [['a', 1]]],
    );
  });

  it('matches the columns of several files by name', async () => {
    const found = await profileOf(
      fileOf('a.csv', 'a,b\n1,2\n'),
      fileOf('b.csv', 'b,a\n20,10\n'),
      fileOf('c.csv', 'c,a\nx,5\n'),
    );
    assert.deepEqual(
      found.columns.map(({ name, max, nulls }) => [name, max, nulls]),
      [
        ['a', 10, 0],
        ['b', 20, 1],
        ['c', 'x', 2],
      ],
    );
    const ragged = await profileOf(fileOf('a.csv', 'a,b\n1,2\n'), fileOf('b.csv', 'a,b\n3,4\n5\n6,7\n'));
    assert.equal(ragged.rows, 3);
    assert.match(ragged.problems.at(-1)?.message ?? '', /it has 1 value where 2 are expected/);
  });

  it('takes true and false for flags, and other words as they were written, also in several files', async () => {
    const one = fileOf('a.csv', 'owner,sex,paid\nyes,F,true\nno,F,False\n');
    const typesOf = async (...files: string[]) =>
      (await profileOf(...files)).columns.map(({ name, type, max }) => [name, type, max]);
    assert.deepEqual(await typesOf(one), [
      ['owner', 'VARCHAR', 'yes'],
      ['sex', 'VARCHAR', 'F'],
      ['paid', 'BOOLEAN', true],
    ]);
    const two = fileOf('b.csv', 'sex,owner\nM,no\n');
    assert.deepEqual(await typesOf(one, two), [
      ['owner', 'VARCHAR', 'yes'],
      ['sex', 'VARCHAR', 'M'],
      ['paid', 'VARCHAR', 'true'],
    ]);
  });

  it('reads columns of mixed JSON, also ones that only come late', async () => {
    const lines = Array.from({ length: 30_000 }, (_, at) => `{"a":${at}}`);
    const { columns, rows, problems } = await profileOf(
      fileOf('a.jsonl', [...lines, '{"a":"text","late":{"x":[1]}}'].join('\n')),
    );
    assert.equal(rows, 30_001);
    assert.deepEqual(
      columns.map(({ name, kind, nulls }) => [name, kind, nulls]),
      [
        ['a', 'nested', 0],
        ['late', 'nested', 30_000],
      ],
    );
    assert.match(problems[0]?.message ?? '', /several kinds/);
  });

  it('says how far it is, and ends at the whole', async () => {
    const shares: number[] = [];
    const file = fileOf('a.csv', `x,y\n${Array.from({ length: 5000 }, (_, at) => `${at},a`).join('\n')}\n`);
    await (await dataProcess()).profile({ files: [file] }, { progress: (share) => shares.push(share) });
    assert.ok(
      shares.length > 2 && shares.every((share, at) => share > (shares[at - 1] ?? 0)),
      String(shares),
    );
    assert.ok((shares.at(-1) ?? 0) > 0.95, String(shares));
  });

  it('gives rows in the order of the file, and the columns that are asked for', async () => {
    const file = fileOf(
      'a.csv',
      `x,y\n${Array.from({ length: 5000 }, (_, at) => `${at},t${at}`).join('\n')}\n`,
    );
    const data = await dataProcess();
    const found = await data.rows({ files: [file], offset: 4321, limit: 2, columns: ['y', 'x'] });
    assert.deepEqual(found.rows, [
      ['t4321', '4321'],
      ['t4322', '4322'],
    ]);
    assert.equal(found.total, 5000);
    const wrong = data.rows({ files: [file], offset: 0, limit: 1, columns: ['x" FROM data; --'] });
    await assert.rejects(wrong, { code: 'noColumn' });
  });

  it('reads a file anew that has changed since', async () => {
    const file = fileOf('a.csv', 'x\n1\n');
    const data = await dataProcess();
    assert.equal((await data.profile({ files: [file] })).rows, 1);
    writeFileSync(file, 'x\n1\n2\n3\n');
    assert.equal((await data.rows({ files: [file], offset: 0, limit: 9 })).total, 3);
  });
});

function quantile(column: ColumnProfile | undefined, wanted: number): number | undefined {
  return column?.quantiles.find(({ at }) => at === wanted)?.value;
}

function sum(counts: readonly number[] | undefined): number {
  return (counts ?? []).reduce((total, count) => total + count, 0);
}
