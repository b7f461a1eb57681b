/** Which slices are worst: every slice against all other rows, corrected for how many were looked at. */
import type { Cells, ErrorSums, FairnessCounts, SliceCounts } from '../protocol/fairnessCounts.ts';
import type { WorstSlice, WorstSlices } from '../protocol/fairnessReport.ts';
import type { MeasureName } from '../records/fairnessNames.ts';
import { meanOf } from './errorMeasures.ts';
import { isError } from './measuredTables.ts';
import { holm, twoSided } from './significance.ts';
import { isShare, shares, type Share } from './shares.ts';
import { sliceKey } from './sliceKey.ts';
import { countsOf, effectiveRows } from './sliceRates.ts';
import { wilson, z95 } from './wilson.ts';

/** What adjusted p-values must be below. */
const level = 0.05;

/**
 * Slices of all attributes with enough rows, largest significant gap first. Shares are held against each other by the pooled
 * z test and means of errors by Welch's, both two-sided; then Holm's correction over all that were looked at, which holds however
 * much slices overlap. Measures that are no shares (F1, AUC …) are not searched: nothing is looked at.
 */
export function worstSlices(counts: FairnessCounts, measure: MeasureName, minSize: number): WorstSlices {
  const looked: Omit<WorstSlice, 'adjusted'>[] = [];
  for (const { columns, slices } of counts.attributes)
    for (const slice of slices) {
      if (slice.rows < minSize || counts.overall.rows - slice.rows < minSize) continue;
      const gap = gapTo(counts, measure, slice);
      if (gap) looked.push({ slice: sliceKey(columns, slice.values), n: slice.rows, measure, ...gap });
    }
  const adjusted = holm(looked.map(({ p }) => p));
  const found = looked
    .map((one, at) => ({ ...one, adjusted: adjusted[at] ?? 1 }))
    .filter((one) => one.adjusted < level)
    .sort((a, b) => Math.abs(b.gap) - Math.abs(a.gap));
  return { found, looked: looked.length, measure };
}

type GapFound = Pick<WorstSlice, 'value' | 'rest' | 'gap' | 'low' | 'high' | 'p'>;

function gapTo(counts: FairnessCounts, measure: MeasureName, slice: SliceCounts): GapFound | undefined {
  const { overall } = counts;
  if (isError(measure))
    return slice.errors && overall.errors
      ? meanGap(measure, slice.errors, without(overall.errors, slice.errors))
      : undefined;
  const own = slice.cells;
  const share = searchedShare(counts, measure);
  return own && overall.cells && share ? shareGap(share, own, restOf(overall.cells, own)) : undefined;
}

/** Whether slices can be searched by a measure. */
export function isSearched(counts: FairnessCounts, measure: MeasureName): boolean {
  return counts.task === 'regression' ? isError(measure) : searchedShare(counts, measure) !== undefined;
}

/** Of several classes only the accuracy is a share: what stands on the diagonal. */
function searchedShare({ task, classes }: FairnessCounts, measure: MeasureName): Share | undefined {
  if (task === 'binary')
    return measure !== 'auc' && !isError(measure) && isShare(measure) ? shares[measure] : undefined;
  if (task !== 'classes' || measure !== 'accuracy') return undefined;
  const count = classes.length;
  return {
    of: Array.from({ length: count * count }, (_, at) => at),
    counted: classes.map((_, at) => at * (count + 1)),
  };
}

function shareGap({ of, counted }: Share, own: Cells, others: Cells): GapFound | undefined {
  const total = (cells: Cells, places: readonly number[]) =>
    places.reduce((sum, place) => sum + (countsOf(cells)[place] ?? 0), 0);
  const [n, m] = [effectiveRows(own, of), effectiveRows(others, of)];
  if (!(n > 0) || !(m > 0)) return undefined;
  const [value, rest] = [total(own, counted) / total(own, of), total(others, counted) / total(others, of)];
  const pooled = (value * n + rest * m) / (n + m);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  const gap = value - rest;
  // Limits of the difference from those of both (Newcombe, Statistics in Medicine 17, 1998, method 10).
  const [[low, high], [restLow, restHigh]] = [wilson(value, n), wilson(rest, m)];
  return {
    ...{ value, rest, gap },
    low: gap - Math.hypot(value - low, restHigh - rest),
    high: gap + Math.hypot(high - value, rest - restLow),
    p: error === 0 ? 1 : twoSided(gap / error),
  };
}

function meanGap(
  measure: Parameters<typeof meanOf>[0],
  own: ErrorSums,
  others: ErrorSums,
): GapFound | undefined {
  const [a, b] = [meanOf(measure, own), meanOf(measure, others)];
  if (a.error === null || b.error === null) return undefined;
  // Mean squares are compared by their roots, whose errors follow by the delta method.
  const bend = measure === 'rmse' ? Math.sqrt : (x: number) => x;
  const slope = (mean: number) => (measure === 'rmse' && mean > 0 ? 1 / (2 * Math.sqrt(mean)) : 1);
  const error = Math.hypot(a.error * slope(a.mean), b.error * slope(b.mean));
  const [value, rest] = [bend(a.mean), bend(b.mean)];
  const gap = value - rest;
  const p = error === 0 ? 1 : twoSided(gap / error);
  return { value, rest, gap, low: gap - z95 * error, high: gap + z95 * error, p };
}

/** All other rows. */
export function restOf(all: Cells, own: Cells): Cells {
  const less = (a: readonly number[], b: readonly number[] | undefined) =>
    a.map((count, at) => Math.max(0, count - (b?.[at] ?? 0)));
  return {
    rows: less(all.rows, own.rows),
    ...(all.weights && { weights: less(all.weights, own.weights) }),
    ...(all.squares && { squares: less(all.squares, own.squares) }),
  };
}

function without(all: ErrorSums, own: ErrorSums): ErrorSums {
  return {
    rows: all.rows - own.rows,
    weight: all.weight - own.weight,
    squares: all.squares - own.squares,
    over: all.over - own.over,
    under: all.under - own.under,
    e: all.e - own.e,
    absolute: all.absolute - own.absolute,
    e2: all.e2 - own.e2,
    e4: all.e4 - own.e4,
  };
}
