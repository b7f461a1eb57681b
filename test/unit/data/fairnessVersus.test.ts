import assert from 'node:assert/strict';
import path from 'node:path';
import { pairPredictions } from '../../../src/data/pairPredictions.ts';
import { copyOwnSide } from '../../../src/data/ownSide.ts';
import type { DataProcess } from '../../../src/data/dataProcess.ts';
import { openData } from '../../../src/data/openSession.ts';
import { seededRandom } from '../../../src/base/seededRandom.ts';
import type { FairnessQuery } from '../../../src/protocol/fairnessCounts.ts';
import type { JointSlice, VersusCounts } from '../../../src/protocol/fairnessVersus.ts';
import { dataFolder, dataProcess, endDataProcesses, fileOf } from './builtDataProcess.ts';

type Asked = Partial<FairnessQuery>;

describe('two sets of predictions, counted together', function () {
  this.timeout(60_000);
  let data: DataProcess;
  before(async () => {
    data = await dataProcess();
  });
  after(endDataProcesses);

  const query = (file: string, asked: Asked = {}): FairnessQuery => ({
    ...{ files: [file], label: 'y', groups: [{ column: 'g' }], cross: 1 },
    ...(asked.score === undefined && { prediction: 'p' }),
    ...asked,
  });
  const ask = async (
    own: string,
    other: string,
    asked: Asked = {},
    its: Asked = asked,
  ): Promise<VersusCounts> => {
    const counts = await data.fairness(query(own, asked));
    return await data.versus({
      own: query(own, asked),
      other: query(other, its),
      thresholds: counts.scores?.thresholds ?? [],
    });
  };
  const csv = (name: string, ...lines: string[]) => fileOf(name, `${lines.join('\n')}\n`);
  const cellsOf = (slice: JointSlice | undefined) =>
    Object.fromEntries((slice?.cells?.at ?? []).map((at, place) => [at, slice?.cells?.rows[place]]));
  const bySlice = ({ attributes }: VersusCounts) =>
    Object.fromEntries(
      (attributes[0]?.slices ?? []).map((slice) => [String(slice.values[0]), cellsOf(slice)]),
    );

  it('pairs rows by an id that both have, whatever their order', async () => {
    const own = csv('a.csv', 'id,y,p,g', '1,0,0,a', '2,1,0,a', '3,1,1,b', '4,0,1,');
    const other = csv('b.csv', 'g,id,p,y', ',4,0,0', 'b,3,1,1', 'a,2,1,1', 'a,1,0,0');
    const found = await ask(own, other);
    assert.deepEqual(
      [found.pairing.by, found.pairing.column, found.pairing.pairs, found.pairing.says],
      ['id', 'id', 4, ['Rows are paired by “id”: 4 pairs.']],
    );
    // label × own × other: 1 0 1 is 5, 1 1 1 is 7, 0 1 0 is 2.
    assert.deepEqual(bySlice(found), { a: { 0: 1, 5: 1 }, b: { 7: 1 }, null: { 2: 1 } });
    assert.deepEqual(cellsOf(found.overall), { 0: 1, 2: 1, 5: 1, 7: 1 });
    assert.equal(found.other.rows, 4);
  });

  const ids: readonly (readonly [how: string, own: readonly string[], other: readonly string[]])[] = [
    ['text', ['ann', 'bob', 'cid'], ['ann', 'bob', 'cid']],
    ['numbers', ['1', '2', '30'], ['1', '2', '30']],
    ['whole numbers and fractions', ['1', '2', '3'], ['1.0', '2.0', '3.0']],
    ['numbers, and texts of them', ['1', '2', '3'], ['1', '2', '"03"']],
  ];
  for (const [how, own, other] of ids)
    it(`reads ids as ${how}`, async () => {
      const rows = (list: readonly string[], extra: string) => [
        'id,y,p,g',
        ...list.map((id, at) => `${id},${String(at % 2)},${String(at % 2)},a`),
        ...(extra === '' ? [] : [extra]),
      ];
      const found = await ask(
        csv('a.csv', ...rows(own, '')),
        csv('b.csv', ...rows(other, how.startsWith('numbers, and') ? 'x,0,0,a' : '')),
      );
      assert.deepEqual([found.pairing.by, found.pairing.pairs], ['id', 3]);
    });

  it('says which ids are there twice, lack, or contradict each other, and drops no row', async () => {
    const own = csv(
      'a.csv',
      'id,y,p,g',
      '1,1,0,a',
      '2,1,1,a',
      '2,0,0,a',
      '3,0,0,b',
      '4,1,1,b',
      ',1,1,b',
      '8,0,0,a',
    );
    const other = csv('b.csv', 'id,y,p,g', '1,1,1,a', '2,1,1,a', '3,1,0,b', '4,1,1,a', '5,0,0,b', '8,0,0,a');
    const found = await ask(own, other, { id: 'id' });
    const short = found.pairing.says.map((say) => say.replaceAll(/\/\S.*?(?=[ab]\.csv)/g, ''));
    assert.deepEqual(short, [
      'Rows are paired by “id”: 4 pairs.',
      'a.csv: the id “2” is there several times; its 2 rows cannot be paired and count as independent.',
      'a.csv: 1 row has no id and counts as independent.',
      'The id “5” of b.csv is not in a.csv; its rows count as independent.',
      'In 1 pair the label is not the same in both files: id “3” (0 and 1); both count as independent rows.',
      'In 1 pair “g” is not the same in both files: id “4” (b and a); both count as independent rows.',
    ]);
    assert.equal(found.pairing.pairs, 2);
    assert.deepEqual(bySlice(found), { a: { 0: 1, 5: 1 } });
    assert.equal(found.other.rows, 6);
  });

  it('pairs by place where both files have the same labels and groups in the same order', async () => {
    const own = csv('a.csv', 'y,p,g', '0,0,a', '1,0,b', '1,1,b');
    const other = csv('b.csv', 'y,p,g', '0,1,a', '1,1,b', '1,1,b');
    const found = await ask(own, other);
    assert.equal(found.pairing.by, 'position');
    assert.match(found.pairing.says[0] ?? '', /paired by their place: both files have 3 rows/);
    assert.deepEqual(bySlice(found), { a: { 1: 1 }, b: { 5: 1, 7: 1 } });
  });

  it('says why nothing is paired', async () => {
    const own = csv('a.csv', 'y,p,g', '0,0,a', '1,0,b', '1,1,b');
    const fewer = await ask(own, csv('b.csv', 'y,p,g', '0,1,a', '1,1,b'));
    assert.deepEqual([fewer.pairing.by, fewer.pairing.pairs], ['none', 0]);
    assert.match(fewer.pairing.says[0] ?? '', /no id in common, and 3 and 2 rows.*independent samples/);
    const other = await ask(own, csv('b.csv', 'y,p,g', '0,1,a', '1,1,a', '1,1,b'));
    assert.match(other.pairing.says[0] ?? '', /differ in 1 of 3 rows, first in row 2/);
    const foreign = await ask(csv('a.csv', 'id,y,p,g', '1,0,0,a'), csv('b.csv', 'id,y,p,g', '2,0,0,a'), {
      id: 'id',
      positive: '0',
    });
    assert.match(foreign.pairing.says[0] ?? '', /No id of “id” is in both files/);
    assert.deepEqual([foreign.pairing.by, foreign.overall], ['none', { values: [], rows: 0 }]);
  });

  it('refuses predictions of another kind with a sentence', async () => {
    const own = csv('a.csv', 'y,p,g', '0,0,a', '1,0,b');
    await assert.rejects(
      ask(own, csv('b.csv', 'y,p,g', 'x,x,a', 'y,y,b', 'z,z,b')),
      /are predictions of different kinds/,
    );
    await assert.rejects(
      ask(csv('a.csv', 'y,p,g', 'x,x,a', 'y,y,a', 'z,z,b'), csv('b.csv', 'y,p,g', 'x,x,a', 'y,y,b', 'w,w,b')),
      /classes must be the same/,
    );
    await assert.rejects(ask(own, csv('b.csv', 'y,p', '0,0')), /no column “g”/);
  });

  it('counts several classes and errors together', async () => {
    const classes = await ask(
      csv('a.csv', 'y,p,g', 'x,x,a', 'y,x,a', 'z,z,b'),
      csv('b.csv', 'y,p,g', 'x,y,a', 'y,y,a', 'z,z,b'),
    );
    assert.deepEqual(cellsOf(classes.overall), { 1: 1, 10: 1, 26: 1 });
    const errors = await ask(
      csv('a.csv', 'y,p,g', '1.5,2,a', '2.5,2,a', '3.25,4.25,b'),
      csv('b.csv', 'y,p,g', '1.5,1.5,a', '2.5,4.5,a', '3.25,3,b'),
    );
    assert.deepEqual(errors.attributes[0]?.slices[0]?.errors, {
      ...{ rows: 2, weight: 2, squares: 2 },
      own: [0, 1, 0.5, 1, 1],
      other: [2, 2, 4, 1, 0],
      ownSquares: [0.5, 0.5, 0.125, 1, 1],
      otherSquares: [4, 4, 16, 1, 0],
      products: [-1, 1, 1, 0, 0],
    });
  });

  it('cuts both sides at the same edges, and takes rows of other weights for independent', async () => {
    const rows = (weight: (at: number) => number) =>
      Array.from(
        { length: 40 },
        (_, at) => `${String(at)},${String(at % 2)},1,${String(at)},${String(weight(at))}`,
      );
    const asked = { groups: [{ column: 'age', bins: { kind: 'quantile', count: 4 } as const }], weight: 'w' };
    const found = await ask(
      csv('a.csv', 'id,y,p,age,w', ...rows((at) => 1 + (at % 3))),
      csv('b.csv', 'id,y,p,age,w', ...rows((at) => 1 + (at % 3)).slice(8), '99,1,1,500,1', '3,1,1,3,7'),
      asked,
    );
    const values = ({ attributes }: { attributes: { slices: { values: (string | null)[] }[] }[] }) =>
      (attributes[0]?.slices ?? []).map((slice) => slice.values[0]);
    assert.equal(values(found).length, 4);
    assert.deepEqual(values(found.other), values(found));
    assert.ok(found.pairing.says.some((say) => say.includes('the weight is not the same in both files')));
    assert.equal(found.pairing.pairs, 32);
    const { weights = [], squares = [] } = found.overall.cells ?? {};
    assert.ok(weights.every((weight, at) => weight <= (squares[at] ?? 0)));
  });

  /** Scores of two models that agree more or less. */
  function scored(rows: number): [string, string] {
    const random = seededRandom('versus');
    const [own, other] = [['id,y,s,g,h'], ['id,y,s,g,h']];
    for (let at = 0; at < rows; at++) {
      const y = random.uniform() < 0.4 ? 1 : 0;
      const s = Math.round(100 * (0.3 * y + 0.7 * random.uniform())) / 100;
      const t = Math.round(100 * (0.5 * s + 0.2 * y + 0.3 * random.uniform())) / 100;
      const groups = `${random.uniform() < 0.5 ? 'a' : 'b'},${random.uniform() < 0.5 ? 'x' : 'y'}`;
      own.push(`${String(at)},${String(y)},${String(s)},${groups}`);
      other.push(`${String(at)},${String(y)},${String(t)},${groups}`);
    }
    return [csv('a.csv', ...own), csv('b.csv', ...other)];
  }

  it('counts the scores of one by the decisions of the other, in ranges as at once', async () => {
    const [own, other] = scored(500);
    const asked = { score: 's', threshold: 0.5, groups: [{ column: 'g' }, { column: 'h' }], cross: 2 };
    const found = await ask(own, other, asked, { ...asked, threshold: 0.4 });
    const { thresholds = [] } = (await data.fairness(query(own, asked))).scores ?? {};
    const place = thresholds.indexOf(0.5);
    assert.ok(place > 0);
    for (const slice of [found.overall, ...found.attributes.flatMap(({ slices }) => slices)]) {
      const cells = cellsOf(slice);
      const [no, yes] = slice.curves ?? [];
      assert.deepEqual(
        [no?.positives[place], no?.negatives[place], yes?.positives[place], yes?.negatives[place]],
        [cells[6] ?? 0, cells[2] ?? 0, cells[7] ?? 0, cells[3] ?? 0],
      );
      assert.ok(slice.areas && slice.areas.covariance > 0);
    }
    const ranged = await inRanges(own, other, asked, thresholds);
    assert.deepEqual(ranged.overall.curves, found.overall.curves);
    assert.deepEqual(
      ranged.attributes.map(({ slices }) => slices.map(({ curves }) => curves)),
      found.attributes.map(({ slices }) => slices.map(({ curves }) => curves)),
    );
    assert.equal(ranged.overall.areas, null);
    assert.ok(ranged.pairing.says.some((say) => say.startsWith('With so many rows')));
  });

  async function inRanges(own: string, other: string, asked: Asked, thresholds: readonly number[]) {
    const order = { temp: dataFolder(), memory: 400e6, threads: 2, idle: 1000 };
    const open = async (file: string, name: string) =>
      await openData(
        { files: [file] },
        { order, folder: path.join(order.temp, name) },
        { begun: () => undefined, share: () => undefined },
      );
    const [a, b] = [await open(own, 'a'), await open(other, 'b')];
    try {
      const [mine, its] = [await a.session(), await b.session()];
      const copy = path.join(its.session.folder, 'own.parquet');
      const side = await copyOwnSide(mine.session, query(own, asked), { joined: undefined, copy });
      const found = await pairPredictions(its.session, query(other, { ...asked, threshold: 0.4 }), {
        ...{ own: side, joined: undefined, thresholds, share: () => undefined, rowsAtOnce: 60 },
      });
      mine.end();
      its.end();
      return found;
    } finally {
      await a.close();
      await b.close();
    }
  }

  it('holds the area of a model against its own: no variance is left', async () => {
    const [own] = scored(300);
    const asked = { score: 's', threshold: 0.5 };
    const { overall, other } = await ask(own, own, asked);
    const { areas } = overall;
    assert.ok(areas && Math.abs(areas.own - areas.covariance) < 1e-15);
    assert.ok(Math.abs(areas.own - (other.overall.curve?.auc?.variance ?? 0)) < 1e-12);
  });
});
