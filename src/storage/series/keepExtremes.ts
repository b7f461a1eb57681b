/** What must be left of a range of points so that nobody misses a spike, a gap or an infinity. */

/** At most so many points of one range are kept. */
export const mostKept = 7;

/**
 * The first, the last, the least and the greatest finite value, the first NaN and the first of each infinity of
 * [start, end): writes their places into `kept`, in order and without repeats, and returns how many it holds then.
 */
export function keepExtremes(
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
