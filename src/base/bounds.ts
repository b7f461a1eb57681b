/** Places in ascending columns, found by halving. */

/** First place in [start, end) whose x is not below; `end` where there is none. */
export function firstFrom(x: Float64Array, value: number, start = 0, end = x.length): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First place whose x is above; the length where there is none. */
export function firstAbove(x: Float64Array, value: number): number {
  let [low, high] = [0, x.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? Infinity) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
