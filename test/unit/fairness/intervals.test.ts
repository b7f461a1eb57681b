import assert from 'node:assert/strict';
import { attributeGaps } from '../../../src/fairness/attributeGaps.ts';
import { aucInterval } from '../../../src/fairness/aucInterval.ts';
import { errorMeasures } from '../../../src/fairness/errorMeasures.ts';
import { binomialDraw, normalDraw, seededRandom, type Random } from '../../../src/base/seededRandom.ts';
import { rateOf } from '../../../src/fairness/sliceRates.ts';
import { wilson } from '../../../src/fairness/wilson.ts';
import type { ErrorSums } from '../../../src/protocol/fairnessCounts.ts';
import { gapKinds } from '../../../src/records/fairnessNames.ts';
import { binaryCounts, firstOf, type Confusion } from './countsOf.ts';

/** How often an interval holds what is true, over seeded tables. */
function coverage(times: number, seed: string, draw: (random: Random) => boolean): number {
  const random = seededRandom(seed);
  let held = 0;
  for (let at = 0; at < times; at++) if (draw(random)) held += 1;
  return held / times;
}

describe('intervals', function () {
  this.timeout(60_000);

  // Newcombe, Statistics in Medicine 17 (1998), table I, and the Wilson limits of R's prop.test without correction.
  const known: readonly (readonly [counted: number, n: number, low: number, high: number])[] = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [20, 20, 0.8389, 1],
  ];
  for (const [counted, n, low, high] of known)
    it(`of ${String(counted)} out of ${String(n)} are those of Wilson`, () => {
      assert.deepEqual(
        wilson(counted / n, n).map((limit) => Math.round(limit * 1e4) / 1e4),
        [low, high],
      );
    });

  for (const [n, p] of [
    [20, 0.3],
    [50, 0.05],
    [400, 0.5],
  ] as const)
    it(`of shares hold what is true: n ${String(n)}, p ${String(p)}`, () => {
      const held = coverage(4000, `wilson ${String(n)}`, (random) => {
        const [low, high] = wilson(binomialDraw(random, n, p) / n, n);
        return low <= p && p <= high;
      });
      assert.ok(held > 0.93 && held < 0.98, String(held));
    });

  const table = (random: Random, n: number, shares: Confusion): Confusion => {
    const tn = binomialDraw(random, n, shares[0]);
    const fp = binomialDraw(random, n - tn, shares[1] / (1 - shares[0]));
    const fn = binomialDraw(random, n - tn - fp, shares[2] / (shares[2] + shares[3]));
    return [tn, fp, fn, n - tn - fp - fn];
  };

  it('of F1 and balanced accuracy hold what is true', () => {
    const shares: Confusion = [0.5, 0.1, 0.1, 0.3];
    const truth = { f1: 0.6 / 0.8, balancedAccuracy: (0.5 / 0.6 + 0.3 / 0.4) / 2 };
    for (const name of ['f1', 'balancedAccuracy'] as const) {
      const held = coverage(2000, name, (random) => {
        const { low, high } = rateOf(name, { rows: [...table(random, 150, shares)] });
        return (low ?? 1) <= truth[name] && truth[name] <= (high ?? 0);
      });
      assert.ok(held > 0.93 && held < 0.98, `${name} ${String(held)}`);
    }
  });

  it('of weighted shares hold what is true, by the effective number of rows', () => {
    const p = 0.3;
    const held = coverage(2000, 'weighted', (random) => {
      const [weights, squares, rows] = [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ] as [number[], number[], number[]];
      for (let at = 0; at < 200; at++) {
        const weight = 0.2 + 3 * random.uniform() ** 2;
        const place = random.uniform() < p ? 1 : 0;
        rows[place] = (rows[place] ?? 0) + 1;
        weights[place] = (weights[place] ?? 0) + weight;
        squares[place] = (squares[place] ?? 0) + weight * weight;
      }
      const { low, high } = rateOf('fpr', { rows, weights, squares });
      return (low ?? 1) <= p && p <= (high ?? 0);
    });
    assert.ok(held > 0.93 && held < 0.97, String(held));
  });

  it('of differences and ratios by the bootstrap hold what is true', () => {
    const [a, b]: readonly Confusion[] = [
      [0.4, 0.2, 0.1, 0.3],
      [0.5, 0.1, 0.16, 0.24],
    ];
    const truth = { tpr: 0.75 - 0.6, fpr: 1 / 3 - 1 / 6, ratio: 0.6 / 0.75 };
    assert.ok(a && b);
    const held = { tpr: 0, fpr: 0, ratio: 0 };
    const random = seededRandom('differences');
    const times = 300;
    for (let at = 0; at < times; at++) {
      const counts = binaryCounts({ a: table(random, 600, a), b: table(random, 500, b) });
      const [tpr, fpr, ratio] = attributeGaps(
        counts,
        firstOf(counts),
        [
          { metric: 'tpr', kind: 'difference', against: 'groups' },
          { metric: 'fpr', kind: 'difference', against: 'groups' },
          { metric: 'tpr', kind: 'ratio', against: 'groups' },
        ],
        { minSize: 30, reference: {}, seed: String(at) },
      );
      for (const [name, gap] of [
        ['tpr', tpr],
        ['fpr', fpr],
        ['ratio', ratio],
      ] as const)
        if ((gap?.low ?? 1) <= truth[name] && truth[name] <= (gap?.high ?? 0)) held[name] += 1;
    }
    for (const share of Object.values(held))
      assert.ok(share / times > 0.91 && share / times < 0.985, JSON.stringify(held));
  });

  it('of gaps hold that there is none, and always what was found', () => {
    const same: Confusion = [0.4, 0.2, 0.1, 0.3];
    const specs = (['tpr', 'fpr', 'equalizedOdds'] as const).flatMap((metric) =>
      gapKinds.map((kind) => ({ metric, kind, against: 'groups' as const })),
    );
    for (const groups of [2, 6]) {
      const random = seededRandom(`none ${String(groups)}`);
      const held = specs.map(() => 0);
      const times = 300;
      for (let at = 0; at < times; at++) {
        const names = Array.from(
          { length: groups },
          (_, group) => [String(group), table(random, 400, same)] as const,
        );
        const counts = binaryCounts(Object.fromEntries(names));
        const settings = { minSize: 30, reference: {}, seed: String(at) };
        for (const [place, gap] of attributeGaps(counts, firstOf(counts), specs, settings).entries()) {
          const { value, low, high, kind } = gap;
          assert.ok(value !== null && low !== null && high !== null);
          assert.ok(low <= value && value <= high, JSON.stringify(gap));
          if (kind === 'difference' ? low === 0 : high === 1) held[place] = (held[place] ?? 0) + 1;
        }
      }
      for (const share of held)
        assert.ok(share / times > 0.91, `${String(groups)} groups: ${held.join(' ')}`);
    }
  });

  it('of areas under curves stay within 0 and 1, and are wide where nothing varies', () => {
    const [low, high] = aucInterval({ value: 0.99, error: 0.01, n: 20 });
    assert.ok(low > 0.8 && low < 0.99 && high > 0.99 && high < 1, `${String(low)} ${String(high)}`);
    assert.deepEqual(aucInterval({ value: 1, error: 0.05, n: 10 }), wilson(1, 10));
  });

  it('of mean errors and RMSE hold what is true', () => {
    const truth = { meanError: 1, rmse: Math.sqrt(1 + 4) };
    for (const name of ['meanError', 'rmse'] as const) {
      const held = coverage(1500, name, (random) => {
        const sums: { -readonly [K in keyof ErrorSums]: number } = {
          ...{ rows: 200, weight: 200, squares: 200, over: 0, under: 0, e: 0, absolute: 0, e2: 0, e4: 0 },
        };
        for (let at = 0; at < 200; at++) {
          const e = 1 + 2 * normalDraw(random);
          sums.e += e;
          sums.absolute += Math.abs(e);
          sums.e2 += e * e;
          sums.e4 += e ** 4;
        }
        const { low, high } = errorMeasures(sums)[name];
        return (low ?? Infinity) <= truth[name] && truth[name] <= (high ?? -Infinity);
      });
      assert.ok(held > 0.925 && held < 0.975, `${name} ${String(held)}`);
    }
  });
});
