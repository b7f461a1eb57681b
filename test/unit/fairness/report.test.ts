import assert from 'node:assert/strict';
import { attributeGaps, type GapSpec } from '../../../src/fairness/attributeGaps.ts';
import {
  defaultSettings,
  fairnessReport,
  measuredRate,
  sliceReport,
} from '../../../src/fairness/fairnessReport.ts';
import { gapOf } from '../../../src/fairness/gaps.ts';
import { headline } from '../../../src/fairness/headline.ts';
import { macroValue } from '../../../src/fairness/rateValue.ts';
import { rateOf, sliceRates } from '../../../src/fairness/sliceRates.ts';
import { worstSlices } from '../../../src/fairness/worstSlices.ts';
import { holm, twoSided } from '../../../src/fairness/significance.ts';
import { fairnessReport as shape } from '../../../src/protocol/fairnessReport.ts';
import { measureNames } from '../../../src/records/fairnessNames.ts';
import { fairnessScenarios } from '../../e2e/pages/fairnessScenarios.ts';
import { binaryCounts, firstOf, slice, type Confusion } from './countsOf.ts';

/** The example of Fairlearn's user guide. */
const guide: Readonly<Record<string, Confusion>> = { a: [0, 2, 1, 1], b: [3, 0, 2, 3], c: [1, 2, 3, 2] };

describe('rates of a slice', () => {
  it('are the same one at a time', () => {
    const { counts } = fairnessScenarios.typical;
    for (const { columns, slices } of counts.attributes)
      for (const one of slices) {
        const { rates } = sliceReport(counts, columns, one, defaultSettings);
        assert.ok(rates.auc !== undefined && rates.fnr !== undefined);
        for (const measure of measureNames)
          assert.deepEqual(
            measuredRate(counts, columns, one, { settings: defaultSettings, measure }),
            rates[measure],
            measure,
          );
      }
  });

  it('are those of Fairlearn’s guide', () => {
    const expected = { a: [0.5, 1, 0.75], b: [0.6, 0, 0.375], c: [0.4, 2 / 3, 0.5] };
    for (const [group, [tpr, fpr, selected]] of Object.entries(expected)) {
      const rates = sliceRates({ rows: [...(guide[group] ?? [])] });
      assert.deepEqual(
        [rates.tpr.value, rates.fpr.value, rates.selectionRate.value],
        [tpr, fpr, selected],
        group,
      );
    }
  });

  it('have the denominator of their own', () => {
    const rates = sliceRates({ rows: [40, 10, 20, 30] });
    assert.deepEqual(
      Object.entries(rates).map(([name, { n }]) => [name, n]),
      [
        ['baseRate', 100],
        ['selectionRate', 100],
        ['tpr', 50],
        ['fnr', 50],
        ['fpr', 50],
        ['tnr', 50],
        ['precision', 40],
        ['fdr', 40],
        ['for', 60],
        ['npv', 60],
        ['accuracy', 100],
        ['f1', 60],
        ['balancedAccuracy', 100],
      ],
    );
  });

  const undefinedOnes: readonly (readonly [rows: Confusion, names: readonly string[]])[] = [
    [
      [3, 1, 0, 0],
      ['tpr', 'fnr', 'balancedAccuracy'],
    ],
    [
      [0, 0, 2, 2],
      ['fpr', 'tnr', 'balancedAccuracy'],
    ],
    [
      [3, 0, 2, 0],
      ['precision', 'fdr'],
    ],
    [
      [0, 3, 0, 2],
      ['for', 'npv'],
    ],
    [
      [5, 0, 0, 0],
      ['tpr', 'fnr', 'precision', 'fdr', 'f1', 'balancedAccuracy'],
    ],
  ];
  for (const [rows, names] of undefinedOnes)
    it(`are undefined, with a why, and never 0: ${JSON.stringify(rows)}`, () => {
      const missing = Object.entries(sliceRates({ rows: [...rows] })).filter(
        ([, { value }]) => value === null,
      );
      assert.deepEqual(
        missing.map(([name]) => name),
        names,
      );
      for (const [, { low, high, why }] of missing) assert.ok(low === null && high === null && why);
    });

  it('of equal weights are as without, and of unequal ones less sure', () => {
    const rows = [40, 10, 20, 30];
    const plain = rateOf('fpr', { rows });
    const double = rateOf('fpr', { rows, weights: rows.map((n) => n * 2), squares: rows.map((n) => n * 4) });
    assert.deepEqual(double, plain);
    const uneven = rateOf('fpr', { rows, weights: rows, squares: rows.map((n) => n * 3) });
    assert.equal(uneven.value, plain.value);
    assert.ok((uneven.high ?? 0) > (plain.high ?? 1));
  });

  it('of several classes leave out what is undefined', () => {
    // Nobody is of the third class, and nobody is taken for it.
    const matrix = [8, 2, 0, 3, 7, 0, 0, 0, 0];
    assert.equal(macroValue('tpr', matrix, 3), (0.8 + 0.7) / 2);
    assert.equal(macroValue('accuracy', matrix, 3), 15 / 20);
    assert.ok(Number.isNaN(macroValue('selectionRate', matrix, 3)));
  });
});

describe('gaps', () => {
  const cases: readonly (readonly [
    kind: 'difference' | 'ratio',
    against: 'groups' | 'overall' | 'reference',
    value: number,
    pair: readonly number[] | undefined,
  ])[] = [
    ['difference', 'groups', 0.5, [2, 0]],
    ['ratio', 'groups', 0.25 / 0.75, [2, 0]],
    ['difference', 'overall', 0.35, [2, -1]],
    ['ratio', 'overall', 0.4 / 0.75, [2, -1]],
    ['difference', 'reference', 0.25, [3, 0]],
    ['ratio', 'reference', 0.5, [3, 0]],
  ];
  for (const [kind, against, value, pair] of cases)
    it(`${kind} against ${against}`, () => {
      const values = against === 'reference' ? [0.25, NaN, 0.4, 0.5] : [0.25, NaN, 0.75, 0.5];
      const found = gapOf(kind, against, { values, overall: 0.4, reference: 0 });
      assert.ok(Math.abs(found.value - value) < 1e-15, String(found.value));
      assert.deepEqual(found.pair, pair);
    });

  it('of equal values have a pair that is defined', () => {
    const found = gapOf('difference', 'groups', {
      values: [NaN, 0.5, NaN, 0.5],
      overall: 0,
      reference: undefined,
    });
    assert.deepEqual(found, { value: 0, pair: [1, 3] });
  });

  it('are undefined with one value, without the reference, and as ratio of zeros', () => {
    assert.ok(
      Number.isNaN(
        gapOf('difference', 'groups', { values: [0.5, NaN], overall: 0, reference: undefined }).value,
      ),
    );
    assert.ok(
      Number.isNaN(
        gapOf('difference', 'reference', { values: [0.5, 0.4], overall: 0, reference: undefined }).value,
      ),
    );
    assert.ok(
      Number.isNaN(gapOf('ratio', 'groups', { values: [0, 0], overall: 0, reference: undefined }).value),
    );
    assert.ok(
      Number.isNaN(gapOf('ratio', 'groups', { values: [-1, 2], overall: 0, reference: undefined }).value),
    );
  });

  const gap = (
    groups: Readonly<Record<string, Confusion>>,
    spec: Partial<GapSpec>,
    minSize = 1,
    reference = {},
  ) => {
    const counts = binaryCounts(groups);
    const full = { metric: 'equalizedOdds', kind: 'difference', against: 'groups', ...spec } as const;
    const [found] = attributeGaps(counts, firstOf(counts), [full], { minSize, reference, seed: 'x' });
    assert.ok(found);
    return found;
  };

  it('name the rate and the two slices that cause them', () => {
    const found = gap(guide, {});
    assert.deepEqual(
      [found.value, found.measure, found.slices, found.values],
      [1, 'fpr', [{ sex: 'a' }, { sex: 'b' }], [1, 0]],
    );
    const odds = gap(guide, { metric: 'averageOdds' });
    assert.ok(Math.abs((odds.value ?? 0) - (0.75 - 0.3)) < 1e-12);
  });

  it('are driven by no slice that is too small', () => {
    assert.deepEqual(gap(guide, { metric: 'equalOpportunity' }, 8).slices, [{ sex: 'b' }, { sex: 'c' }]);
    const none = gap(guide, {}, 9);
    assert.deepEqual([none.value, none.why], [null, 'fewer than two slices are large enough to judge']);
  });

  it('say why a reference is no use', () => {
    const found = gap(guide, { against: 'reference' }, 8, { sex: 'a' });
    assert.deepEqual(
      [found.value, found.why],
      [null, 'the reference group is not there or too small to judge'],
    );
    assert.deepEqual(gap(guide, { against: 'reference' }, 1, { sex: 'b' }).slices, [
      { sex: 'a' },
      { sex: 'b' },
    ]);
  });

  it('have no intervals where nothing is to be drawn', () => {
    const counts = binaryCounts(guide);
    const spec = { metric: 'tpr', kind: 'difference', against: 'groups' } as const;
    const settings = { minSize: 1, reference: {}, seed: 'x', replicates: 0 };
    const [found] = attributeGaps(counts, firstOf(counts), [spec], settings);
    assert.deepEqual([found?.value, found?.low, found?.high], [0.6 - 0.4, null, null]);
  });

  it('have intervals that hold them, the same each time', () => {
    const large = { f: [400, 100, 50, 250], m: [500, 50, 20, 300] } as const;
    const first = gap(large, { metric: 'tpr' });
    assert.ok((first.low ?? 1) < (first.value ?? 0) && (first.value ?? 1) < (first.high ?? 0));
    assert.deepEqual(gap(large, { metric: 'tpr' }), first);
  });
});

describe('worst slices', () => {
  it('are those that differ beyond chance, largest first, and tell how many were looked at', () => {
    const counts = binaryCounts({
      a: [300, 100, 100, 100],
      b: [390, 10, 100, 100],
      c: [396, 4, 100, 100],
      tiny: [0, 9, 0, 0],
    });
    const { found, looked, measure } = worstSlices(counts, 'fpr', 30);
    assert.deepEqual(
      [measure, looked, found.map(({ slice: key }) => key['sex'])],
      ['fpr', 3, ['a', 'c', 'b']],
    );
    const [first] = found;
    assert.ok(first && first.low < first.gap && first.gap < first.high && first.adjusted >= first.p);
  });

  it('find nothing in noise, nearly always', () => {
    const even = binaryCounts({ a: [300, 100, 100, 100], b: [302, 98, 100, 100], c: [297, 103, 100, 100] });
    assert.deepEqual(worstSlices(even, 'fpr', 30).found, []);
  });

  it('correct as Holm does, from exact tails', () => {
    // statsmodels.multipletests([.01, .04, .03, .005], method='holm')
    assert.deepEqual(
      holm([0.01, 0.04, 0.03, 0.005]).map((p) => Math.round(p * 1e6) / 1e6),
      [0.03, 0.06, 0.06, 0.02],
    );
    // scipy.special.erfc(z / √2)
    for (const [z, p] of [
      [0, 1],
      [1.959963984540054, 0.05],
      [2.99, 0.0027897],
      [3.01, 0.0026126],
      [8, 1.2441921148543639e-15],
    ] as const)
      assert.ok(Math.abs(twoSided(z) / p - 1) < 1e-4, `${String(z)} ${String(twoSided(z))}`);
  });
});

describe('a fairness report', () => {
  const counts = binaryCounts({ women: [300, 50, 190, 260], men: [420, 60, 100, 420], few: [2, 1, 1, 1] });

  it('is of its shape, lists what is too small, and is the same each time', () => {
    const report = shape.parse(fairnessReport(counts, { ...defaultSettings, worst: 'fnr' }));
    assert.deepEqual(
      report.slices.map(({ slice: key, n, suppressed }) => [key['sex'], n, suppressed]),
      [
        ['women', 800, false],
        ['men', 1000, false],
        ['few', 5, true],
      ],
    );
    assert.equal(report.aggregates.length, 12);
    assert.deepEqual(fairnessReport(counts, { ...defaultSettings, worst: 'fnr' }), report);
  });

  it('is said in a sentence', () => {
    assert.match(
      headline(counts, defaultSettings),
      /^sex = women are wrongly refused 2\.2 times as often as sex = men \(42\.2.% against 19\.2.%, 95 % interval 1\.\d+ to 2\.\d+, n\s=\s450\s\+\s520\)\.$/,
    );
    assert.match(
      headline(binaryCounts({ a: [50, 0, 0, 50], b: [50, 0, 20, 30] }), defaultSettings),
      /^sex = b: 40\.0.% of the positives are wrongly refused, of sex = a: 0\.0.% \(difference/,
    );
  });

  it('of several classes has a matrix and macro averages with intervals', () => {
    const matrix = [30, 5, 5, 4, 40, 6, 3, 2, 55];
    const several = {
      ...counts,
      ...{ task: 'classes' as const, classes: ['x', 'y', 'z'], overall: slice([], matrix) },
      attributes: [{ columns: ['g'], slices: [slice(['a'], matrix), slice(['b'], matrix)] }],
    };
    const [first] = fairnessReport(several, defaultSettings).slices;
    assert.ok(first);
    assert.deepEqual(first.confusion, [
      [30, 5, 5],
      [4, 40, 6],
      [3, 2, 55],
    ]);
    const { f1, selectionRate } = first.rates;
    assert.ok((f1?.low ?? 1) < (f1?.value ?? 0) && (f1?.value ?? 1) < (f1?.high ?? 0));
    assert.equal(selectionRate?.value, null);
  });
});
