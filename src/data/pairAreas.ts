/**
 * How the areas under two ROC curves vary together over the same rows (DeLong, DeLong and Clarke-Pearson, Biometrics 44, 1988):
 * by the share of the other class that each row is ranked above, under both scores.
 */
import type { JointAreas } from '../protocol/fairnessVersus.ts';
import { sortScores, type SortedScores } from './sortScores.ts';

/** Row by row. */
export interface PairedScores {
  readonly codes: Int32Array;
  readonly weights: Float64Array | undefined;
  readonly scores: Float64Array;
  /** Of the other model. */
  readonly others: Float64Array;
}

export interface AreaPlan {
  /** By code whether the label is positive. */
  readonly positive: readonly boolean[];
  /** All rows, then each crossing: by code the slice. */
  readonly slicings: readonly { readonly sliceOf: Int32Array; readonly slices: number }[];
}

/** By slicing and slice; null where one of both classes has no rows. `own` is of the same rows. */
export function pairAreas(rows: PairedScores, own: PlacedScores, plan: AreaPlan): (JointAreas | null)[][] {
  const other = placed(rows.codes, rows.others);
  const [a, b] = [new Float64Array(rows.codes.length), new Float64Array(rows.codes.length)];
  return plan.slicings.map((slicing) => {
    rank(own, { rows, plan, slicing, found: a });
    rank(other, { rows, plan, slicing, found: b });
    return together(a, b, rows, plan, slicing);
  });
}

/** Sorted scores, with the place of each among the rows. */
export interface PlacedScores {
  readonly scores: Float64Array;
  readonly codes: Int32Array;
  readonly places: Float64Array;
}

export function placed(codes: Int32Array, scores: Float64Array): PlacedScores {
  const weights = new Float64Array(scores.length);
  for (let row = 0; row < weights.length; row++) weights[row] = row;
  const sorted = sortScores([{ code: codes, scores, weights }]);
  return { ...sorted, places: sorted.weights ?? new Float64Array(0) };
}

/** As they are walked over. */
export function withWeights(
  { scores, codes, places }: PlacedScores,
  { weights }: PairedScores,
): SortedScores {
  return { scores, codes, weights: weights && places.map((place) => weights[place] ?? 0) };
}

interface Ranking {
  readonly rows: PairedScores;
  readonly plan: AreaPlan;
  readonly slicing: AreaPlan['slicings'][number];
  readonly found: Float64Array;
}

/** Of each row the weight of the other class of its slice that it is ranked above, ties by half. */
function rank(
  { scores, codes, places }: PlacedScores,
  { rows, plan: { positive }, slicing: { sliceOf, slices }, found }: Ranking,
): void {
  // By slice and class, negatives first: weight below, and weight of the tie.
  const below = new Float64Array(slices * 2);
  const tied = new Float64Array(slices * 2);
  const side = Int32Array.from(
    positive,
    (isPositive, code) => (sliceOf[code] ?? 0) * 2 + (isPositive ? 1 : 0),
  );
  for (let from = 0; from < scores.length;) {
    let to = from + 1;
    while (to < scores.length && scores[to] === scores[from]) to += 1;
    for (let at = from; at < to; at++) {
      const own = side[codes[at] ?? 0] ?? 0;
      tied[own] = (tied[own] ?? 0) + (rows.weights ? (rows.weights[places[at] ?? 0] ?? 0) : 1);
    }
    for (let at = from; at < to; at++) {
      const other = (side[codes[at] ?? 0] ?? 0) ^ 1;
      found[places[at] ?? 0] = (below[other] ?? 0) + (tied[other] ?? 0) / 2;
    }
    for (let at = from; at < to; at++) {
      const own = side[codes[at] ?? 0] ?? 0;
      // The first of the tie takes all of it.
      below[own] = (below[own] ?? 0) + (tied[own] ?? 0);
      tied[own] = 0;
    }
    from = to;
  }
}

function together(
  a: Float64Array,
  b: Float64Array,
  { codes, weights }: PairedScores,
  { positive }: AreaPlan,
  { sliceOf, slices }: AreaPlan['slicings'][number],
): (JointAreas | null)[] {
  const list = () => new Float64Array(slices * 2);
  const [w, w2, x, y, xx, yy, xy] = [list(), list(), list(), list(), list(), list(), list()];
  const add = (sums: Float64Array, at: number, value: number) => {
    sums[at] = (sums[at] ?? 0) + value;
  };
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] ?? 0;
    const at = (sliceOf[code] ?? 0) * 2 + (positive[code] === true ? 1 : 0);
    const weight = weights ? (weights[row] ?? 0) : 1;
    const [own, other] = [a[row] ?? 0, b[row] ?? 0];
    add(w, at, weight);
    add(w2, at, weight * weight);
    add(x, at, weight * own);
    add(y, at, weight * other);
    add(xx, at, weight * own * own);
    add(yy, at, weight * other * other);
    add(xy, at, weight * own * other);
  }
  return Array.from({ length: slices }, (_, slice) => {
    const part = (at: number, from: number): readonly [number, number, number] | undefined => {
      const [own, other] = [w[at] ?? 0, w[from] ?? 0];
      if (!(own > 0) || !(other > 0)) return undefined;
      const n = (own * own) / (w2[at] ?? 1);
      const spread = (products: Float64Array, p: Float64Array, q: Float64Array) =>
        ((products[at] ?? 0) / own - ((p[at] ?? 0) / own) * ((q[at] ?? 0) / own)) /
        (other * other) /
        Math.max(1, n - 1);
      return [spread(xx, x, x), spread(yy, y, y), spread(xy, x, y)];
    };
    const [negatives, positives] = [part(slice * 2, slice * 2 + 1), part(slice * 2 + 1, slice * 2)];
    if (negatives === undefined || positives === undefined) return null;
    const [own = 0, other = 0, covariance = 0] = negatives.map((value, at) => value + (positives[at] ?? 0));
    return { own: Math.max(0, own), other: Math.max(0, other), covariance };
  });
}
