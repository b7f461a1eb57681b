/** Limits of a policy for some columns, and what thresholds do. */
import assert from 'node:assert/strict';
import { defaultSettings } from '../../../src/fairness/fairnessReport.ts';
import {
  effectNow,
  effectsByGroup,
  effectWithin,
  isKept,
  limitsOf,
} from '../../../src/fairness/limitSearch.ts';
import { tradeOffs } from '../../../src/fairness/thresholds.ts';
import { isSearched, worstSlices } from '../../../src/fairness/worstSlices.ts';
import type { FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import { binaryCounts, firstOf, slice } from './countsOf.ts';

const curve = (positives: number[], negatives: number[], rows: [number, number] = [100, 100]) => ({
  ...{ auc: null, calibration: [], positives, negatives, totals: { rows } },
});
const [f, m] = [curve([95, 80, 40], [40, 20, 2]), curve([98, 95, 90], [45, 30, 10])];
const base = binaryCounts({ f: [98, 2, 60, 40], m: [90, 10, 10, 90] });
const counts: FairnessCounts = {
  ...base,
  ...{ scores: { thresholds: [0.3, 0.4, 0.5], all: true, min: 0, max: 1 }, threshold: 0.5 },
  overall: { ...base.overall, curve: curve([193, 175, 130], [85, 50, 12], [200, 200]) },
  attributes: [
    {
      columns: ['sex'],
      slices: firstOf(base).slices.map((one, at) => ({ ...one, curve: at === 0 ? f : m })),
    },
  ],
};
const attribute = firstOf(counts);
const asked = {
  spec: { metric: 'equalOpportunity', kind: 'difference', against: 'groups' },
  limit: 0.16,
} as const;

describe('limits', () => {
  it('of a policy are those of the columns, as difference and ratio, that a threshold can move', () => {
    const policy = {
      attributes: ['sex', ['sex', 'race']],
      limits: [
        { metric: 'equalizedOdds', difference: 0.1, ratio: 0.8 },
        { metric: 'auc', difference: 0.05 },
        { metric: 'fpr', difference: 0.2, attributes: ['race'], against: 'overall' },
      ],
    } as const;
    const told = (columns: string[]) =>
      limitsOf(
        {
          ...policy,
          attributes: ['sex', ['sex', 'race']],
          limits: policy.limits.map((one) => ({
            ...one,
            attributes: 'attributes' in one ? ['race'] : undefined,
          })),
        },
        columns,
      ).map(({ spec, limit }) => [spec.metric, spec.kind, spec.against, limit]);
    const odds = [
      ['equalizedOdds', 'difference', 'groups', 0.1],
      ['equalizedOdds', 'ratio', 'groups', 0.8],
    ];
    assert.deepEqual(told(['sex']), odds);
    assert.deepEqual(told(['race', 'sex']), odds);
    assert.deepEqual(told(['race']), [['fpr', 'difference', 'overall', 0.2]]);
  });

  it('are kept by the most accurate threshold, with what it costs', () => {
    const now = effectNow(counts, attribute, asked.spec, defaultSettings);
    assert.deepEqual([now?.threshold, now?.accuracy, now?.selected], [0.5, 0.795, 0.355]);
    assert.ok(Math.abs((now?.gap ?? 0) - 0.5) < 1e-12 && now && !isKept(now, asked));
    const best = effectWithin(counts, tradeOffs(counts, attribute, asked.spec, defaultSettings), asked);
    assert.deepEqual([best?.threshold, best?.accuracy, best?.selected], [0.4, 0.8125, 0.5625]);
    assert.ok(best && isKept(best, asked));
    const none = { ...asked, limit: 0.01 };
    const points = tradeOffs(counts, attribute, none.spec, defaultSettings);
    assert.equal(effectWithin(counts, points, none), undefined);
  });

  it('are kept with a threshold for each group, told group by group', () => {
    const found = effectsByGroup(counts, attribute, asked, 30);
    assert.deepEqual(
      found?.groups.map(({ slice: key, threshold, accuracy, selected }) => [
        key['sex'],
        threshold,
        accuracy,
        selected,
      ]),
      [
        ['f', 0.4, 0.8, 0.5],
        ['m', 0.5, 0.9, 0.5],
      ],
    );
    assert.ok(Math.abs(found.accuracy - 0.85) < 1e-12);
    assert.equal(effectsByGroup(counts, attribute, { ...asked, limit: 0.0001 }, 1000), undefined);
  });
});

describe('the search of worst slices', () => {
  it('of several classes is by accuracy only', () => {
    const [a, b] = [
      [60, 20, 20, 20, 60, 20, 20, 20, 60],
      [90, 5, 5, 5, 90, 5, 5, 5, 90],
    ];
    const classes: FairnessCounts = {
      ...base,
      ...{ task: 'classes', classes: ['x', 'y', 'z'] },
      overall: slice(
        [],
        a.map((one, at) => one + (b[at] ?? 0)),
      ),
      attributes: [{ columns: ['site'], slices: [slice(['a'], a), slice(['b'], b)] }],
    };
    assert.deepEqual([isSearched(classes, 'accuracy'), isSearched(classes, 'fpr')], [true, false]);
    assert.deepEqual(
      [isSearched(base, 'fpr'), isSearched(base, 'auc'), isSearched(base, 'rmse')],
      [true, false, false],
    );
    const { found } = worstSlices(classes, 'accuracy', 30);
    assert.deepEqual(
      found.map(({ slice: key, value, rest }) => [key['site'], value, rest]),
      [
        ['a', 0.6, 0.9],
        ['b', 0.9, 0.6],
      ],
    );
  });
});
