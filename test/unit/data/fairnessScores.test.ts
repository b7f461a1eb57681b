import assert from 'node:assert/strict';
import path from 'node:path';
import { countPredictions } from '../../../src/data/countPredictions.ts';
import { openData } from '../../../src/data/openSession.ts';
import { seededRandom } from '../../../src/base/seededRandom.ts';
import { askedCounts, cellsOf, csv, told } from './askedCounts.ts';
import { dataFolder } from './builtDataProcess.ts';

describe('counts of predictions by score', function () {
  this.timeout(60_000);
  const ask = askedCounts();

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
      all === false && thresholds.includes(0.123456) && thresholds.includes(0.5) && thresholds.length > 1000,
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
        assert.deepEqual(same.curve.auc, slice.curve.auc);
        assert.deepEqual(same.curve.totals.rows, slice.curve.totals.rows);
      }
      assert.deepEqual(turns.attributes[0]?.wholeDraws, once.attributes[0]?.wholeDraws);
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

  const odd: readonly (readonly [name: string, lines: readonly string[], sentences: readonly string[]])[] = [
    [
      'outside 0 to 1',
      ['0,-2,a', '1,3.5,a'],
      ['Scores go from −2 to 3.5, so they are no probabilities: calibration is left out.'],
    ],
    ['that are all the same', ['0,0.5,a', '1,0.5,a'], ['Every score is 0.5: no threshold tells rows apart.']],
    [
      'that are NaN, infinite or missing',
      ['0,0.5,a', '1,0.7,a', '1,NaN,a', '0,inf,a', '1,,a'],
      [
        '1 row has no value in “s” and is left out.',
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
