/** Values as small numbers that keep their order, so that a tree can judge all splits of a param in one look. */

export const mostBins = 64;

/** One bin for each value while there are few, else bins that hold equally many; equal values share a bin. */
export function binned(values: Float64Array): Uint8Array {
  const sorted = values.slice().sort();
  const distinct = sorted.filter((value, at) => at === 0 || value !== sorted[at - 1]);
  const edges =
    distinct.length <= mostBins
      ? distinct
      : Float64Array.from(
          { length: mostBins },
          (_, bin) => sorted[Math.floor((bin * sorted.length) / mostBins)] ?? 0,
        );
  return Uint8Array.from(values, (value) => binOf(edges, value));
}

/** The last edge that is not above. */
function binOf(edges: Float64Array, value: number): number {
  let [low, high] = [0, edges.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edges[middle] ?? Infinity) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
