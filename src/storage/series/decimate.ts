/** Fewer points for a chart without losing a spike, a gap or an infinity. */
import { keepExtremes, mostKept } from './keepExtremes.ts';
import type { PointColumns } from './seriesFormat.ts';

/**
 * Keeps of each of `buckets` equal shares of the points: the first, the last, the least and the greatest finite value,
 * the first NaN (a gap) and the first of each infinity. Points keep their true steps and times and their order; a
 * series that is short enough is returned as it is.
 */
export function decimate(columns: PointColumns, buckets: number): PointColumns {
  const total = columns.steps.length;
  const shares = Math.max(1, Math.floor(buckets));
  if (total <= shares * 4) return columns;
  const kept = new Uint32Array(shares * mostKept);
  let count = 0;
  for (let bucket = 0; bucket < shares; bucket += 1) {
    const start = Math.floor((bucket * total) / shares);
    const end = Math.floor(((bucket + 1) * total) / shares);
    count = keepExtremes(columns.values, { start, end }, kept, count);
  }
  return pick(columns, kept.subarray(0, count));
}

function pick(columns: PointColumns, indexes: Uint32Array): PointColumns {
  const steps = new Float64Array(indexes.length);
  const times = new Float64Array(indexes.length);
  const values = new Float64Array(indexes.length);
  indexes.forEach((from, to) => {
    steps[to] = columns.steps[from] ?? NaN;
    times[to] = columns.times[from] ?? NaN;
    values[to] = columns.values[from] ?? NaN;
  });
  return { steps, times, values };
}
