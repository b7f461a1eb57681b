/** Where finite numbers stand in their order. */
export interface Ranks {
  /** How many numbers there are. */
  readonly total: number;
  /** The number at a rank, 0 … total − 1. */
  readonly valueAt: (rank: number) => number;
  /** How many are at most `limit`. Of ranks that were searched for: at the values between two of those, and at the limits asked for. */
  readonly countUpTo: (limit: number) => number;
}

/** Of values that differ, growing, each with how often it is there. */
export function ranksOfCounts(values: ArrayLike<number>, counts: ArrayLike<number>): Ranks {
  const upTo = new Float64Array(values.length);
  let total = 0;
  for (let at = 0; at < values.length; at++) upTo[at] = total += counts[at] ?? 0;
  return {
    total,
    valueAt: (rank) => values[firstWhere(upTo.length, (at) => (upTo[at] ?? 0) > rank)] ?? NaN,
    countUpTo: (limit) => {
      const above = firstWhere(values.length, (at) => (values[at] ?? 0) > limit);
      return above === 0 ? 0 : (upTo[above - 1] ?? 0);
    },
  };
}

/** The first of 0 … length − 1 for which something is true that is true of all after it; `length` when it is true of none. */
export function firstWhere(length: number, isTrue: (at: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
