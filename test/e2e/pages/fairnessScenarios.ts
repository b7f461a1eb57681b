/** Predictions of a lender, counted as the data process counts them: what the fairness page is drawn from in its tests. */
import { scoreWalk } from '../../../src/data/scoreWalk.ts';
import { sortScores } from '../../../src/data/sortScores.ts';
import { curveCells } from '../../../src/protocol/curveCells.ts';
import type {
  AttributeCounts,
  FairnessCounts,
  ScoreCurve,
  SliceCounts,
} from '../../../src/protocol/fairnessCounts.ts';
import type { FairnessView } from '../../../src/protocol/fairnessPage.ts';
import { seededRandom } from '../../../src/base/seededRandom.ts';
import { fairnessName } from '../../../src/project/fairnessSubject.ts';

export const fairnessRun = '20260301-090000-fa1r';
export const fairnessSubjectName = fairnessName({
  run: fairnessRun,
  file: '/home/sam/credit/out/predictions.csv',
});

export interface FairnessScenario {
  readonly view: FairnessView;
  readonly counts: FairnessCounts;
  /** With deeper crossings. */
  readonly deep?: FairnessCounts;
}

export interface Row {
  readonly groups: readonly (string | null)[];
  readonly isPositive: boolean;
  readonly score: number;
}

const thresholds = Array.from({ length: 99 }, (_, at) => (at + 1) / 100);

/** Women's scores are lower than those of men who repay as well. */
export function lenderRows(count: number): Row[] {
  const { uniform } = seededRandom('lender');
  const ages = ['18–24', '25–34', '35–49', '50–64', '65+'];
  return Array.from({ length: count }, () => {
    const sex = uniform() < 0.015 ? null : uniform() < 0.42 ? 'F' : 'M';
    const age = ages[Math.min(4, Math.floor(uniform() * uniform() * 5.2))] ?? '65+';
    const isPositive = uniform() < 0.6;
    const shift = (isPositive ? 0.22 : -0.18) - (sex === 'F' ? 0.09 : 0) + (age === '18–24' ? -0.05 : 0.02);
    const noise = (uniform() + uniform() + uniform() - 1.5) * 0.45;
    return { groups: [sex, age], isPositive, score: Math.min(0.999, Math.max(0.001, 0.52 + shift + noise)) };
  });
}

export function countRows(
  columns: readonly string[],
  rows: readonly Row[],
  threshold: number | null,
  cross = 2,
): FairnessCounts {
  const place = threshold === null ? undefined : thresholds.indexOf(threshold);
  const pairs = columns.flatMap((_, a) => columns.slice(a + 1).map((_, b) => [a, a + 1 + b]));
  const threes = pairs.flatMap(([a = 0, b = 0]) => columns.slice(b + 1).map((_, c) => [a, b, b + 1 + c]));
  const crossings: readonly (readonly number[])[] = [
    ...columns.map((_, at) => [at]),
    ...pairs,
    ...(cross > 2 ? threes : []),
  ];
  const { overall } = walked(rows, [rows]);
  return {
    task: 'binary',
    classes: ['0', '1'],
    rows: rows.length,
    weighted: false,
    overall: sliceOf([], rows, overall, place),
    attributes: crossings.map((places): AttributeCounts => {
      const groups = new Map<string, Row[]>();
      for (const row of rows) {
        const key = JSON.stringify(places.map((at) => row.groups[at] ?? null));
        const own = groups.get(key) ?? [];
        own.push(row);
        groups.set(key, own);
      }
      const { curves, wholeDraws } = walked(rows, [...groups.values()]);
      return {
        columns: places.map((at) => columns[at] ?? ''),
        slices: [...groups.values()]
          .map((own, at) =>
            sliceOf(
              places.map((group) => own[0]?.groups[group] ?? null),
              own,
              curves[at] ?? overall,
              place,
            ),
          )
          .sort((a, b) => (a.values.join() < b.values.join() ? -1 : 1)),
        ...(wholeDraws && { wholeDraws }),
      };
    }),
    scores: { thresholds, all: false, min: 0.001, max: 0.999 },
    threshold,
    problems: [],
  };
}

function sliceOf(
  values: readonly (string | null)[],
  rows: readonly Row[],
  curve: ScoreCurve,
  place: number | undefined,
): SliceCounts {
  return { values: [...values], rows: rows.length, cells: curveCells(curve, place ?? 49), curve };
}

export function curveOf(rows: readonly Row[]): ScoreCurve {
  return walked(rows, [rows]).overall;
}

/** Curves of all rows and of the slices that they are made of. */
function walked(
  rows: readonly Row[],
  slices: readonly (readonly Row[])[],
): { overall: ScoreCurve; curves: ScoreCurve[]; wholeDraws: number[] | undefined } {
  // Code `slice * 2 + label`.
  const codes = Int32Array.from({ length: slices.length * 2 }, (_, code) => code);
  const walk = scoreWalk({
    positive: Array.from(codes, (code) => code % 2 === 1),
    slicings: [
      { sliceOf: codes.map(() => 0), slices: 1 },
      { sliceOf: codes.map((code) => code >> 1), slices: slices.length },
    ],
    ...{ isWeighted: false, isProbability: true },
  });
  const parts = slices.flatMap((own, slice) =>
    [false, true].map((sign) => ({
      code: slice * 2 + Number(sign),
      scores: Float64Array.from(
        own.filter(({ isPositive }) => isPositive === sign).map(({ score }) => score),
      ),
    })),
  );
  walk.add(sortScores(parts), thresholds);
  const { curves, wholeDraws } = walk.end();
  const [[overall] = [], own = []] = curves;
  if (overall === undefined) throw new Error(`There is no curve of ${String(rows.length)} rows.`);
  return { overall, curves: own, wholeDraws: wholeDraws[1] };
}

export const lenderView: FairnessView = {
  ...{ file: 'out/predictions.csv', content: '1' },
  columns: {
    ...{ label: 'repaid', score: 'score', threshold: 0.5, cross: 2 },
    groups: [{ column: 'sex' }, { column: 'age_band' }],
  },
  run: { id: fairnessRun, name: 'quiet-heron', script: 'train_credit.py' },
  data: ['loans-2026 v4'],
  models: [{ name: 'credit-risk', version: 8 }],
  policy: {
    attributes: ['sex', 'age_band'],
    favourable: '1',
    limits: [
      { metric: 'equalOpportunity', difference: 0.1 },
      { metric: 'demographicParity', ratio: 0.8 },
    ],
  },
  stale: [],
};

export const typicalCounts = countRows(['sex', 'age_band'], lenderRows(4000), 0.5);

/** A column of areas with a few hundred values, most of them small. */
function manyGroups(): FairnessCounts {
  const { uniform } = seededRandom('areas');
  const rows = lenderRows(12_000).map((row) => ({
    ...row,
    groups: [...row.groups, `area-${String(Math.floor(uniform() ** 2 * 400))} of a long, long name`],
  }));
  return countRows(['sex', 'age_band', 'residential_area_of_the_applicant'], rows, 0.5);
}

const view = lenderView;

export const fairnessScenarios = {
  typical: { view, counts: typicalCounts },
  /** A file picked by hand, decisions without scores, no limits. */
  bare: {
    view: {
      ...view,
      run: null,
      data: [],
      models: [],
      policy: null,
      columns: { label: 'y', prediction: 'p', groups: [{ column: 'sex' }], cross: 1 },
    },
    counts: {
      ...typicalCounts,
      scores: null,
      threshold: null,
      overall: { values: [], rows: 3, cells: { rows: [1, 0, 1, 1] } },
      rows: 3,
      attributes: [
        {
          columns: ['sex'],
          slices: [
            { values: ['F'], rows: 2, cells: { rows: [0, 0, 1, 1] } },
            { values: [null], rows: 1, cells: { rows: [1, 0, 0, 0] } },
          ],
        },
      ],
    },
  },
  regression: {
    view: {
      ...view,
      policy: null,
      columns: { label: 'price', prediction: 'estimate', groups: [{ column: 'region' }], cross: 1 },
    },
    counts: {
      ...typicalCounts,
      task: 'regression',
      classes: [],
      scores: null,
      threshold: null,
      overall: { values: [], rows: 900, errors: errorsOf(900, -95_000 / 900) },
      rows: 900,
      attributes: [
        {
          columns: ['region'],
          slices: [
            { values: ['north'], rows: 500, errors: errorsOf(500, -310) },
            { values: ['south'], rows: 400, errors: errorsOf(400, 150) },
          ],
        },
      ],
    },
  },
  huge: { view, counts: manyGroups() },
  broken: {
    view: {
      ...view,
      content: '2',
      stale: ['The predictions were written again after the run had ended.'],
    },
    counts: {
      ...typicalCounts,
      problems: Array.from({ length: 7 }, (_, at) => ({
        where: '/home/sam/credit/out/predictions.csv',
        message: `${String(at + 2)} rows have no value in “sex_${String(at)}” and are left out.`,
      })),
    },
  },
} as const satisfies Record<string, FairnessScenario>;

function errorsOf(rows: number, mean: number) {
  const e2 = rows * (mean ** 2 + 1e6);
  return {
    ...{ rows, weight: rows, squares: rows, over: Math.round(rows * 0.4), under: Math.round(rows * 0.6) },
    ...{ e: rows * mean, absolute: rows * 800, e2, e4: (3 * e2 ** 2) / rows },
  };
}
