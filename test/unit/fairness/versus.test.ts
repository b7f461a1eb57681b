import assert from 'node:assert/strict';
import { comparison } from '../../../src/fairness/comparison.ts';
import { influences } from '../../../src/fairness/correlation.ts';
import { defaultSettings } from '../../../src/fairness/fairnessReport.ts';
import { gapChanges, trendOf } from '../../../src/fairness/gapChanges.ts';
import { jointAt, pairedCounts, type PairedCounts } from '../../../src/fairness/pairedCounts.ts';
import { pairedDifference } from '../../../src/fairness/pairedDifference.ts';
import { macroValue, rateValue } from '../../../src/fairness/rateValue.ts';
import { binomialDraw, normalDraw, seededRandom, type Random } from '../../../src/base/seededRandom.ts';
import { rateOf, sliceRates } from '../../../src/fairness/sliceRates.ts';
import { errorMeasures } from '../../../src/fairness/errorMeasures.ts';
import { fairnessComparison } from '../../../src/protocol/fairnessComparison.ts';
import type { ErrorSums, FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import type { VersusCounts } from '../../../src/protocol/fairnessVersus.ts';
import { rateNames, type RateName } from '../../../src/records/fairnessNames.ts';
import { pairsOf, unpaired, type Joint } from './pairsOf.ts';

/** Of a multinomial with these shares. */
function drawn(random: Random, n: number, shares: readonly number[]): number[] {
  let [left, rest] = [n, 1];
  return shares.map((share, at) => {
    const count = at === shares.length - 1 ? left : binomialDraw(random, left, Math.min(1, share / rest));
    left -= count;
    rest -= share;
    return count;
  });
}

function difference(counts: PairedCounts, measure: RateName) {
  const { own, other } = counts.overall;
  assert.ok(own?.cells && other?.cells);
  return pairedDifference(counts, counts.overall, measure, {
    own: rateOf(measure, own.cells),
    other: rateOf(measure, other.cells),
  });
}

/** label × own × other of a model that agrees with the other more or less. */
const shares: Joint = [0.35, 0.04, 0.08, 0.08, 0.05, 0.1, 0.03, 0.27];
const valueOf = (name: RateName, joint: Joint, side: 'own' | 'other') => {
  const { own, versus } = pairsOf({ a: joint });
  return rateValue(name, (side === 'own' ? own : versus.other).overall.cells?.rows ?? []);
};

describe('differences of two models', function () {
  this.timeout(120_000);

  it('follow from influences that are what one row more does', () => {
    const counts = [40, 7, 11, 30];
    const classes = [20, 3, 2, 4, 18, 5, 1, 2, 9];
    for (const name of rateNames) {
      for (const [at, influence] of influences(name, counts, 2).entries()) {
        const step = 1e-5;
        const more = counts.map((count, cell) => (cell === at ? count + step : count));
        const slope = (rateValue(name, more) - rateValue(name, counts)) / step;
        assert.ok(Math.abs(slope - influence) < 1e-6, `${name} ${String(at)}`);
      }
      if (name === 'baseRate' || name === 'selectionRate') continue;
      for (const [at, influence] of influences(name, classes, 3).entries()) {
        const step = 1e-5;
        const more = classes.map((count, cell) => (cell === at ? count + step : count));
        const slope = (macroValue(name, more, 3) - macroValue(name, classes, 3)) / step;
        assert.ok(Math.abs(slope - influence) < 1e-6, `${name} of classes ${String(at)}`);
      }
    }
  });

  for (const name of ['tpr', 'fpr', 'accuracy', 'precision', 'f1', 'balancedAccuracy'] as const)
    it(`hold what is true in 95 of 100 samples, and are narrower than of independent ones: ${name}`, () => {
      const random = seededRandom(`versus ${name}`);
      const truth = valueOf(name, shares, 'own') - valueOf(name, shares, 'other');
      let [held, narrower] = [0, 0];
      const times = 2000;
      for (let at = 0; at < times; at++) {
        const { own, versus } = pairsOf({ a: drawn(random, 150, shares) });
        const { low, high } = difference(pairedCounts(own, versus), name);
        const wide = difference(pairedCounts(own, unpaired(versus)), name);
        assert.ok(low !== null && high !== null && wide.low !== null && wide.high !== null);
        if (low <= truth && truth <= high) held += 1;
        if (high - low < wide.high - wide.low) narrower += 1;
      }
      assert.ok(held / times > 0.93 && held / times < 0.985, String(held / times));
      assert.ok(narrower / times > 0.95, String(narrower / times));
    });

  it('of samples that share half of their rows hold what is true', () => {
    const random = seededRandom('half');
    const truth = valueOf('tpr', shares, 'own') - valueOf('tpr', shares, 'other');
    let held = 0;
    const times = 2000;
    for (let at = 0; at < times; at++) {
      const [both, mine, its] = [100, 100, 100].map((n) => drawn(random, n, shares));
      const joint = pairsOf({ a: both ?? [] });
      const sum = (more: Joint = []) => (both ?? []).map((count, cell) => count + (more[cell] ?? 0));
      const counts = pairedCounts(pairsOf({ a: sum(mine) }).own, {
        ...joint.versus,
        other: pairsOf({ a: sum(its) }).versus.other,
      });
      const { low, high } = difference(counts, 'tpr');
      if (low !== null && high !== null && low <= truth && truth <= high) held += 1;
    }
    assert.ok(held / times > 0.93 && held / times < 0.985, String(held / times));
  });

  it('of mean errors hold what is true', () => {
    const random = seededRandom('errors');
    let held = 0;
    const times = 2000;
    for (let time = 0; time < times; time++) {
      const [x, y] = [[] as number[], [] as number[]];
      for (let row = 0; row < 60; row++) {
        const shared = normalDraw(random);
        x.push(0.5 + shared + 0.5 * normalDraw(random));
        y.push(0.2 + shared + 0.7 * normalDraw(random));
      }
      const counts = regression(x, y);
      const { own, other } = counts.overall;
      assert.ok(own?.errors && other?.errors);
      const { low, high } = pairedDifference(counts, counts.overall, 'meanError', {
        own: errorMeasures(own.errors).meanError,
        other: errorMeasures(other.errors).meanError,
      });
      if (low !== null && high !== null && low <= 0.3 && 0.3 <= high) held += 1;
    }
    assert.ok(held / times > 0.93 && held / times < 0.97, String(held / times));
  });

  it('say in which of both something is undefined', () => {
    const { own, versus } = pairsOf({ a: [10, 10, 0, 0, 10, 0, 0, 0] });
    const counts = pairedCounts(own, versus);
    assert.deepEqual(difference(counts, 'precision'), {
      ...{ value: null, low: null, high: null },
      why: 'undefined: nothing is predicted positive',
    });
    const turned = pairsOf({ a: [10, 0, 10, 0, 10, 0, 0, 0] });
    assert.equal(
      difference(pairedCounts(turned.own, turned.versus), 'precision').why,
      'undefined in the other: nothing is predicted positive',
    );
  });
});

const women: Joint = [40, 2, 3, 5, 6, 22, 2, 20];
const men: Joint = [40, 2, 3, 5, 4, 2, 2, 42];

describe('changes of gaps', function () {
  this.timeout(120_000);
  const specs = [
    { metric: 'fnr', kind: 'difference', against: 'groups' },
    { metric: 'equalizedOdds', kind: 'ratio', against: 'groups' },
    { metric: 'accuracyParity', kind: 'difference', against: 'overall' },
  ] as const;
  const first = (own: FairnessCounts, versus: VersusCounts, replicates?: number) => {
    const counts = pairedCounts(own, versus);
    const [attribute] = counts.attributes;
    assert.ok(attribute);
    return gapChanges(counts, attribute, specs, {
      ...defaultSettings,
      ...(replicates !== undefined && { replicates }),
    });
  };

  it('hold what is true in 95 of 100 samples', () => {
    const random = seededRandom('gap');
    const [f, m] = [women, men].map((joint) => joint.map((count) => count / 100));
    const fnr = (joint: Joint, side: 'own' | 'other') => valueOf('fnr', joint, side);
    const gap = (side: 'own' | 'other') => Math.abs(fnr(f ?? [], side) - fnr(m ?? [], side));
    const truth = gap('own') - gap('other');
    let held = 0;
    const times = 400;
    for (let at = 0; at < times; at++) {
      const { own, versus } = pairsOf({ F: drawn(random, 1500, f ?? []), M: drawn(random, 1500, m ?? []) });
      const [change] = first(own, versus, 400);
      if ((change?.low ?? 1) <= truth && truth <= (change?.high ?? -1)) held += 1;
    }
    assert.ok(held / times > 0.92 && held / times < 0.98, String(held / times));
  });

  it('are of both models, with the slices that cause them, and are the same each time', () => {
    const { own, versus } = pairsOf({ F: women, M: men });
    const found = first(own, versus);
    assert.deepEqual(found, first(own, versus));
    const [fnr] = found;
    assert.deepEqual(
      [fnr?.slices, fnr?.otherSlices, fnr?.trend],
      [[{ sex: 'F' }, { sex: 'M' }], [{ sex: 'F' }, { sex: 'M' }], 'widens'],
    );
    assert.ok(Math.abs((fnr?.value ?? 0) - (28 / 50 - 6 / 50)) < 1e-12);
    assert.ok(Math.abs((fnr?.other ?? 0) - (8 / 50 - 6 / 50)) < 1e-12);
    const [still] = first(own, { ...versus, other: own });
    assert.equal(still?.change, 0);
  });

  it('without draws are told without intervals', () => {
    const { own, versus } = pairsOf({ F: women, M: men });
    const [fnr] = first(own, versus, 0);
    assert.deepEqual([fnr?.low, fnr?.high, fnr?.trend], [null, null, null]);
    assert.ok((fnr?.change ?? 0) > 0.3);
  });

  it('close where a difference shrinks or a ratio grows', () => {
    assert.deepEqual(
      [trendOf('difference', -0.2, -0.1), trendOf('difference', 0.1, 0.2), trendOf('difference', -0.1, 0.1)],
      ['closes', 'widens', 'unclear'],
    );
    assert.deepEqual([trendOf('ratio', 0.1, 0.2), trendOf('ratio', -0.2, -0.1)], ['closes', 'widens']);
    assert.equal(trendOf('ratio', null, null), null);
  });
});

describe('a comparison of two models', () => {
  const turn = (joint: Joint) => [0, 2, 1, 3, 4, 6, 5, 7].map((at) => joint[at] ?? 0);

  it('says in a sentence whether the gap closed, and what it cost', () => {
    const better = pairsOf({ F: turn(women), M: turn(men) });
    const closed = comparison(better.own, better.versus, defaultSettings, 'v7');
    assert.match(
      closed.sentence ?? '',
      /^Against v7 the gap between sex = F and sex = M in FNR shrank from 0\.440 to 0\.040, by 0\.400 \(95 % interval 0\.\d+ to 0\.\d+\)\. Accuracy rose from /,
    );
    assert.equal(closed.aggregates.find(({ metric }) => metric === 'equalOpportunity')?.trend, 'closes');
    const worse = pairsOf({ F: women, M: men });
    assert.match(
      comparison(worse.own, worse.versus, defaultSettings, 'v8').sentence ?? '',
      /^Against v8 the gap between sex = F and sex = M in FNR grew from 0\.040 to 0\.440.*Accuracy fell from /,
    );
    const same = comparison(worse.own, { ...worse.versus, other: worse.own }, defaultSettings, 'v8');
    assert.match(
      same.sentence ?? '',
      /it cannot be told whether the gap .* changed: 0\.440 instead of 0\.440/,
    );
  });

  it('is what its schema says, and tells slices that only one of both can be judged by', () => {
    const { own, versus } = pairsOf({ F: women, M: men, X: [1, 1, 1, 1, 1, 1, 1, 1] });
    const without = {
      ...versus,
      other: {
        ...versus.other,
        attributes: versus.other.attributes.map(({ columns, slices }) => ({
          columns,
          slices: slices.slice(1),
        })),
      },
    };
    const found = fairnessComparison.parse(comparison(own, without, defaultSettings, 'v8'));
    assert.deepEqual(
      found.slices.map(({ slice, n, otherN, suppressed }) => [slice['sex'], n, otherN, suppressed]),
      [
        ['F', 100, 0, true],
        ['M', 100, 100, false],
        ['X', 8, 8, true],
      ],
    );
    assert.match(found.problems[0]?.message ?? '', /so gaps are not between the same slices: sex = F\./);
    assert.equal(found.sentence, null);
  });

  it('follows the own threshold, whatever the other decides', () => {
    const { own, versus } = pairsOf({ F: women, M: men });
    const curve = (positives: number[], negatives: number[], totals: number[]) => ({
      ...{ positives, negatives, totals: { rows: totals } },
    });
    const joint = {
      ...{ values: [], rows: 100 },
      curves: [curve([30, 10], [20, 5], [30, 40]), curve([15, 5], [5, 0], [15, 15])] satisfies unknown[],
    };
    const at = (threshold: number) => {
      const moved = { ...own, threshold, scores: { thresholds: [0.2, 0.6], all: true, min: 0, max: 1 } };
      const [no, yes] = joint.curves;
      assert.ok(no && yes);
      return jointAt(pairedCounts(moved, versus), { values: [], rows: 100, curves: [no, yes] })?.rows;
    };
    assert.deepEqual(at(0.2), [10, 10, 20, 5, 10, 0, 30, 15]);
    assert.deepEqual(at(0.6), [25, 15, 5, 0, 30, 10, 10, 5]);
  });

  it('holds all rates of the other beside the own', () => {
    const { own, versus } = pairsOf({ F: women, M: men });
    const { slices } = comparison(own, versus, defaultSettings, 'v8');
    const [f] = versus.other.attributes[0]?.slices ?? [];
    assert.ok(f?.cells);
    const [first] = slices;
    assert.ok(first);
    assert.deepEqual(first.rates, sliceRates(f.cells));
    assert.deepEqual(Object.keys(first.changes).sort(), [...rateNames].sort());
  });
});

function regression(x: readonly number[], y: readonly number[]): PairedCounts {
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  const sums = (values: readonly number[]): ErrorSums => ({
    ...{ rows: values.length, weight: values.length, squares: values.length },
    over: values.filter((value) => value > 0).length,
    under: values.filter((value) => value < 0).length,
    e: sum(values),
    absolute: sum(values.map(Math.abs)),
    e2: sum(values.map((value) => value ** 2)),
    e4: sum(values.map((value) => value ** 4)),
  });
  const five = (value: number) => [value, Math.abs(value), value ** 2, Number(value > 0), Number(value < 0)];
  const products = (a: readonly number[], b: readonly number[]) =>
    [0, 1, 2, 3, 4].map((at) =>
      sum(a.map((value, row) => (five(value)[at] ?? 0) * (five(b[row] ?? 0)[at] ?? 0))),
    );
  const means = (a: readonly number[]) =>
    [0, 1, 2, 3, 4].map((at) => sum(a.map((value) => five(value)[at] ?? 0)));
  const counts = (values: readonly number[]): FairnessCounts => ({
    ...{
      task: 'regression',
      classes: [],
      rows: values.length,
      weighted: false,
      attributes: [],
      scores: null,
    },
    ...{ threshold: null, problems: [], overall: { values: [], rows: values.length, errors: sums(values) } },
  });
  return pairedCounts(counts(x), {
    other: counts(y),
    pairing: { by: 'id', column: 'id', pairs: x.length, says: [] },
    overall: {
      ...{ values: [], rows: x.length },
      errors: {
        ...{ rows: x.length, weight: x.length, squares: x.length, own: means(x), other: means(y) },
        ...{ ownSquares: products(x, x), otherSquares: products(y, y), products: products(x, y) },
      },
    },
    attributes: [],
  });
}
