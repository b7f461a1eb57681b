/**
 * One walk over sorted scores, from the lowest up: it notes the counts at thresholds, the steps of ROC curves that areas are found
 * and drawn from, and tenths for calibration. Ranges of scores may follow each other, so that not all rows are held.
 */
import type { CalibrationBin, ScoreCurve } from '../protocol/fairnessCounts.ts';
import { areaDraws, drawAreas, type DrawnAreas } from './drawnAreas.ts';
import type { RocSteps } from './rocSteps.ts';
import type { SortedScores } from './sortScores.ts';
import { stepWalk, type StepPlan } from './stepWalk.ts';

/** Sums by code. */
export interface Sums {
  rows: Float64Array;
  weights: Float64Array;
  squares: Float64Array;
}

interface Snapshot extends Sums {
  readonly threshold: number;
}

export interface WalkPlan extends StepPlan {
  readonly isProbability: boolean;
  /** False: areas under the curves are not asked for. */
  readonly withAreas?: boolean;
}

export interface Walked {
  readonly thresholds: number[];
  readonly curves: ScoreCurve[][];
  /** By slicing the area of all rows in its draws. */
  readonly wholeDraws: (number[] | undefined)[];
  readonly seen: Sums;
}

const tenths = 10;

export interface Walk {
  /** Scores above all earlier ones, and the thresholds to note among them, growing. */
  add(sorted: SortedScores, thresholds: readonly number[]): void;
  /** Thresholds that were noted, a curve for each slice of each slicing, and the sums of all rows. */
  end(): Walked;
}

export function scoreWalk(plan: WalkPlan): Walk {
  const codes = plan.positive.length;
  const seen = emptySums(codes);
  const snapshots: Snapshot[] = [];
  const calibration = plan.isProbability
    ? { ...emptySums(codes * tenths), scores: new Float64Array(codes * tenths) }
    : undefined;
  const steps = plan.withAreas === false ? undefined : stepWalk(plan);
  const note = (threshold: number) =>
    snapshots.push({
      threshold,
      rows: seen.rows.slice(),
      weights: plan.isWeighted ? seen.weights.slice() : seen.rows,
      squares: plan.isWeighted ? seen.squares.slice() : seen.rows,
    });
  return {
    add: (sorted, thresholds) => {
      const { scores, codes: rowCodes, weights } = sorted;
      let [at, wanted] = [0, 0];
      while (at < scores.length || wanted < thresholds.length) {
        const threshold = thresholds[wanted] ?? Infinity;
        // All scores up to the threshold, itself included: positive is only what lies above.
        for (; at < scores.length && (scores[at] ?? 0) <= threshold; at++) {
          const code = rowCodes[at] ?? 0;
          seen.rows[code] = (seen.rows[code] ?? 0) + 1;
          if (weights) {
            const weight = weights[at] ?? 0;
            seen.weights[code] = (seen.weights[code] ?? 0) + weight;
            seen.squares[code] = (seen.squares[code] ?? 0) + weight * weight;
          }
        }
        if (wanted < thresholds.length) note(threshold);
        wanted += 1;
      }
      if (calibration) addTenths(calibration, sorted);
      steps?.add(sorted);
    },
    end: () => {
      const drawn = drawnOf(steps?.end() ?? []);
      return {
        seen,
        thresholds: snapshots.map(({ threshold }) => threshold),
        wholeDraws: drawn.map(({ whole }) => whole),
        curves: plan.slicings.map(({ sliceOf, slices }, slicing) => {
          const areas = drawn[slicing]?.slices ?? [];
          const members = Array.from({ length: slices }, (): number[] => []);
          for (const [code, slice] of sliceOf.entries()) members[slice]?.push(code);
          return members.map((own, slice) => ({
            auc: areas[slice] ?? null,
            calibration: calibration ? tenthsOf(calibration, own, plan) : [],
            ...curveOf(own, { seen, snapshots, plan }),
          }));
        }),
      };
    },
  };
}

/** Every slicing has draws of its own. Those of all rows alone are not told: nothing is held against them. */
function drawnOf(steps: readonly RocSteps[][]): DrawnAreas[] {
  const [[whole] = []] = steps;
  if (whole === undefined) return [];
  const times = areaDraws(steps.reduce((sum, own) => sum + own.length, 0));
  return steps.map((own, slicing) => {
    const drawn = drawAreas(own, whole, { seed: `cairn/${String(slicing)}`, times });
    if (slicing > 0) return drawn;
    return { slices: drawn.slices.map((one) => one && { ...one, draws: undefined }), whole: undefined };
  });
}

export function emptySums(length: number): Sums {
  const list = () => new Float64Array(length);
  return { rows: list(), weights: list(), squares: list() };
}

function curveOf(
  own: readonly number[],
  { seen, snapshots, plan }: { seen: Sums; snapshots: readonly Snapshot[]; plan: WalkPlan },
): Omit<ScoreCurve, 'auc' | 'calibration'> {
  const [positive, negative] = [true, false].map((sign) =>
    own.filter((code) => plan.positive[code] === sign),
  );
  const total = (list: Float64Array, codes: readonly number[] = []) =>
    codes.reduce((sum, code) => sum + (list[code] ?? 0), 0);
  const above = (pick: (sums: Sums) => Float64Array) => {
    const side = (codes: readonly number[] | undefined) => {
      const all = total(pick(seen), codes);
      return snapshots.map((snapshot) => Math.max(0, all - total(pick(snapshot), codes)));
    };
    return { positives: side(positive), negatives: side(negative) };
  };
  const totals = (pick: (sums: Sums) => Float64Array) => [
    total(pick(seen), negative),
    total(pick(seen), positive),
  ];
  const rows = above((sums) => sums.rows);
  if (!plan.isWeighted) return { ...rows, totals: { rows: totals((sums) => sums.rows) } };
  return {
    ...rows,
    weights: above((sums) => sums.weights),
    squares: above((sums) => sums.squares),
    totals: {
      rows: totals((sums) => sums.rows),
      weights: totals((sums) => sums.weights),
      squares: totals((sums) => sums.squares),
    },
  };
}

type Tenths = Sums & { scores: Float64Array };

function addTenths(calibration: Tenths, { scores, codes, weights }: SortedScores): void {
  const { rows, weights: sums, scores: means } = calibration;
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at] ?? 0;
    const place = (codes[at] ?? 0) * tenths + Math.min(tenths - 1, (score * tenths) | 0);
    const weight = weights ? (weights[at] ?? 0) : 1;
    rows[place] = (rows[place] ?? 0) + 1;
    sums[place] = (sums[place] ?? 0) + weight;
    means[place] = (means[place] ?? 0) + weight * score;
  }
}

/** Only tenths with rows. */
function tenthsOf(calibration: Tenths, own: readonly number[], plan: WalkPlan): CalibrationBin[] {
  return Array.from({ length: tenths }, (_, tenth) => {
    const bin = { from: tenth / tenths, to: (tenth + 1) / tenths, rows: 0, weight: 0, positives: 0 };
    let scores = 0;
    for (const code of own) {
      const place = code * tenths + tenth;
      const weight = calibration.weights[place] ?? 0;
      bin.rows += calibration.rows[place] ?? 0;
      bin.weight += weight;
      scores += calibration.scores[place] ?? 0;
      if (plan.positive[code] === true) bin.positives += weight;
    }
    return { ...bin, meanScore: bin.weight > 0 ? scores / bin.weight : 0 };
  }).filter(({ rows, weight }) => rows > 0 && weight > 0);
}
