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

/** Slicings whose ranks are held at once: what memory gives of one row, it gives of all of them. */
const mostSlicings = 4;

/** By slicing and slice; null where one of both classes has no rows. */
export function pairAreas(rows: OrderedPairs, { positive, slicings }: AreaPlan): (JointAreas | null)[][] {
  const other = placed(rows.codes, rows.others);
  const ranks = new Float64Array(rows.codes.length * Math.min(mostSlicings, slicings.length));
  const areas: (JointAreas | null)[][] = [];
  while (areas.length < slicings.length) {
    const some = { positive, slicings: slicings.slice(areas.length, areas.length + mostSlicings) };
    areas.push(...areasOf(rows, other, { plan: some, ranks }));
  }
  return areas;
}

function areasOf(
  rows: OrderedPairs,
  other: PlacedScores,
  { plan, ranks }: { readonly plan: AreaPlan; readonly ranks: Float64Array },
): (JointAreas | null)[][] {
  const { weights } = rows;
  const count = plan.slicings.length;
  const sides = sidesOf(plan);
  walkRanks(rows, undefined, { sides, weights }, (row, base, { below, tied }) => {
    for (let at = 0; at < count; at++) {
      const across = (sides.of[base + at] ?? 0) ^ 1;
      ranks[row * count + at] = (below[across] ?? 0) + (tied[across] ?? 0) / 2;
    }
  });
  const sums = new Float64Array(sides.all * moments);
  walkRanks(other, other.places, { sides, weights }, (row, base, { below, tied }) => {
    const weight = weights ? (weights[row] ?? 0) : 1;
    for (let at = 0; at < count; at++) {
      const side = sides.of[base + at] ?? 0;
      const own = ranks[row * count + at] ?? 0;
      const its = (below[side ^ 1] ?? 0) + (tied[side ^ 1] ?? 0) / 2;
      const sum = side * moments;
      sums[sum] = (sums[sum] ?? 0) + weight;
      sums[sum + 1] = (sums[sum + 1] ?? 0) + weight * weight;
      sums[sum + 2] = (sums[sum + 2] ?? 0) + weight * own;
      sums[sum + 3] = (sums[sum + 3] ?? 0) + weight * its;
      sums[sum + 4] = (sums[sum + 4] ?? 0) + weight * own * own;
      sums[sum + 5] = (sums[sum + 5] ?? 0) + weight * its * its;
      sums[sum + 6] = (sums[sum + 6] ?? 0) + weight * own * its;
    }
  });
  return plan.slicings.map(({ slices }, at) => together(sums, sides.from[at] ?? 0, slices));
}

/** Of a side: weight, its squares, ranks of both models, their squares and product. */
const moments = 7;

/**
 * Pairs, growing by own score: models agree more or less, so that the order of the other leads to neighbours in memory. `others`
 * may be left out.
 */
export type OrderedPairs = PairedScores & SortedScores;

export function ordered({ codes, weights, scores, others }: PairedScores): OrderedPairs {
  if (weights === undefined) {
    const isBoth = others.length > 0;
    const sorted = sortScores([{ code: codes, scores, weights: isBoth ? others : undefined }]);
    return { ...sorted, weights: undefined, others: sorted.weights ?? others };
  }
  const sorted = placed(codes, scores);
  return {
    ...{ scores: sorted.scores, codes: sorted.codes },
    weights: sorted.places.map((place) => weights[place] ?? 0),
    others: others.length > 0 ? sorted.places.map((place) => others[place] ?? 0) : others,
  };
}

/** Sorted scores, with the place of each among the rows. */
interface PlacedScores {
  readonly scores: Float64Array;
  readonly codes: Int32Array;
  readonly places: Float64Array;
}

function placed(codes: Int32Array, scores: Float64Array): PlacedScores {
  const weights = new Float64Array(scores.length);
  for (let row = 0; row < weights.length; row++) weights[row] = row;
  const sorted = sortScores([{ code: codes, scores, weights }]);
  return { ...sorted, places: sorted.weights ?? weights };
}

/** Sides are slices and classes, negatives first, those of one slicing after those of another. */
interface SidesOf {
  /** By code, then by slicing. */
  readonly of: Int32Array;
  readonly count: number;
  readonly from: readonly number[];
  readonly all: number;
}

function sidesOf({ positive, slicings }: AreaPlan): SidesOf {
  const from: number[] = [];
  let all = 0;
  for (const { slices } of slicings) {
    from.push(all);
    all += slices * 2;
  }
  const count = slicings.length;
  const of = new Int32Array(positive.length * count);
  for (const [code, isPositive] of positive.entries())
    for (const [at, { sliceOf }] of slicings.entries())
      of[code * count + at] = (from[at] ?? 0) + (sliceOf[code] ?? 0) * 2 + (isPositive ? 1 : 0);
  return { of, count, from, all };
}

/** By side: weight below, and weight of the tie. */
interface Below {
  readonly below: Float64Array;
  readonly tied: Float64Array;
}

interface Ranking {
  readonly sides: SidesOf;
  /** By row. */
  readonly weights: Float64Array | undefined;
}

/**
 * Tells of each row the weights that it is ranked by: of the other side of its slice all that is below, and half of the tie.
 * Rows are those of `places`, else as they are sorted; `base` is where sides of the row begin.
 */
function walkRanks(
  { scores, codes }: Pick<PlacedScores, 'scores' | 'codes'>,
  places: Float64Array | undefined,
  { sides: { of, count, all }, weights }: Ranking,
  tell: (row: number, base: number, below: Below) => void,
): void {
  const below = new Float64Array(all);
  const tied = new Float64Array(all);
  const both = { below, tied };
  const rowOf = (at: number) => (places ? (places[at] ?? 0) : at);
  const weightOf = (row: number) => (weights ? (weights[row] ?? 0) : 1);
  const add = (into: Float64Array, base: number, weight: number) => {
    for (let at = base; at < base + count; at++) {
      const side = of[at] ?? 0;
      into[side] = (into[side] ?? 0) + weight;
    }
  };
  /** The first of the tie takes all of it. */
  const take = (base: number) => {
    for (let at = base; at < base + count; at++) {
      const side = of[at] ?? 0;
      below[side] = (below[side] ?? 0) + (tied[side] ?? 0);
      tied[side] = 0;
    }
  };
  for (let from = 0; from < scores.length;) {
    let to = from + 1;
    while (to < scores.length && scores[to] === scores[from]) to += 1;
    if (to - from === 1) {
      const row = rowOf(from);
      const base = (codes[from] ?? 0) * count;
      tell(row, base, both);
      add(below, base, weightOf(row));
    } else {
      for (let at = from; at < to; at++) add(tied, (codes[at] ?? 0) * count, weightOf(rowOf(at)));
      for (let at = from; at < to; at++) tell(rowOf(at), (codes[at] ?? 0) * count, both);
      for (let at = from; at < to; at++) take((codes[at] ?? 0) * count);
    }
    from = to;
  }
}

function together(sums: Float64Array, from: number, slices: number): (JointAreas | null)[] {
  const of = (side: number, moment: number) => sums[(from + side) * moments + moment] ?? 0;
  return Array.from({ length: slices }, (_, slice) => {
    const part = (side: number): readonly [number, number, number] | undefined => {
      const [own, other] = [of(side, 0), of(side ^ 1, 0)];
      if (!(own > 0) || !(other > 0)) return undefined;
      const n = (own * own) / of(side, 1);
      const spread = (products: number, p: number, q: number) =>
        (of(side, products) / own - (of(side, p) / own) * (of(side, q) / own)) /
        (other * other) /
        Math.max(1, n - 1);
      return [spread(4, 2, 2), spread(5, 3, 3), spread(6, 2, 3)];
    };
    const [negatives, positives] = [part(slice * 2), part(slice * 2 + 1)];
    if (negatives === undefined || positives === undefined) return null;
    const [own = 0, other = 0, covariance = 0] = negatives.map((value, at) => value + (positives[at] ?? 0));
    return { own: Math.max(0, own), other: Math.max(0, other), covariance };
  });
}
