import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { countPredictions } from '../../../src/data/countPredictions.ts';
import type { DataProcess } from '../../../src/data/dataProcess.ts';
import { openData } from '../../../src/data/openSession.ts';
import { seededRandom } from '../../../src/fairness/seededRandom.ts';
import type { FairnessCounts, FairnessQuery } from '../../../src/protocol/fairnessCounts.ts';
import { dataFolder, dataProcess, endDataProcesses, fileOf } from './builtDataProcess.ts';

type Asked = Partial<FairnessQuery>;

describe('counts of predictions', function () {
  this.timeout(60_000);
  let data: DataProcess;
  before(async () => {
    data = await dataProcess();
  });
  after(endDataProcesses);

  const ask = async (file: string, query: Asked = {}): Promise<FairnessCounts> =>
    await data.fairness({
      ...{ files: [file], label: 'y', groups: [{ column: 'g' }], cross: 1 },
      ...(query.score === undefined && { prediction: 'p' }),
      ...query,
    });
  const csv = (...lines: string[]) => fileOf('p.csv', `${lines.join('\n')}\n`);
  const told = ({ problems }: FairnessCounts) => problems.map(({ message }) => message);
  const cellsOf = (counts: FairnessCounts) =>
    Object.fromEntries(
      (counts.attributes[0]?.slices ?? []).map(({ values, cells }) => [String(values[0]), cells?.rows ?? []]),
    );

  const labels: readonly (readonly [
    how: string,
    y: readonly string[],
    p: readonly string[],
    classes: readonly string[],
  ])[] = [
    ['0 and 1', ['0', '1', '1', '0'], ['0', '1', '0', '1'], ['0', '1']],
    ['booleans', ['false', 'true', 'true', 'false'], ['false', 'true', 'false', 'true'], ['false', 'true']],
    ['Python’s booleans', ['False', 'True', 'True', 'False'], ['0', '1', '0', '1'], ['false', 'true']],
    ['yes and no', ['no', 'Yes', 'Yes', 'no'], ['no', 'Yes', 'no', 'Yes'], ['false', 'true']],
    ['floats', ['0.0', '1.0', '1.0', '0.0'], ['0', '1', '0', '1'], ['0', '1']],
    ['numbers, and words as predictions', ['0', '1', '1', '0'], ['no', 'yes', 'no', 'yes'], ['0', '1']],
    ['−1 and 1', ['-1', '1', '1', '-1'], ['-1', '1', '-1', '1'], ['-1', '1']],
  ];
  for (const [how, y, p, classes] of labels)
    it(`reads labels as ${how}`, async () => {
      const counts = await ask(csv('y,p,g', ...y.map((label, at) => `${label},${p[at] ?? ''},a`)));
      assert.deepEqual(
        [counts.task, counts.classes, cellsOf(counts)],
        ['binary', classes, { a: [1, 1, 1, 1] }],
      );
    });

  it('takes the favourable label from whoever asks', async () => {
    const file = csv('y,p,g', 'good,good,a', 'bad,good,a', 'good,bad,b', 'bad,bad,b');
    await assert.rejects(
      ask(file),
      /Of the labels “bad”, “good” it cannot be told|Of the labels “good”, “bad”/,
    );
    const counts = await ask(file, { positive: 'good' });
    assert.deepEqual(
      [counts.classes, cellsOf(counts)],
      [['bad', 'good'], { a: [0, 1, 0, 1], b: [1, 0, 1, 0] }],
    );
    const yes = await ask(csv('y,p,g', 'no,no,a', 'yes,no,a', 'no,yes,a'), { positive: 'no' });
    assert.deepEqual([yes.classes, cellsOf(yes)], [['true', 'false'], { a: [0, 1, 1, 1] }]);
    await assert.rejects(ask(file, { positive: 'fine' }), /“fine” is no value of “y”/);
  });

  it('judges several classes together, or one against the rest', async () => {
    const file = csv('y,p,g', 'x,x,a', 'y,x,a', 'z,z,a', 'x,z,b');
    const counts = await ask(file);
    assert.deepEqual([counts.task, counts.classes], ['classes', ['x', 'y', 'z']]);
    assert.deepEqual(cellsOf(counts)['b'], [0, 0, 1, 0, 0, 0, 0, 0, 0]);
    assert.deepEqual(cellsOf(await ask(file, { positive: 'x' })), { a: [1, 1, 0, 1], b: [0, 0, 1, 0] });
  });

  it('takes numbers that differ for a regression', async () => {
    const counts = await ask(csv('y,p,g', '1.5,2,a', '2.5,2,a', '3.25,4.25,b'));
    assert.equal(counts.task, 'regression');
    const [a, b] = counts.attributes[0]?.slices ?? [];
    assert.deepEqual([a?.errors?.e, a?.errors?.over, a?.errors?.under, b?.errors?.e2], [0, 1, 1, 1]);
  });

  it('makes null a slice of its own, and leaves out rows without label or prediction with a sentence', async () => {
    const counts = await ask(csv('y,p,g', '0,0,a', '1,1,', '1,,a', ',1,a', '1,0,'));
    assert.deepEqual([counts.rows, cellsOf(counts)], [3, { a: [1, 0, 0, 0], null: [0, 0, 1, 1] }]);
    assert.deepEqual(told(counts), [
      '1 rows have no value in “y” and are left out.',
      '1 rows have no value in “p” and are left out.',
    ]);
  });

  it('says that there is one class only', async () => {
    const counts = await ask(csv('y,p,g', '1,1,a', '1,0,b', '1,1,b'));
    assert.deepEqual(told(counts), ['Every label is “1”: rates that need “0” are undefined.']);
  });

  it('crosses groups to depth three, with columns called n, label and l', async () => {
    const file = csv('y,p,n,label,l', '0,1,a,x,1', '1,1,a,y,1', '0,0,b,x,2', '1,0,b,x,1');
    const counts = await ask(file, { groups: ['n', 'label', 'l'].map((column) => ({ column })), cross: 3 });
    assert.deepEqual(
      counts.attributes.map(({ columns, slices }) => `${columns.join('×')} ${String(slices.length)}`),
      ['n 2', 'label 2', 'l 2', 'n×label 3', 'n×l 3', 'label×l 3', 'n×label×l 4'],
    );
    assert.deepEqual(
      counts.attributes.at(-1)?.slices.map(({ values }) => values),
      [
        ['a', 'x', '1'],
        ['a', 'y', '1'],
        ['b', 'x', '1'],
        ['b', 'x', '2'],
      ],
    );
  });

  const bins: readonly (readonly [
    name: string,
    bins: NonNullable<FairnessQuery['groups'][number]['bins']>,
    expected: object,
  ])[] = [
    ['edges', { kind: 'edges', edges: [40, 30] }, { '< 30': 2, '[30, 40)': 2, '≥ 40': 3, null: 1 }],
    ['equal widths', { kind: 'equal', count: 2 }, { '< 40': 4, '≥ 40': 3, null: 1 }],
    ['quantiles', { kind: 'quantile', count: 2 }, { '< 35': 3, '≥ 35': 4, null: 1 }],
  ];
  for (const [name, cut, expected] of bins)
    it(`cuts numbers by ${name}`, async () => {
      const ages = ['20', '25', '30', '35', '40', '50', '60', ''];
      const counts = await ask(csv('y,p,g', ...ages.map((age, at) => `${String(at % 2)},1,${age}`)), {
        groups: [{ column: 'g', bins: cut }],
      });
      const found = counts.attributes[0]?.slices.map(({ values, rows }) => [String(values[0]), rows]) ?? [];
      assert.deepEqual(Object.fromEntries(found), expected);
    });

  it('points out groups that differ by case or spaces, and keeps them apart', async () => {
    const counts = await ask(csv('y,p,g', '0,1,F', '1,1,f', '0,0,"F "', '1,0,M'));
    assert.equal(counts.attributes[0]?.slices.length, 4);
    assert.deepEqual(told(counts), [
      'Groups of “g” differ by case or spaces only and are counted apart: “F”, “F ”, “f”.',
    ]);
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

  it('weighs rows, says which weigh nothing, and refuses negative weights', async () => {
    const file = csv('y,p,g,w,v', '0,1,a,2,-1', '0,1,a,0,1', '1,1,a,0.5,1', '1,1,a,,1');
    const counts = await ask(file, { weight: 'w' });
    const [slice] = counts.attributes[0]?.slices ?? [];
    assert.deepEqual(slice?.cells, { rows: [0, 2, 0, 1], weights: [0, 2, 0, 0.5], squares: [0, 4, 0, 0.25] });
    assert.deepEqual(told(counts), [
      '1 rows have no value in “w” and are left out.',
      '1 rows have the weight 0: they are counted, but decide nothing.',
    ]);
    await assert.rejects(ask(file, { weight: 'v' }), /1 rows have a weight in “v” that is negative/);
  });

  it('counts the rows of a split', async () => {
    const file = csv('y,p,g,part', '0,1,a,test', '1,1,a,train', '1,1,b,test');
    const counts = await ask(file, { split: { column: 'part', value: 'test' } });
    assert.deepEqual([counts.rows, Object.keys(cellsOf(counts))], [2, ['a', 'b']]);
    await assert.rejects(ask(file, { split: { column: 'part', value: 'x' } }), /No row has “x” in “part”/);
  });

  const refused: readonly (readonly [
    name: string,
    lines: readonly string[],
    query: Asked,
    sentence: RegExp,
  ])[] = [
    ['a column that is not there', ['y,p,group', '0,1,a'], {}, /There is no column “g”/],
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

  describe('by score', () => {
    it('counts what lies above the threshold, not at it', async () => {
      const file = csv('y,s,g', '0,0.5,a', '1,0.5,a', '0,0.51,a', '1,0.9,a', '1,0.1,b');
      const counts = await ask(file, { score: 's', threshold: 0.5 });
      assert.deepEqual(cellsOf(counts), { a: [1, 1, 1, 1], b: [0, 0, 1, 0] });
      assert.deepEqual(counts.scores, { thresholds: [0.1, 0.5, 0.51, 0.9], all: true, min: 0.1, max: 0.9 });
      const curve = counts.overall.curve;
      assert.deepEqual(
        [curve?.positives, curve?.negatives],
        [
          [2, 1, 1, 0],
          [2, 1, 0, 0],
        ],
      );
      // Pairs: 0.5 and 0.51 among the negatives; 0.5, 0.9 and 0.1 among the positives.
      assert.equal(curve?.auc?.value, (0.5 + 0 + 1 + 1 + 0 + 0) / 6);
      assert.deepEqual(
        curve.calibration.map(({ from, rows, positives }) => [from, rows, positives]),
        [
          [0.1, 1, 1],
          [0.5, 3, 1],
          [0.9, 1, 1],
        ],
      );
    });

    it('counts exactly at each of many thresholds', async () => {
      const rows = Array.from({ length: 20_000 }, (_, at) => ({
        y: (at * 7919) % 3 === 0,
        s: ((at * 104_729) % 20_011) / 20_011,
        g: at % 5,
      }));
      const file = csv(
        'y,s,g',
        ...rows.map(({ y, s, g }) => `${String(Number(y))},${String(s)},g${String(g)}`),
      );
      const counts = await ask(file, { score: 's', threshold: 0.123456 });
      const { thresholds = [], all } = counts.scores ?? {};
      assert.ok(
        all === false &&
          thresholds.includes(0.123456) &&
          thresholds.includes(0.5) &&
          thresholds.length > 1000,
      );
      for (const [at, threshold] of thresholds.entries()) {
        if (at % 97 > 0) continue;
        const above = rows.filter(({ s, g }) => g === 2 && s > threshold);
        const curve = counts.attributes[0]?.slices.find(({ values }) => values[0] === 'g2')?.curve;
        assert.deepEqual(
          [curve?.positives[at], curve?.negatives[at]],
          [above.filter(({ y }) => y).length, above.filter(({ y }) => !y).length],
        );
      }
    });

    it('finds the same in one turn and in many', async () => {
      const random = seededRandom('turns');
      const lines = Array.from({ length: 5000 }, () => {
        const y = random.uniform() < 0.4;
        const s = Math.round(500 * (0.3 * Number(y) + 0.7 * random.uniform())) / 500;
        return [Number(y), s, `g${String(Math.floor(random.uniform() * 3))}`, 1 + (s % 3)].join(',');
      });
      const file = csv('y,s,g,w', ...lines);
      const order = { temp: dataFolder(), memory: 450e6, threads: 2, idle: 60_000 };
      const open = await openData(
        { files: [file] },
        { order, folder: path.join(order.temp, 'turns') },
        { begun: () => undefined, share: () => undefined },
      );
      const { session, end } = await open.session();
      for (const weight of [undefined, 'w']) {
        const asked = {
          files: [file],
          label: 'y',
          score: 's',
          threshold: 0.4,
          groups: [{ column: 'g' }],
          cross: 1,
          ...(weight && { weight }),
        };
        const count = async (rowsAtOnce: number) =>
          await countPredictions(session, asked, { joined: undefined, share: () => undefined, rowsAtOnce });
        const [once, turns] = [await count(10_000), await count(700)];
        for (const [at, slice] of [once.overall, ...(once.attributes[0]?.slices ?? [])].entries()) {
          const same = [turns.overall, ...(turns.attributes[0]?.slices ?? [])][at];
          assert.ok(same?.curve?.auc && slice.curve?.auc);
          assert.deepEqual(
            [same.values, same.rows, same.cells?.rows],
            [slice.values, slice.rows, slice.cells?.rows],
          );
          assert.ok(Math.abs(same.curve.auc.value - slice.curve.auc.value) < 1e-12);
          assert.ok(Math.abs(same.curve.auc.variance - slice.curve.auc.variance) < 1e-12);
          assert.deepEqual(same.curve.totals.rows, slice.curve.totals.rows);
        }
        const thresholds = turns.scores?.thresholds ?? [];
        assert.deepEqual(
          thresholds,
          [...thresholds].sort((a, b) => a - b),
        );
        assert.ok(thresholds.includes(0.4));
      }
      end();
      await open.close();
    });

    it('says where predictions disagree with score and threshold', async () => {
      const file = csv('y,p,s,g', '0,1,0.4,a', '1,1,0.6,a', '0,0,0.7,b');
      const counts = await ask(file, { score: 's', threshold: 0.5, prediction: 'p' });
      assert.deepEqual(cellsOf(counts), { a: [1, 0, 0, 1], b: [0, 1, 0, 0] });
      assert.deepEqual(told(counts), [
        'In 2 of 3 rows “p” is not what “s” > 0.5 says; the threshold is what counts here.',
      ]);
      const said = await ask(file, { score: 's', prediction: 'p' });
      assert.deepEqual(
        [cellsOf(said), said.overall.curve?.auc?.value],
        [{ a: [0, 1, 0, 1], b: [1, 0, 0, 0] }, 0.5],
      );
    });

    const odd: readonly (readonly [name: string, lines: readonly string[], sentences: readonly string[]])[] =
      [
        [
          'outside 0 to 1',
          ['0,-2,a', '1,3.5,a'],
          ['Scores go from −2 to 3.5, so they are no probabilities: calibration is left out.'],
        ],
        [
          'that are all the same',
          ['0,0.5,a', '1,0.5,a'],
          ['Every score is 0.5: no threshold tells rows apart.'],
        ],
        [
          'that are NaN, infinite or missing',
          ['0,0.5,a', '1,0.7,a', '1,NaN,a', '0,inf,a', '1,,a'],
          [
            '1 rows have no value in “s” and are left out.',
            '2 rows have a score that is no finite number and are left out.',
          ],
        ],
      ];
    for (const [name, lines, sentences] of odd)
      it(`says that there are scores ${name}`, async () => {
        const counts = await ask(csv('y,s,g', ...lines), { score: 's', threshold: 0.5 });
        assert.deepEqual(told(counts), sentences);
      });
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
        '1 ids of “person” have several groups that contradict each other; they are counted as without a group.',
      ]);
    });

    it('matches ids that one file has as text and the other as numbers', async () => {
      const counts = await joined('person,sex\n1,f\n2,m\nx,m\n');
      assert.deepEqual(Object.keys(cellsOf(counts)), ['f', 'm', 'null']);
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
