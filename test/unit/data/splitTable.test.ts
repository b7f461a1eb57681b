import assert from 'node:assert/strict';
import type { DataProcess } from '../../../src/data/dataProcess.ts';
import type { DataProfile } from '../../../src/protocol/dataProfile.ts';
import type { RowsResult } from '../../../src/protocol/dataProcess.ts';
import { dataProcess, endDataProcesses, fileOf } from './builtDataProcess.ts';

describe('tables in one JSON object', function () {
  this.timeout(60_000);
  let data: DataProcess;
  before(async () => {
    data = await dataProcess();
  });
  after(endDataProcesses);

  const json = (text: string) => fileOf('predictions.json', text);
  const read = async (text: string): Promise<RowsResult> =>
    await data.rows({ files: [json(text)], offset: 0, limit: 100 });
  const profile = async (text: string): Promise<DataProfile> => await data.profile({ files: [json(text)] });
  const table = (columns: unknown, rows: unknown, more: object = {}) =>
    JSON.stringify({ columns, ...more, data: rows });

  const same: readonly (readonly [how: string, text: string])[] = [
    [
      'as MLflow writes them',
      table(
        ['y', 'g'],
        [
          [1, 'a'],
          [0, null],
        ],
      ),
    ],
    [
      'with an index',
      table(
        ['y', 'g'],
        [
          [1, 'a'],
          [0, null],
        ],
        { index: ['x]', '"{', 7] },
      ),
    ],
    [
      'with spaces and line breaks',
      JSON.stringify(
        {
          columns: ['y', 'g'],
          data: [
            [1, 'a'],
            [0, null],
          ],
        },
        null,
        2,
      ),
    ],
    [
      'with the names last',
      JSON.stringify({
        data: [
          [1, 'a'],
          [0, null],
        ],
        index: [0, 1],
        columns: ['y', 'g'],
      }),
    ],
  ];
  for (const [how, text] of same)
    it(`are read ${how}`, async () => {
      const { columns, rows, total } = await read(text);
      assert.deepEqual(
        [columns.map(({ name, type }) => `${name} ${type}`), rows, total],
        [
          ['y BIGINT', 'g VARCHAR'],
          [
            ['1', 'a'],
            ['0', null],
          ],
          2,
        ],
      );
    });

  it('keep brackets, quotes, commas and other alphabets in texts and names', async () => {
    const odd = ['a],["b', 'back\\slash"', 'line\nbreak', 'ünï 女 🙂', ''];
    const { columns, rows } = await read(
      table(
        ['na"me,]', '女'],
        odd.map((text, at) => [text, at]),
      ),
    );
    assert.deepEqual(
      columns.map(({ name }) => name),
      ['na"me,]', '女'],
    );
    assert.deepEqual(
      rows,
      odd.map((text, at) => [text, String(at)]),
    );
  });

  it('keep every digit of large numbers', async () => {
    const { rows } = await read(
      '{"columns":["id","x"],"data":[[9007199254740993,0.1],[9007199254740992,1e-300]]}',
    );
    assert.deepEqual(
      rows.map(([id, x]) => [String(id), x]),
      [
        ['9007199254740993', 0.1],
        ['9007199254740992', 1e-300],
      ],
    );
  });

  it('take NaN and Infinity as Python writes them', async () => {
    const { columns } = await profile('{"columns":["x"],"data":[[NaN],[1.5],[Infinity],[null]]}');
    assert.deepEqual(
      [columns[0]?.kind, columns[0]?.nan, columns[0]?.infinite, columns[0]?.nulls],
      ['number', 1, 1, 1],
    );
  });

  it('say that a column has values of several kinds', async () => {
    const { columns, problems } = await profile(table(['x'], [[1], ['a'], [true]]));
    assert.equal(columns[0]?.distinct, 3);
    assert.deepEqual(
      problems.map(({ message }) => message),
      ['Its values are of several kinds; they are shown as JSON.'],
    );
  });

  it('leave rows of other lengths out, with a sentence for each', async () => {
    const { rows, problems } = await profile(
      table(['y', 'p'], [[1, 1], [1], [0, 1, 2], [], 7, { y: 1 }, [0, 0]]),
    );
    assert.equal(rows, 2);
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        'Row 2 of the table has 1 value where 2 are expected; it was left out.',
        'Row 3 of the table has 3 values where 2 are expected; it was left out.',
        'Row 4 of the table has 0 values where 2 are expected; it was left out.',
        'Row 5 of the table is no list; it was left out.',
        'Row 6 of the table is no list; it was left out.',
      ],
    );
    const many = await profile(table(['y', 'p'], [[1, 1], ...Array.from({ length: 100 }, () => [1])]));
    assert.deepEqual(
      [many.problems.length, many.problems.at(-1)?.message],
      [21, '100 rows were left out in all.'],
    );
  });

  it('give columns of one name a number, and others than texts their JSON', async () => {
    const { columns, problems } = await profile(table(['a', 'a', 1, ['x', 'y']], [[1, 2, 3, 4]]));
    assert.deepEqual(
      columns.map(({ name }) => name),
      ['a', 'a_1', '1', '["x","y"]'],
    );
    assert.deepEqual(
      problems.map(({ message }) => message),
      ['There are several columns “a”; those after the first have a number.'],
    );
  });

  const refused: readonly (readonly [what: string, text: string, sentence: RegExp])[] = [
    [
      'cut in a row',
      '{"columns":["a"],"data":[[1],[2',
      /predictions\.json is cut off after row 1 of the table/,
    ],
    ['cut between rows', '{"columns":["a"],"data":[[1],[2]', /is cut off after row 2 of the table/],
    [
      'with a word that is no value',
      '{"columns":["a"],"data":[[1],[foo]]}',
      /predictions\.json: row 2 of the table is no JSON/,
    ],
    ['with a comma too many', '{"columns":["a","b"],"data":[[1,2],[1,]]}', /row 2 of the table is no JSON/],
    ['without a comma', '{"columns":["a"],"data":[[1] [2]]}', /row 2 of the table is no JSON/],
    ['without rows', '{"columns":["a"],"data":[]}', /predictions\.json has no rows/],
  ];
  for (const [what, text, sentence] of refused)
    it(`are refused ${what}`, async () => {
      await assert.rejects(profile(text), sentence);
    });

  it('are no lines of JSON whose columns have such names', async () => {
    const { rows, columns } = await profile(
      '{"columns":["a"],"data":[[1]]}\n{"columns":["b"],"data":[[2]]}\n',
    );
    assert.deepEqual([rows, columns.map(({ name }) => name)], [2, ['columns', 'data']]);
    const other = await profile('{"columns":3,"data":4}\n{"columns":5,"data":6}\n');
    assert.deepEqual([other.rows, other.columns.map(({ name }) => name)], [2, ['columns', 'data']]);
  });

  it('are read where no row lies within one piece of the file', async () => {
    const text = 'x'.repeat(1_500_000);
    const { rows, total } = await read(
      table(
        ['t', 'n'],
        [
          [text, 1],
          [text, 2],
          [text, 3],
        ],
      ),
    );
    assert.deepEqual([total, rows.map(([, n]) => n)], [3, ['1', '2', '3']]);
  });

  it('are read with many rows', async () => {
    const rows = Array.from({ length: 200_000 }, (_, at) => [at % 2, at, `g${String(at % 7)}`]);
    const { rows: count, columns } = await profile(table(['y', 'n', 'g'], rows));
    assert.deepEqual([count, columns[1]?.distinct, columns[2]?.distinct], [200_000, 200_000, 7]);
  });
});
