import assert from 'node:assert/strict';
import { groupThresholds } from '../../../src/fairness/groupThresholds.ts';
import { seededRandom, normalDraw } from '../../../src/base/seededRandom.ts';
import { atThreshold, bestWithin, thresholdPlace, tradeOffs } from '../../../src/fairness/thresholds.ts';
import type { FairnessCounts, SliceCounts } from '../../../src/protocol/fairnessCounts.ts';
import { firstOf } from './countsOf.ts';

interface Row {
  readonly group: string;
  readonly positive: boolean;
  readonly score: number;
}

/** Men score higher than women of the same kind, so that one threshold cannot be fair and right. */
function someRows(): Row[] {
  const random = seededRandom('thresholds');
  return Array.from({ length: 1000 }, (_, at) => {
    const group = at % 2 === 0 ? 'f' : 'm';
    const positive = random.uniform() < 0.5;
    const score =
      Math.round(
        100 / (1 + Math.exp(-normalDraw(random) - (positive ? 1.2 : -1.2) - (group === 'm' ? 0.8 : -0.8))),
      ) / 100;
    return { group, positive, score };
  });
}

const rows = someRows();
const thresholds = [...new Set(rows.map(({ score }) => score))].sort((a, b) => a - b);

function sliceOf(values: string[], own: readonly Row[]): SliceCounts {
  const above = (positive: boolean) =>
    thresholds.map(
      (threshold) => own.filter((row) => row.positive === positive && row.score > threshold).length,
    );
  const all = (positive: boolean) => own.filter((row) => row.positive === positive).length;
  return {
    values,
    rows: own.length,
    curve: {
      ...{ auc: null, calibration: [], positives: above(true), negatives: above(false) },
      totals: { rows: [all(false), all(true)] },
    },
  };
}

const counts: FairnessCounts = {
  ...{
    task: 'binary',
    classes: ['0', '1'],
    rows: rows.length,
    weighted: false,
    threshold: null,
    problems: [],
  },
  overall: sliceOf([], rows),
  attributes: [
    {
      columns: ['sex'],
      slices: ['f', 'm'].map((group) =>
        sliceOf(
          [group],
          rows.filter((row) => row.group === group),
        ),
      ),
    },
  ],
  scores: { thresholds, all: true, min: thresholds[0] ?? 0, max: thresholds.at(-1) ?? 1 },
};
const spec = { metric: 'equalOpportunity', kind: 'difference', against: 'groups' } as const;
const settings = { minSize: 30, reference: {} };

describe('thresholds', () => {
  it('recount as counting the rows again does', () => {
    for (const wanted of [0, 0.25, 0.5, 0.93, 2]) {
      const place = thresholdPlace(counts, wanted);
      const moved = atThreshold(counts, place);
      assert.ok(Math.abs((moved.threshold ?? 9) - Math.min(wanted, thresholds.at(-1) ?? 1)) <= 0.011);
      const count = (positive: boolean, above: boolean) =>
        rows.filter((row) => row.positive === positive && row.score > (moved.threshold ?? 0) === above)
          .length;
      assert.deepEqual(moved.overall.cells?.rows, [
        count(false, false),
        count(false, true),
        count(true, false),
        count(true, true),
      ]);
    }
  });

  it('trade accuracy for a smaller gap, and the best one within a limit is found', () => {
    const points = tradeOffs(counts, firstOf(counts), spec, settings);
    assert.equal(points.length, thresholds.length);
    const best = bestWithin(points, 'difference', 0.1);
    const free = bestWithin(points, 'difference', 1);
    assert.ok(best && free && best.gap <= 0.1 && best.accuracy < free.accuracy);
    assert.ok(points.every(({ gap, accuracy }) => !(gap <= 0.1) || accuracy <= best.accuracy));
    assert.equal(bestWithin(points, 'ratio', 1.01), undefined);
  });

  for (const metric of ['equalOpportunity', 'demographicParity', 'equalizedOdds'] as const)
    for (const [kind, limit] of [
      ['difference', 0.05],
      ['ratio', 0.9],
    ] as const)
      it(`for each group keep ${metric} to a ${kind} and are more accurate than one for all`, () => {
        const found = groupThresholds(counts, firstOf(counts), { metric, kind }, { limit, minSize: 30 });
        assert.ok(found);
        const slices = firstOf(counts).slices.map((slice, at) => {
          const place = thresholds.indexOf(found.thresholds[at]?.threshold ?? NaN);
          const moved = atThreshold({ ...counts, overall: slice }, place).overall.cells?.rows ?? [];
          const [tn = 0, fp = 0, fn = 0, tp = 0] = moved;
          return { tpr: tp / (tp + fn), fpr: fp / (fp + tn), selected: (tp + fp) / (tp + fp + tn + fn) };
        });
        const [f, m] = slices;
        assert.ok(f && m);
        const pairs = {
          equalOpportunity: [[f.tpr, m.tpr]],
          demographicParity: [[f.selected, m.selected]],
          equalizedOdds: [
            [f.tpr, m.tpr],
            [f.fpr, m.fpr],
          ],
        }[metric];
        for (const [a = 0, b = 0] of pairs)
          if (kind === 'difference') assert.ok(Math.abs(a - b) <= limit + 1e-12);
          else assert.ok(Math.min(a, b) / Math.max(a, b) >= limit - 1e-12);
        const one = bestWithin(
          tradeOffs(counts, firstOf(counts), { ...spec, metric, kind }, settings),
          kind,
          limit,
        );
        assert.ok(found.accuracy > (one?.accuracy ?? 0));
      });
});
