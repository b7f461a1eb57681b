/** The sentence on top: for every task, where nothing was found, where too little is known, and what it would take. */
import assert from 'node:assert/strict';
import { defaultSettings } from '../../../src/fairness/fairnessReport.ts';
import type { FairnessPolicy } from '../../../src/records/fairnessPolicy.ts';
import { finding, headline } from '../../../src/fairness/headline.ts';
import { remedy } from '../../../src/fairness/remedy.ts';
import type { ErrorSums, FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import { binaryCounts, slice } from './countsOf.ts';

const said = (counts: FairnessCounts) => headline(counts, defaultSettings);

function classCounts(groups: Readonly<Record<string, readonly number[]>>): FairnessCounts {
  const lists = Object.values(groups);
  const all = (lists[0] ?? []).map((_, at) => lists.reduce((sum, rows) => sum + (rows[at] ?? 0), 0));
  return {
    ...binaryCounts({}),
    ...{ task: 'classes', classes: ['x', 'y', 'z'], overall: slice([], all) },
    attributes: [
      { columns: ['site'], slices: Object.entries(groups).map(([name, rows]) => slice([name], rows)) },
    ],
  };
}

function errorCounts(groups: Readonly<Record<string, readonly number[]>>): FairnessCounts {
  const of = (errors: readonly number[]): ErrorSums => {
    const sum = (value: (error: number) => number) => errors.reduce((all, one) => all + value(one), 0);
    const rows = errors.length;
    return {
      ...{ rows, weight: rows, squares: rows, e: sum((e) => e), absolute: sum(Math.abs) },
      ...{ over: sum((e) => Number(e > 0)), under: sum((e) => Number(e < 0)) },
      ...{ e2: sum((e) => e ** 2), e4: sum((e) => e ** 4) },
    };
  };
  const all = Object.values(groups).flat();
  return {
    ...binaryCounts({}),
    ...{ task: 'regression', classes: [], overall: { values: [], rows: all.length, errors: of(all) } },
    attributes: [
      {
        columns: ['region'],
        slices: Object.entries(groups).map(([name, errors]) => ({
          ...{ values: [name], rows: errors.length, errors: of(errors) },
        })),
      },
    ],
  };
}

const around = (mean: number, spread: number, count: number) =>
  Array.from({ length: count }, (_, at) => mean + (at % 2 === 0 ? spread : -spread));

describe('the sentence on top', () => {
  it('tells first what a limit of the policy is about that is exceeded', () => {
    const counts = binaryCounts({ a: [30, 170, 40, 160], b: [160, 40, 80, 120] });
    const told = (limits: FairnessPolicy['limits']) => {
      const { about } = finding(counts, defaultSettings, { limits });
      return about?.measure;
    };
    assert.equal(told([]), 'fpr');
    for (const metric of ['fnr', 'tpr', 'equalOpportunity'] as const) {
      assert.equal(told([{ metric, difference: 0.05 }]), 'fnr', metric);
      assert.equal(told([{ metric, difference: 0.9 }]), 'fpr', metric);
    }
    assert.equal(told([{ metric: 'accuracy', difference: 0 }]), 'fpr');
  });

  it('of two classes tells of the error that is surest to be unequal', () => {
    assert.match(
      said(binaryCounts({ women: [300, 50, 190, 260], men: [420, 60, 100, 420] })),
      /^sex = women are wrongly refused 2\.2 times as often as sex = men/,
    );
    assert.match(
      said(binaryCounts({ women: [300, 150, 50, 260], men: [420, 40, 60, 420] })),
      /^sex = women are wrongly accepted 3\.8 times as often as sex = men/,
    );
  });

  it('of many groups names the one that differs most surely from all others', () => {
    assert.match(
      said(
        binaryCounts({
          ...{ a: [400, 40, 150, 250], b: [400, 40, 60, 340], c: [400, 40, 62, 338], few: [20, 1, 1, 12] },
        }),
      ),
      /^sex = a are wrongly refused 2\.5 times as often as all others \(37\.5.% against 15\.1.%, 95 % interval 2(\.\d)? to 3(\.\d)?, n\s=\s400\s\+\s813\)\.$/,
    );
    // A group that is better off than all others.
    assert.match(
      said(binaryCounts({ a: [400, 40, 20, 380], b: [400, 40, 80, 320], c: [400, 40, 82, 318] })),
      /^all others are wrongly refused 4 times as often as sex = a /,
    );
    // None of the others: there is no “times as often”.
    assert.match(
      said(binaryCounts({ a: [400, 40, 80, 320], b: [400, 40, 0, 400], c: [400, 40, 0, 400] })),
      /^sex = a: 20\.0.% of the positives are wrongly refused, of all others: 0\.0.% \(difference 20\.0.%, 95 % interval 16/,
    );
  });

  it('of noise says that it may be chance, with the largest gap', () => {
    const { text, about } = finding(
      binaryCounts({ a: [300, 100, 100, 100], b: [302, 98, 98, 102] }),
      defaultSettings,
    );
    assert.match(
      text,
      /^No group is judged worse than the others by more than chance may do, .+ The largest gap: sex = a are wrongly refused 1\.02 times/,
    );
    assert.equal(about, undefined);
  });

  it('of equal groups says that they are', () => {
    assert.equal(
      said(binaryCounts({ a: [50, 10, 10, 50], b: [50, 10, 10, 50] })),
      'No group is wrongly judged more often than another.',
    );
  });

  it('of a model that tells nobody apart says so', () => {
    assert.match(said(binaryCounts({ a: [60, 0, 40, 0], b: [50, 0, 50, 0] })), /^Nobody is accepted, so/);
    assert.match(said(binaryCounts({ a: [0, 60, 0, 40], b: [0, 50, 0, 50] })), /^Everybody is accepted, so/);
  });

  for (const [name, counts] of [
    ['three rows', binaryCounts({ a: [1, 0, 0, 1], b: [0, 0, 1, 0] })],
    ['one group', binaryCounts({ a: [50, 10, 10, 50] })],
    ['one large group', binaryCounts({ a: [50, 10, 10, 50], b: [1, 1, 1, 1] })],
  ] as const)
    it(`of ${name} says that there is not enough data`, () => {
      assert.equal(
        said(counts),
        'Not enough data: no two groups of a column have 30 rows or more each, so nothing can be said of them yet.',
      );
    });

  it('of one class only tells of the error that is left', () => {
    assert.match(
      said(binaryCounts({ a: [0, 0, 60, 40], b: [0, 0, 20, 80] })),
      /^sex = a are wrongly refused 3 times as often as sex = b/,
    );
  });

  it('of scores without a threshold asks for one', () => {
    const counts = binaryCounts({ a: [50, 10, 10, 50], b: [50, 10, 10, 50] });
    assert.match(
      said({ ...counts, overall: { values: [], rows: counts.rows } }),
      /^Only scores are known, and no threshold/,
    );
  });

  it('of several classes tells who is put into a wrong class more often', () => {
    const counts = classCounts({
      north: [60, 20, 20, 20, 60, 20, 20, 20, 60],
      south: [90, 5, 5, 5, 90, 5, 5, 5, 90],
    });
    assert.match(
      said(counts),
      /^site = north: 40\.0.% are put into a wrong class, of site = south: 10\.0.% \(difference 30\.0.%, 95 % interval 2\d\.\d.% to 3\d\.\d.%, n\s=\s300\s\+\s300\)\.$/,
    );
    const same = [60, 20, 20, 20, 60, 20, 20, 20, 60];
    assert.equal(said(classCounts({ a: same, b: same })), 'All groups are judged wrongly equally often.');
  });

  it('of a regression tells whose predictions lean, with directions', () => {
    assert.match(
      said(errorCounts({ north: around(-310, 900, 400), south: around(150, 900, 300) })),
      /^region = north: predictions are 310 too low on average; region = south: 150 too high \(difference 460, 95 % interval 3\d\d(\.\d+)? to 5\d\d(\.\d+)?, n\s=\s300\s\+\s400\)\.$/,
    );
  });

  it('of a regression that leans nowhere tells whose predictions are further off', () => {
    const spread = (size: number) => around(0, size, 400).map((error, at) => error * (1 + (at % 7) / 10));
    const even = (errors: readonly number[]) => errors.flatMap((error) => [error, -error]);
    assert.match(
      said(errorCounts({ north: even(spread(900)), south: even(spread(300)) })),
      /^region = north: predictions are off by [\d\s]+(\.\d+)? on average, for region = south by \d+(\.\d+)? \(difference/,
    );
  });
});

describe('what it would take', () => {
  const settings = defaultSettings;
  /** Scores as many as thresholds: `a` scores 0.1 lower. */
  const thresholds = [0.3, 0.4, 0.5, 0.6];
  const curve = (positives: number[], negatives: number[]) => ({
    ...{ auc: null, calibration: [], positives, negatives },
    totals: { rows: [100, 100] },
  });
  const [a, b] = [curve([95, 90, 60, 40], [40, 10, 4, 2]), curve([96, 91, 90, 70], [45, 12, 10, 3])];
  const sum = (x: readonly number[], y: readonly number[]) => x.map((one, at) => one + (y[at] ?? 0));
  const all = {
    ...curve(sum(a.positives, b.positives), sum(a.negatives, b.negatives)),
    totals: { rows: [200, 200] },
  };
  const counts: FairnessCounts = {
    ...binaryCounts({ a: [96, 4, 40, 60], b: [90, 10, 10, 90] }),
    ...{ scores: { thresholds, all: true, min: 0, max: 1 }, threshold: 0.5 },
  };
  const scored: FairnessCounts = {
    ...counts,
    overall: { ...counts.overall, curve: all },
    attributes: counts.attributes.map(({ columns, slices }) => ({
      columns,
      slices: slices.map((one, at) => ({ ...one, curve: at === 0 ? a : b })),
    })),
  };
  const mend = (of: FairnessCounts, policy: Parameters<typeof remedy>[0]['policy'] = null) =>
    remedy({ counts: of, shown: of, finding: finding(of, settings), policy, settings });

  it('is the most accurate threshold that keeps the limit, with what it costs', () => {
    assert.equal(
      mend(scored, { limits: [{ metric: 'equalOpportunity', difference: 0.1 }] })?.replaceAll('\u00a0', ' '),
      'So that the equal opportunity difference by sex is at most 0.1, scores above 0.4 instead of 0.5 would have to be accepted: 89.8 % would be judged rightly (now 84.0 %), and 50.7 % accepted (now 41.0 %).',
    );
  });

  it('is measured by the sentence itself where no limit is set', () => {
    assert.match(
      mend(scored) ?? '',
      /^So that no group of sex is wrongly refused more than 1\.25 times as often as another, scores above 0\.\d/,
    );
  });

  it('is another model where no threshold keeps the limit', () => {
    assert.match(
      mend(scored, { limits: [{ metric: 'equalOpportunity', difference: 0.001 }] }) ?? '',
      /^There is no single threshold at which the equal opportunity difference by sex is at most 0\.001: the model/,
    );
  });

  it('is another model without scores, and nothing where limits hold', () => {
    assert.match(mend({ ...counts, scores: null }) ?? '', /these predictions have no scores/);
    assert.equal(mend(counts, { limits: [{ metric: 'equalOpportunity', difference: 0.5 }] }), undefined);
  });

  it('of several classes and regressions says that no threshold mends it', () => {
    const classes = classCounts({
      north: [60, 20, 20, 20, 60, 20, 20, 20, 60],
      south: [90, 5, 5, 5, 90, 5, 5, 5, 90],
    });
    assert.match(mend(classes) ?? '', /^Of several classes no single threshold decides/);
    const errors = errorCounts({ north: around(-310, 900, 400), south: around(150, 900, 300) });
    assert.match(mend(errors) ?? '', /^No threshold mends this/);
  });
});
