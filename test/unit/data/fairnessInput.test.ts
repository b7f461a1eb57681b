import assert from 'node:assert/strict';
import { appendFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { UserError } from '../../../src/base/errors.ts';
import { countPredictions } from '../../../src/data/countPredictions.ts';
import { openData } from '../../../src/data/openSession.ts';
import { defaultSettings, fairnessReport } from '../../../src/fairness/fairnessReport.ts';
import type { FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import { askedCounts, cellsOf, csv, parquet, told, type Asked } from './askedCounts.ts';
import { dataFolder, fileOf } from './builtDataProcess.ts';

describe('predictions as people find them', function () {
  this.timeout(60_000);
  const ask = askedCounts();

  it('points out groups that differ by case or spaces, and keeps them apart', async () => {
    const counts = await ask(csv('y,p,g', '0,1,F', '1,1,f', '0,0,"F "', '1,0,M'));
    assert.equal(counts.attributes[0]?.slices.length, 4);
    assert.deepEqual(told(counts), [
      'Groups of “g” differ by case or spaces only and are counted apart: “F”, “F ”, “f”.',
    ]);
  });

  it('shows groups and labels in the words of the file, also where these could be true and false', async () => {
    const file = csv('y,p,g', 'yes,no,F', 'no,no,F', 'yes,yes,F');
    const counts = await ask(file, { positive: 'yes' });
    assert.deepEqual(Object.keys(cellsOf(counts)), ['F']);
    assert.deepEqual(told(counts), []);
  });

  it('refuses 100 000 groups, with an offer', async () => {
    const lines = Array.from({ length: 100_000 }, (_, at) => `${String(at % 2)},1,${String(at)},0.5`);
    const file = csv('y,p,g,s', ...lines);
    const expected = (error: unknown) =>
      error instanceof Error &&
      /“g” has 100.000 groups; at most 1.000 are judged/.test(error.message) &&
      'next' in error &&
      /--bins g=4/.test(String(error.next));
    await assert.rejects(ask(file), expected);
    await assert.rejects(ask(file, { score: 's', threshold: 0.5 }), expected);
    const counts = await ask(file, { groups: [{ column: 'g', bins: { kind: 'quantile', count: 4 } }] });
    assert.deepEqual(
      counts.attributes[0]?.slices.map(({ rows }) => rows),
      [24999, 25000, 25000, 25001],
    );
  });

  const refused: readonly (readonly [
    name: string,
    lines: readonly string[],
    query: Asked,
    sentence: RegExp,
  ])[] = [
    ['a column that is not there', ['y,p,group', '0,1,a'], {}, /There is no column “g”/],
    [
      'a label that is the prediction too',
      ['y,g', '0,a', '1,b'],
      { prediction: 'y' },
      /“y” is named as the label/,
    ],
    ['a label as group', ['y,p,g', '0,1,a'], { groups: [{ column: 'y' }] }, /“y” is what is judged/],
    [
      'a group named twice',
      ['y,p,g', '0,1,a'],
      { groups: [{ column: 'g' }, { column: 'g' }] },
      /named twice/,
    ],
    ['labels that are all missing', ['y,p,g', ',1,a', ',0,b'], {}, /“y” has no value in any row/],
    [
      'a score in place of a prediction',
      ['y,p,g', '0,0.25,a', '1,0.75,b'],
      {},
      /“p” holds numbers that are no class/,
    ],
    [
      'predictions that are no labels',
      ['y,p,g', '0,maybe,a', '1,yes,b'],
      {},
      /“p” predicts “maybe”|“p” predicts “yes”/,
    ],
    [
      'texts as scores',
      ['y,s,g', '0,high,a', '1,0.5,b'],
      { score: 's', threshold: 0.5 },
      /“s” must hold numbers, but it holds “high”/,
    ],
    [
      'bins of texts',
      ['y,p,g', '0,1,a', '1,0,b'],
      { groups: [{ column: 'g', bins: { kind: 'equal', count: 2 } }] },
      /cannot be cut into bins/,
    ],
    [
      'several classes with a score',
      ['y,s,g', 'a,0.5,a', 'b,0.4,a', 'c,0.3,a'],
      { score: 's', threshold: 0.5 },
      /a score is that of one of them/,
    ],
    ['rows that all lack something', ['y,p,g', '1,,a', ',1,a', '0,,a'], {}, /No row has all that is needed/],
  ];
  for (const [name, lines, query, sentence] of refused)
    it(`refuses ${name}`, async () => {
      await assert.rejects(ask(csv(...lines), query), sentence);
    });

  const doubtful: readonly (readonly [
    name: string,
    lines: readonly string[],
    query: Asked,
    sentences: readonly string[],
  ])[] = [
    [
      'classes that are written in several ways',
      ['y,p,g', '1,1,a', 'yes,1,a', 'Yes,0,b', '0,0,b', 'maybe,1,a'],
      {},
      ['Labels of “y” may mean the same and are counted apart: “1”, “Yes”, “yes”.'],
    ],
    [
      'labels that may be classes with decimals',
      ['y,p,g', '0.25,0.25,a', '0.75,0.25,a', '0.75,0.75,b'],
      {},
      [
        'Labels of “y” are numbers with decimals (“0.25”, “0.75”), so this is judged as a regression: say the task or the favourable label if they are classes.',
      ],
    ],
    [
      'label and prediction that may be confused',
      ['y,p,g', ...Array.from({ length: 30 }, (_, at) => `${String(at / 7)},${String(at % 2)},a`)],
      {},
      [
        '“y” holds many numbers and “p” only “0”, “1”, so this is judged as a regression: check that they are label and prediction.',
      ],
    ],
    ['nothing where the task is said', ['y,p,g', '0.25,0.25,a', '0.75,0.25,b'], { task: 'regression' }, []],
  ];
  for (const [name, lines, query, sentences] of doubtful)
    it(`points out ${name}`, async () => {
      assert.deepEqual([...told(await ask(csv(...lines), query))].sort(), sentences);
    });

  describe('with groups of another file', () => {
    const predictions = () => csv('id,y,p', '1,0,1', '2,1,1', '3,1,0', '4,0,0');
    const joined = async (groups: string, file = predictions()) =>
      await ask(file, {
        ...{ id: 'id', join: { files: [fileOf('people.csv', groups)], id: 'person' } },
        groups: [{ column: 'sex', joined: true }],
      });

    it('looks them up by id; an id that is not there has none', async () => {
      const counts = await joined('person,sex\n1,f\n2,m\n3,f\n');
      assert.deepEqual(
        [counts.rows, cellsOf(counts)],
        [4, { f: [0, 1, 1, 0], m: [0, 0, 0, 1], null: [1, 0, 0, 0] }],
      );
    });

    it('counts an id that is there twice once, and one that contradicts itself as without a group', async () => {
      const counts = await joined('person,sex\n1,f\n1,f\n2,m\n2,f\n3,f\n4,m\n');
      assert.deepEqual(
        [counts.rows, cellsOf(counts)],
        [4, { f: [0, 1, 1, 0], m: [1, 0, 0, 0], null: [0, 0, 0, 1] }],
      );
      assert.deepEqual(told(counts), [
        '2 ids of “person” are there several times; each counts once.',
        '1 id of “person” has several groups that contradict each other; it is counted as without a group.',
      ]);
    });

    it('says how many ids were not found, and how many rows share theirs with another', async () => {
      const counts = await joined(
        'person,sex\n1,f\n2,m\n',
        csv('id,y,p', '1,0,1', '2,1,1', '3,1,0', '4,0,0', '2,1,1', '2,0,1'),
      );
      assert.deepEqual(told(counts), [
        'In 2 of 6 rows “id” is not among the “person” of people.csv: they are counted as without a group.',
        '“id” is the same as in another row in 2 rows: each row counts for itself.',
      ]);
    });

    it('matches ids that one file has as text and the other as numbers', async () => {
      const counts = await joined('person,sex\n1,f\n2,m\nx,m\n');
      assert.deepEqual(Object.keys(cellsOf(counts)), ['f', 'm', 'null']);
    });
  });

  it('takes group columns with quotes, dots, line breaks and emoji in their names', async () => {
    const names = ['a"b', 'a.b', 'li\nne', '🙂 g', "it's; --", '女'];
    const header = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
    const file = csv(`y,p,${header}`, '0,1,a,b,c,d,e,f', '1,1,a,b,c,d,e,f', '1,0,x,b,c,d,e,f');
    const counts = await ask(file, { groups: names.map((column) => ({ column })) });
    assert.deepEqual(
      counts.attributes.map(({ columns, slices }) => [columns[0], slices.length]),
      names.map((name, at) => [name, at === 0 ? 2 : 1]),
    );
  });

  const lines = ['y,p,g', '0,1,a', '1,1,b', '1,0,b', '0,0,a'];
  const text = `${lines.join('\n')}\n`;
  const written: readonly (readonly [how: string, name: string, content: string | Uint8Array])[] = [
    ['with a byte order mark', 'p.csv', `\ufeff${text}`],
    ['with line ends of Windows', 'p.csv', text.replaceAll('\n', '\r\n')],
    ['without a line end at last', 'p.csv', text.trimEnd()],
    ['with semicolons', 'p.csv', text.replaceAll(',', ';')],
    ['with tabs', 'p.tsv', text.replaceAll(',', '\t')],
    ['compressed', 'p.csv.gz', gzipSync(text)],
    [
      'as JSON lines',
      'p.jsonl',
      lines
        .slice(1)
        .map((line) => line.split(','))
        .map(([y, p, g]) => `${JSON.stringify({ y: Number(y), p: Number(p), g })}\n`)
        .join(''),
    ],
    [
      'as a table in one JSON object, with a byte order mark',
      'p.json',
      `\ufeff{"columns":["y","p","g"],"data":[[0,1,"a"],[1,1,"b"],[1,0,"b"],[0,0,"a"]]}`,
    ],
  ];
  for (const [how, name, content] of written)
    it(`reads files ${how}`, async () => {
      const counts = await ask(fileOf(name, content));
      assert.deepEqual([cellsOf(counts), told(counts)], [{ a: [1, 1, 0, 0], b: [0, 0, 1, 1] }, []]);
    });

  const broken: readonly (readonly [
    what: string,
    name: string,
    content: string | Uint8Array,
    sentence: RegExp,
    next: RegExp,
  ])[] = [
    ['empty', 'p.csv', '', /p\.csv is empty/, /written to its end/],
    ['with a header only', 'p.csv', 'y,p,g\n', /p\.csv has no rows/, /Check the file/],
    [
      'cut off while compressed',
      'p.csv.gz',
      gzipSync(text.repeat(500)).subarray(0, -30),
      /p\.csv\.gz is cut off: the end of what was compressed is missing/,
      /Copy or write it again/,
    ],
    [
      'that only claims to be compressed',
      'p.csv.gz',
      text,
      /p\.csv\.gz cannot be unpacked/,
      /Copy or write it again/,
    ],
    [
      'of JSON lines that is cut off',
      'p.jsonl',
      '{"y":0,"p":1,"g":"a"}\n{"y":1,"p":',
      /p\.jsonl: line 2 is no JSON/,
      /Mend or remove that line/,
    ],
    ['of Parquet that is none', 'p.parquet', text, /p\.parquet is no Parquet file/, /how it was written/],
  ];
  for (const [what, name, content, sentence, next] of broken)
    it(`refuses a file ${what}`, async () => {
      await assert.rejects(ask(fileOf(name, content)), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, sentence);
        assert.match(error.next ?? '', next);
        return true;
      });
    });

  it('says which line of a CSV file that is cut off was left out', async () => {
    const counts = await ask(fileOf('p.csv', `${text}1,1`));
    assert.deepEqual(
      [counts.rows, counts.problems.map(({ line, message }) => [line, message])],
      [4, [[6, 'The line was left out: it has 2 values where 3 are expected.']]],
    );
  });

  it('refuses a folder and a file that is gone', async () => {
    const folder = dataFolder();
    await assert.rejects(ask(folder), /is no file/);
    await assert.rejects(ask(path.join(folder, 'gone.csv')), /gone\.csv does not exist/);
  });

  it('takes nested columns for their text as groups, and refuses them as scores', async () => {
    const file = await parquet(
      `SELECT y, p, {'sex': g, 'age': 3} AS g, [y, p] AS l FROM (VALUES (0, 1, 'f'), (1, 1, 'm'), (1, 0, NULL)) AS t(y, p, g)`,
    );
    assert.deepEqual(Object.keys(cellsOf(await ask(file))), [
      "{'sex': NULL, 'age': 3}",
      "{'sex': f, 'age': 3}",
      "{'sex': m, 'age': 3}",
    ]);
    await assert.rejects(ask(file, { score: 'l', threshold: 1 }), /p\.parquet: “l” must hold numbers/);
    await assert.rejects(
      ask(file, { groups: [{ column: 'g.sex' }] }),
      /p\.parquet: There is no column “g\.sex”/,
    );
  });

  it('has no rows of a Parquet file that has none', async () => {
    await assert.rejects(
      ask(await parquet('SELECT 1 AS y, 1 AS p, 1 AS g WHERE false')),
      /p\.parquet has no rows/,
    );
  });

  it('offers bins for many numbers only, not for many names', async () => {
    const rows = Array.from({ length: 3000 }, (_, at) => `${String(at % 2)},1,u${String(at)}`);
    await assert.rejects(ask(csv('y,p,g', ...rows)), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /p\.csv: “g” has 3.000 groups/);
      assert.doesNotMatch(error.next ?? '', /bins/);
      return true;
    });
  });

  const weights: readonly (readonly [what: string, weights: readonly string[], sentence: RegExp])[] = [
    ['negative', ['1', '-1'], /p\.csv: 1 row has a weight in “w” that is negative or infinite/],
    ['infinite', ['1', 'inf'], /p\.csv: 1 row has a weight in “w” that is negative or infinite/],
    ['no numbers', ['NaN', 'NaN'], /p\.csv: No row has all that is needed: 2 rows have no value in “w”/],
    ['texts', ['1', 'much'], /p\.csv: “w” must hold numbers, but it holds “much”/],
  ];
  for (const [what, [first, second], sentence] of weights)
    it(`refuses weights that are ${what}`, async () => {
      const file = csv('y,p,g,w', `0,1,a,${first ?? ''}`, `1,1,b,${second ?? ''}`);
      await assert.rejects(ask(file, { weight: 'w' }), sentence);
    });

  it('says that all weights are 0, and leaves every rate undefined', async () => {
    const counts = await ask(csv('y,p,g,w', '0,1,a,0', '1,1,b,0'), { weight: 'w' });
    assert.deepEqual(told(counts), ['2 rows have the weight 0: they are counted, but decide nothing.']);
    assert.deepEqual(
      fairnessReport(counts, { ...defaultSettings, minSize: 1 }).slices.map(
        ({ rates }) => rates.accuracy?.why,
      ),
      ['its rows have no weight', 'its rows have no weight'],
    );
  });

  describe('while somebody writes', () => {
    const during = async (file: string, change: () => void): Promise<FairnessCounts> => {
      const order = { temp: dataFolder(), memory: 450e6, threads: 2, idle: 60_000 };
      const open = await openData(
        { files: [file] },
        { order, folder: path.join(order.temp, 'open') },
        { begun: () => undefined, share: () => undefined },
      );
      const { session, end } = await open.session();
      try {
        change();
        const query = { files: [file], label: 'y', prediction: 'p', groups: [{ column: 'g' }], cross: 1 };
        return await countPredictions(session, query, { joined: undefined, share: () => undefined });
      } finally {
        end();
        await open.close();
      }
    };

    it('says that a file grew while it was read', async () => {
      const file = fileOf('p.csv', text);
      const counts = await during(file, () => appendFileSync(file, '1,1,c\n'));
      assert.deepEqual([counts.rows, told(counts)], [4, ['The file changed while it was read: ask again.']]);
    });

    it('says that a file went away while it was read', async () => {
      const file = fileOf('p.csv', text);
      const counts = await during(file, () => rmSync(file));
      assert.deepEqual([counts.rows, told(counts)], [4, ['The file changed while it was read: ask again.']]);
      const columns = await parquet('SELECT range % 2 AS y, 1 AS p, 1 AS g FROM range(9)');
      await assert.rejects(
        during(columns, () => rmSync(columns)),
        /p\.parquet cannot be read any more/,
      );
    });

    it('refuses a Parquet file that was cut while it was read', async () => {
      const file = await parquet('SELECT range % 2 AS y, 1 AS p, range % 3 AS g FROM range(200000)');
      await assert.rejects(
        during(file, () => truncateSync(file, 2000)),
        (error) => error instanceof UserError && error.message.includes('p.parquet'),
      );
    });
  });

  it('says that a file grew since it was opened, and counts the new rows when asked again', async () => {
    const file = path.join(dataFolder(), 'growing.csv');
    writeFileSync(file, 'y,p,g\n0,1,a\n1,1,b\n1,0,b\n');
    assert.equal((await ask(file)).rows, 3);
    appendFileSync(file, '1,0,a\n');
    assert.equal((await ask(file)).rows, 4);
  });
});
