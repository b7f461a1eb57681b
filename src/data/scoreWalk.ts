/**
 * One walk over sorted scores, from the lowest up: it notes the counts at thresholds, the ranks that areas under ROC curves and
 * their variance are made of, and tenths for calibration. Ranges of scores may follow each other, so that not all rows are held.
 */
import type { AucEstimate, CalibrationBin, ScoreCurve } from '../protocol/fairnessCounts.ts';
import type { SortedScores } from './sortScores.ts';

/** Sums by code. */
export interface Sums {
  rows: Float64Array;
  weights: Float64Array;
  squares: Float64Array;
}

interface Snapshot extends Sums {
  readonly threshold: number;
}

export interface WalkPlan {
  /** By code: whether its label is positive. */
  readonly positive: readonly boolean[];
  /** Slicings: by code the slice, of so many. */
  readonly slicings: readonly { readonly sliceOf: Int32Array; readonly slices: number }[];
  readonly isWeighted: boolean;
  readonly isProbability: boolean;
  /** False: areas under the curves are not asked for. */
  readonly withAreas?: boolean;
}

const tenths = 10;

export interface Walk {
  /** Scores above all earlier ones, and the thresholds to note among them, growing. */
  add(sorted: SortedScores, thresholds: readonly number[]): void;
  /** Thresholds that were noted, a curve for each slice of each slicing, and the sums of all rows. */
  end(): { thresholds: number[]; curves: ScoreCurve[][]; seen: Sums };
}

export function scoreWalk(plan: WalkPlan): Walk {
  const codes = plan.positive.length;
  const seen = emptySums(codes);
  const snapshots: Snapshot[] = [];
  const calibration = plan.isProbability
    ? { ...emptySums(codes * tenths), scores: new Float64Array(codes * tenths) }
    : undefined;
  const ranks =
    plan.withAreas === false
      ? []
      : plan.slicings.map(({ sliceOf, slices }) => rankSums(sliceOf, slices, plan));
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
      for (const one of ranks) one.add(sorted);
    },
    end: () => ({
      seen,
      thresholds: snapshots.map(({ threshold }) => threshold),
      curves: plan.slicings.map(({ sliceOf, slices }, slicing) => {
        const areas = ranks[slicing]?.end() ?? [];
        const members = Array.from({ length: slices }, (): number[] => []);
        for (const [code, slice] of sliceOf.entries()) members[slice]?.push(code);
        return members.map((own, slice) => ({
          auc: areas[slice] ?? null,
          calibration: calibration ? tenthsOf(calibration, own, plan) : [],
          ...curveOf(own, { seen, snapshots, plan }),
        }));
      }),
    }),
  };
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

/** Sums of ranks within each slice, of positives among negatives and the other way round; both in one pass over all rows. */
function rankSums(sliceOf: Int32Array, slices: number, plan: WalkPlan) {
  const list = () => new Float64Array(slices);
  // By slice: the weight of each class so far, its squares, and the first and second moments of the ranks.
  const [positives, negatives, tiedPositives, tiedNegatives] = [list(), list(), list(), list()];
  const [squares, negativeSquares] = [list(), list()];
  const [below, below2, among, among2] = [list(), list(), list(), list()];
  const isPositive = Uint8Array.from(plan.positive, Number);
  const add = ({ scores, codes, weights }: SortedScores) => {
    for (let from = 0; from < scores.length;) {
      const score = scores[from] ?? 0;
      let to = from + 1;
      while (to < scores.length && scores[to] === score) to += 1;
      if (to - from > 1)
        for (let at = from; at < to; at++) {
          const code = codes[at] ?? 0;
          const slice = sliceOf[code] ?? 0;
          const tied = isPositive[code] === 1 ? tiedPositives : tiedNegatives;
          tied[slice] = (tied[slice] ?? 0) + (weights ? (weights[at] ?? 0) : 1);
        }
      for (let at = from; at < to; at++) {
        const code = codes[at] ?? 0;
        const slice = sliceOf[code] ?? 0;
        const weight = weights ? (weights[at] ?? 0) : 1;
        if (isPositive[code] === 1) {
          const rank = (negatives[slice] ?? 0) + (tiedNegatives[slice] ?? 0) / 2;
          below[slice] = (below[slice] ?? 0) + weight * rank;
          below2[slice] = (below2[slice] ?? 0) + weight * rank * rank;
          squares[slice] = (squares[slice] ?? 0) + weight * weight;
          if (to - from === 1) positives[slice] = (positives[slice] ?? 0) + weight;
        } else {
          const rank = (positives[slice] ?? 0) + (tiedPositives[slice] ?? 0) / 2;
          among[slice] = (among[slice] ?? 0) + weight * rank;
          among2[slice] = (among2[slice] ?? 0) + weight * rank * rank;
          negativeSquares[slice] = (negativeSquares[slice] ?? 0) + weight * weight;
          if (to - from === 1) negatives[slice] = (negatives[slice] ?? 0) + weight;
        }
      }
      if (to - from > 1)
        for (let at = from; at < to; at++) {
          const slice = sliceOf[codes[at] ?? 0] ?? 0;
          // The first of the tie takes all of its slice's.
          positives[slice] = (positives[slice] ?? 0) + (tiedPositives[slice] ?? 0);
          negatives[slice] = (negatives[slice] ?? 0) + (tiedNegatives[slice] ?? 0);
          tiedPositives[slice] = 0;
          tiedNegatives[slice] = 0;
        }
      from = to;
    }
  };
  const end = () =>
    Array.from({ length: slices }, (_, slice): AucEstimate | null => {
      const [p, n] = [positives[slice] ?? 0, negatives[slice] ?? 0];
      if (!(p > 0) || !(n > 0)) return null;
      const value = (below[slice] ?? 0) / (p * n);
      // Of negatives the share of positives above them: 1 − rank / p, whose spread is that of the rank.
      const spread = (first: number, second: number, own: number, other: number) =>
        Math.max(0, second / own - (first / own) ** 2) / (other * other);
      const effective = [(p * p) / (squares[slice] ?? 1), (n * n) / (negativeSquares[slice] ?? 1)] as const;
      // A single row has no spread of its own: then as large as it may be.
      const part = (variance: number, rows: number) =>
        rows > 1 ? variance / (rows - 1) : value * (1 - value);
      return {
        value,
        variance:
          part(spread(below[slice] ?? 0, below2[slice] ?? 0, p, n), effective[0]) +
          part(spread(among[slice] ?? 0, among2[slice] ?? 0, n, p), effective[1]),
        n: Math.min(...effective),
      };
    });
  return { add, end };
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
