import assert from 'node:assert/strict';
import path from 'node:path';
import { findRanks } from '../../../src/data/findRanks.ts';
import { openData } from '../../../src/data/openSession.ts';
import { dataFolder, fileOf, endDataProcesses } from './builtDataProcess.ts';

const count = 30_000;
/** 0 … 1, the same every time. */
const random = (at: number) => (Math.imul(at + 1, 2654435761) >>> 0) / 2 ** 32;

const shapes: readonly (readonly [string, (at: number) => number])[] = [
  ['even', random],
  ['skewed', (at) => Math.exp(20 * random(at))],
  ['heavy on both sides', (at) => Math.tan(Math.PI * (random(at) - 0.5)) ** 3],
  ['two tight clusters far apart', (at) => (at % 2 === 0 ? 1e12 : -1e12) + random(at)],
  ['clusters within clusters', (at) => 10 ** (at % 15) + random(at) * 10 ** -(at % 7)],
  ['one value among others', (at) => (at % 3 === 0 ? random(at) : 0.25)],
  ['hardly different', (at) => 1 + Math.floor(4096 * random(at)) * Number.EPSILON],
  ['huge', (at) => (random(at) - 0.5) * Number.MAX_VALUE],
  ['tiny', (at) => (random(at) - 0.5) * Number.MIN_VALUE * 1e6],
  ['with both zeros', (at) => (at % 4 === 0 ? -0 : at % 4 === 1 ? 0 : random(at) - 0.5)],
  [
    'with holes',
    (at) => (at % 5 === 0 ? NaN : at % 7 === 0 ? Infinity : at % 11 === 0 ? -Infinity : random(at)),
  ],
];

describe('ranks of many numbers', function () {
  this.timeout(60_000);
  after(endDataProcesses);

  for (const [title, valueAt] of shapes)
    for (const [how, room] of [
      ['fetched', { values: 8e6, inCell: 1e6 }],
      ['divided again and again', { values: 300, inCell: 100 }],
    ] as const)
      it(`are exact: ${title}, ${how}`, async () => {
        const values = Array.from({ length: count }, (_, at) => valueAt(at));
        const finite = values.filter(Number.isFinite).sort((a, b) => a - b);
        const [low = NaN, high = NaN] = [finite[0], finite.at(-1)];
        const ranks = [0.01, 0.1, 0.25, 0.5, 0.66, 0.9, 0.99].map((at) =>
          Math.floor(at * (finite.length - 1)),
        );
        const limits = [0.2, 0.5, 0.8].map((at) => low * (1 - at) + high * at);
        const open = await openData(
          { files: [fileOf('x.csv', `x\n${values.map(text).join('\n')}\n`)] },
          {
            order: { temp: dataFolder(), memory: 450e6, threads: 2, idle: 1000 },
            folder: path.join(dataFolder(), 'x'),
          },
          { begun: () => undefined, share: () => undefined },
        );
        try {
          const { session, end } = await open.session();
          const [column] = session.columns;
          assert.ok(column?.type === 'DOUBLE');
          const wanted = { column, low, high, ranks: () => ranks, limits };
          const [found] = await findRanks(session, [wanted], () => undefined, room);
          assert.equal(found?.total, finite.length);
          // Both zeros are one number.
          for (const rank of ranks) assert.ok(found.valueAt(rank) === finite[rank], String(rank));
          for (const limit of [...limits, ...ranks.map((rank) => finite[rank] ?? NaN)])
            assert.equal(
              found.countUpTo(limit),
              finite.filter((value) => value <= limit).length,
              String(limit),
            );
          const mean = finite.reduce((sum, value) => sum + value / finite.length, 0);
          const size = Math.max(Math.abs(low), Math.abs(high));
          assert.ok(
            Math.abs((found.mean ?? NaN) - mean) <= size * 1e-12,
            `${String(found.mean)}, ${String(mean)}`,
          );
          end();
        } finally {
          await open.close();
        }
      });
});

function text(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0.0' : value.toExponential();
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}
