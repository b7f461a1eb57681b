/**
 * How the areas under two ROC curves vary together over the same rows (DeLong, DeLong and Clarke-Pearson, Biometrics 44, 1988):
 * by the share of the other class that each row is ranked above, under both scores.
 */
import type { JointAreas } from '../protocol/fairnessVersus.ts';
import { sortScores, type ScorePart, type SortedScores } from './sortScores.ts';

export interface PairPart extends ScorePart {
  /** Scores of the other model, row by row. */
  readonly others: Float64Array;
}

export interface AreaPlan {
  /** By code whether the label is positive. */
  readonly positive: readonly boolean[];
  /** All rows, then each crossing: by code the slice. */
  readonly slicings: readonly { readonly sliceOf: Int32Array; readonly slices: number }[];
}

/** By slicing and slice; null where one of both classes has no rows. `own` is of the same parts. */
export function pairAreas(
  parts: readonly PairPart[],
  own: PlacedScores,
  plan: AreaPlan,
): (JointAreas | null)[][] {
  const rows = flat(parts);
  const other = placed(parts, (part) => part.others);
  return plan.slicings.map((slicing) => {
    const a = ranks(own, rows, plan, slicing);
    const b = ranks(other, rows, plan, slicing);
    return together(a, b, rows, plan, slicing);
  });
}

interface FlatRows {
  readonly codes: Int32Array;
  readonly weights: Float64Array | undefined;
}

function flat(parts: readonly PairPart[]): FlatRows {
  const count = parts.reduce((sum, { scores }) => sum + scores.length, 0);
  const codes = new Int32Array(count);
  const weights = parts.some((part) => part.weights) ? new Float64Array(count).fill(1) : undefined;
  let at = 0;
  for (const part of parts) {
    codes.fill(part.code, at, at + part.scores.length);
    if (part.weights) weights?.set(part.weights, at);
    at += part.scores.length;
  }
  return { codes, weights };
}

/** Sorted scores, with the place of each row among the parts. */
export interface PlacedScores {
  readonly scores: Float64Array;
  readonly codes: Int32Array;
  readonly places: Float64Array;
}

export function placed(
  parts: readonly PairPart[],
  pick: (part: PairPart) => Float64Array = ({ scores }) => scores,
): PlacedScores {
  let at = 0;
  const sorted = sortScores(
    parts.map((part) => {
      const scores = pick(part);
      const from = at;
      at += scores.length;
      const places = new Float64Array(scores.length);
      for (let row = 0; row < places.length; row++) places[row] = from + row;
      return { code: part.code, scores, weights: places };
    }),
  );
  return { ...sorted, places: sorted.weights ?? new Float64Array(0) };
}

/** As they are walked over. */
export function withWeights(
  { scores, codes, places }: PlacedScores,
  parts: readonly PairPart[],
): SortedScores {
  const { weights } = flat(parts);
  return { scores, codes, weights: weights && places.map((place) => weights[place] ?? 0) };
}

/** Of each row the weight of the other class of its slice that it is ranked above, ties by half. */
function ranks(
  { scores, codes, places }: PlacedScores,
  rows: FlatRows,
  { positive }: AreaPlan,
  { sliceOf, slices }: AreaPlan['slicings'][number],
): Float64Array {
  const found = new Float64Array(scores.length);
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
  return found;
}

function together(
  a: Float64Array,
  b: Float64Array,
  { codes, weights }: FlatRows,
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
