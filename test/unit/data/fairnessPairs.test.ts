import assert from 'node:assert/strict';
import path from 'node:path';
import { openData } from '../../../src/data/openSession.ts';
import { copyOwnSide, outlineOf } from '../../../src/data/ownSide.ts';
import { pairPredictions } from '../../../src/data/pairPredictions.ts';
import { seededRandom } from '../../../src/base/seededRandom.ts';
import type { FairnessQuery } from '../../../src/protocol/fairnessCounts.ts';
import type { VersusCounts } from '../../../src/protocol/fairnessVersus.ts';
import { dataFolder, endDataProcesses, fileOf } from './builtDataProcess.ts';

type Asked = Partial<FairnessQuery>;

describe('pairs in memory and pairs in files', function () {
  this.timeout(60_000);
  after(endDataProcesses);

  async function counted(
    [own, other]: readonly [string, string],
    asked: Asked,
    inMemory: boolean,
  ): Promise<VersusCounts> {
    const order = { temp: dataFolder(), memory: 400e6, threads: 2, idle: 1000 };
    const open = async (file: string, name: string) =>
      await openData(
        { files: [file] },
        { order, folder: path.join(order.temp, name) },
        { begun: () => undefined, share: () => undefined },
      );
    const query = (file: string): FairnessQuery => ({
      ...{ files: [file], label: 'y', groups: [{ column: 'g' }, { column: 'h' }], cross: 2 },
      ...asked,
    });
    const [a, b] = [await open(own, 'a'), await open(other, 'b')];
    try {
      const [mine, its] = [await a.session(), await b.session()];
      const beside = inMemory ? await outlineOf(its.session, query(other)) : undefined;
      const copy = path.join(its.session.folder, 'own.parquet');
      const side = await copyOwnSide(mine.session, query(own), { joined: undefined, copy, beside });
      assert.equal(side.takeArrays !== undefined, inMemory);
      const found = await pairPredictions(its.session, query(other), {
        ...{ own: side, joined: undefined, thresholds: [0.2, 0.4, 0.6], share: () => undefined },
      });
      mine.end();
      its.end();
      return found;
    } finally {
      await a.close();
      await b.close();
    }
  }

  /** Without the order of cells, and with as many digits as sums in another order have. */
  function plain({ pairing, overall, attributes }: VersusCounts): unknown {
    const slices = [overall, ...attributes.flatMap((one) => one.slices)].map((slice) => ({
      ...slice,
      cells: slice.cells?.at
        .map((at, place) =>
          [at, slice.cells?.rows, slice.cells?.weights, slice.cells?.squares].map((list) =>
            typeof list === 'number' ? list : list?.[place],
          ),
        )
        .sort(([x = 0], [y = 0]) => x - y),
    }));
    return JSON.parse(
      JSON.stringify({ pairing, slices }, (_, value: unknown) =>
        typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value,
      ),
    );
  }

  interface Rows {
    readonly id: (at: number) => string;
    readonly shuffled?: boolean;
    /** Shares of ids that are none, and the one before. */
    readonly none?: number;
    readonly twice?: number;
    readonly numbers?: boolean;
    readonly head?: string;
  }

  function rows(name: string, { id, shuffled = false, none = 0, twice = 0, numbers = false, head }: Rows) {
    const random = seededRandom('pairs');
    const its = seededRandom(name);
    const lines: string[] = [];
    for (let at = 0; at < 400; at++) {
      const y = random.uniform() < 0.4 ? 1 : 0;
      const score = Math.round(50 * (0.3 * y + 0.7 * random.uniform())) / 50;
      const groups = `${['a', 'b', '', "o'x"][Math.floor(random.uniform() * 4)] ?? ''},${String(Math.floor(random.uniform() * 3))}`;
      const own = Math.round(50 * (0.6 * score + 0.4 * its.uniform())) / 50;
      const chance = its.uniform();
      const key = chance < none ? '' : id(chance < none + twice ? Math.max(0, at - 1) : at);
      // Now and then one side lacks a score, or contradicts the other.
      const label = its.uniform() < 0.03 ? 1 - y : y;
      const shown = its.uniform() < 0.03 ? '' : String(own);
      const weight = its.uniform() < 0.05 ? 9 : 1 + (at % 3) / 8;
      lines.push(
        `${key},${numbers ? `${String(label + score)},${String(own)}` : `${String(label)},${String(own > 0.4 ? 1 : 0)}`},${shown},${String(weight)},${groups}`,
      );
    }
    if (shuffled) lines.sort((x, y) => (x.slice(-9) + x < y.slice(-9) + y ? -1 : 1));
    return fileOf(`${name}.csv`, `${[head ?? 'id,y,p,s,w,g,h', ...lines].join('\n')}\n`);
  }

  const score = { score: 's', threshold: 0.4 };
  const number = (at: number) => String(at * 3 + 5);
  const text = (at: number) => `no ${String(at)}`;
  const cases: readonly (readonly [string, Rows, Rows, Asked])[] = [
    ['numbers in the same order', { id: number }, { id: number }, score],
    ['numbers in another order', { id: number }, { id: number, shuffled: true }, score],
    ['texts in the same order', { id: text }, { id: text }, score],
    ['texts in another order', { id: text }, { id: text, shuffled: true }, score],
    ['numbers beside texts', { id: number }, { id: (at) => (at === 9 ? 'x' : number(at)) }, score],
    [
      'numbers with gaps and doubles',
      { id: number, none: 0.1, twice: 0.1 },
      { id: number, twice: 0.1 },
      { ...score, id: 'id' },
    ],
    [
      'texts with gaps and doubles',
      { id: text, none: 0.1 },
      { id: text, twice: 0.1, shuffled: true },
      { ...score, id: 'id' },
    ],
    [
      'doubles in the same order',
      { id: (at) => number(at >> 1) },
      { id: (at) => number(at >> 1) },
      { ...score, id: 'id' },
    ],
    [
      'doubles of text in the same order',
      { id: (at) => text(at >> 1) },
      { id: (at) => text(at >> 1) },
      { ...score, id: 'id' },
    ],
    ['fractions', { id: (at) => String(at / 8) }, { id: (at) => String(at / 8), shuffled: true }, score],
    [
      'very large numbers',
      { id: (at) => `9007199254740${String(993 + at)}` },
      { id: (at) => `9007199254740${String(993 + at)}` },
      score,
    ],
    ['no id of the other', { id: number }, { id: (at) => String(-1 - at) }, { ...score, id: 'id' }],
    ['weights', { id: number }, { id: number, shuffled: true }, { ...score, weight: 'w' }],
    ['predictions', { id: number }, { id: number, shuffled: true }, { prediction: 'p', weight: 'w' }],
    [
      'errors',
      { id: number, numbers: true },
      { id: number, numbers: true, shuffled: true },
      { prediction: 'p', task: 'regression', weight: 'w' },
    ],
    [
      'bins',
      { id: number },
      { id: number },
      { ...score, groups: [{ column: 'g' }, { column: 'h', bins: { kind: 'edges', edges: [1] } }] },
    ],
    ['places', { id: () => '1', head: 'c,y,p,s,w,g,h' }, { id: () => '1', head: 'c,y,p,s,w,g,h' }, score],
  ];
  for (const [how, own, other, asked] of cases)
    it(`say the same of ${how}`, async () => {
      const files = [rows('a', own), rows('b', other)] as const;
      const found = await counted(files, asked, true);
      assert.deepEqual(plain(found), plain(await counted(files, asked, false)));
      assert.deepEqual(await counted(files, asked, true), found);
    });

  it('has the same digits whatever the order of the other file', async () => {
    const own = rows('a', { id: number });
    const asked = { ...score, weight: 'w' };
    const { overall, attributes } = await counted([own, rows('b', { id: number })], asked, true);
    const shuffled = await counted([own, rows('b', { id: number, shuffled: true })], asked, true);
    assert.ok(overall.rows > 300);
    assert.deepEqual({ overall: shuffled.overall, attributes: shuffled.attributes }, { overall, attributes });
  });
});
