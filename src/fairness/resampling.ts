/**
 * The bootstrap over counts. Drawing n rows with replacement and counting them is drawing the counts from a multinomial
 * distribution with the shares that were found (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, ch. 6), so it is
 * exact and costs nothing for a row. With weights, sums of k of a cell's rows are drawn (`drawnSums.ts`).
 */
import type { Cells } from '../protocol/fairnessCounts.ts';
import { sumOfWeights, sumsOf, type DrawnSums } from '../base/drawnSums.ts';
import { binomialDraw, type Random } from '../base/seededRandom.ts';

/** One drawn table after the other; the returned list is reused, `width` numbers a slice. */
export function resampler(slices: readonly Cells[], random: Random): () => Float64Array {
  const width = Math.max(0, ...slices.map(({ rows }) => rows.length));
  const drawn = new Float64Array(slices.length * width);
  const places: number[] = [];
  const rows: number[] = [];
  const sums: (DrawnSums | undefined)[] = [];
  for (const [slice, { rows: counts, weights, squares }] of slices.entries())
    for (const [cell, count] of counts.entries())
      if (count > 0) {
        places.push(slice * width + cell);
        rows.push(count);
        sums.push(weights && squares && sumsOf(count, weights[cell] ?? 0, squares[cell] ?? 0));
      }
  const all = rows.reduce((sum, count) => sum + count, 0);
  return () => {
    let [left, rest] = [all, all];
    for (const [at, place] of places.entries()) {
      const count = rows[at] ?? 0;
      const k = left === 0 ? 0 : binomialDraw(random, left, count / rest);
      left -= k;
      rest -= count;
      const sum = sums[at];
      drawn[place] = sum === undefined ? k : sumOfWeights(random, k, sum);
    }
    return drawn;
  };
}

/** As many as pay: the more cells, the fewer. */
export function replicatesFor(cells: number): number {
  return Math.max(300, Math.min(2000, Math.round(400_000 / Math.max(1, cells))));
}

/** The percentile interval, interpolated as numpy does; null when most of the tables had no value. */
export function percentiles(found: Float64Array): readonly [low: number, high: number] | null {
  const defined = found.filter((value) => !Number.isNaN(value)).sort();
  if (defined.length === 0 || defined.length < found.length / 2) return null;
  return [quantile(defined, 0.025), quantile(defined, 0.975)];
}

function quantile(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? NaN;
  const above = sorted[Math.ceil(at)] ?? NaN;
  return below + (above - below) * (at - Math.floor(at));
}
