/** Fewer points for a chart without losing a spike, a gap or an infinity. */
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
  const kept = new Uint32Array(shares * keptPerBucket);
  let count = 0;
  for (let bucket = 0; bucket < shares; bucket += 1) {
    const start = Math.floor((bucket * total) / shares);
    const end = Math.floor(((bucket + 1) * total) / shares);
    count = keepOf(columns.values, { start, end }, kept, count);
  }
  return pick(columns, kept.subarray(0, count));
}

const keptPerBucket = 7;

/** Writes the indexes kept of [start, end) in order and without repeats; returns how many `kept` holds then. */
function keepOf(
  values: Float64Array,
  range: { start: number; end: number },
  kept: Uint32Array,
  count: number,
): number {
  const { start, end } = range;
  let min = -1;
  let max = -1;
  let nan = -1;
  let up = -1;
  let down = -1;
  let least = Infinity;
  let greatest = -Infinity;
  for (let i = start; i < end; i += 1) {
    const value = values[i] ?? NaN;
    if (value - value !== 0) {
      // NaN or infinite.
      if (value === Infinity) up = up < 0 ? i : up;
      else if (value === -Infinity) down = down < 0 ? i : down;
      else nan = nan < 0 ? i : nan;
      continue;
    }
    if (value < least) {
      least = value;
      min = i;
    }
    if (value > greatest) {
      greatest = value;
      max = i;
    }
  }
  return keepSorted([start, min, max, nan, up, down, end - 1], kept, count);
}

/** Insertion sort without repeats: seven numbers at most, a hundred thousand times a chart. */
function keepSorted(indexes: readonly number[], kept: Uint32Array, first: number): number {
  let end = first;
  for (const index of indexes) {
    if (index < 0) continue;
    let at = end;
    while (at > first && (kept[at - 1] ?? 0) > index) at -= 1;
    if (at > first && kept[at - 1] === index) continue;
    kept.copyWithin(at + 1, at, end);
    kept[at] = index;
    end += 1;
  }
  return end;
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
