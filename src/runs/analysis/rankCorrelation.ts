/** Which way a param moves the objective: the correlation of their ranks. */

/**
 * Spearman's ρ in [−1, 1] over the pairs that are finite, ties with their mean rank; NaN for fewer than three pairs or
 * a constant side. Source: Spearman 1904, as Pearson's r of the ranks.
 */
export function rankCorrelation(x: Float64Array, y: Float64Array): number {
  const places = Array.from(x.keys()).filter(
    (place) => Number.isFinite(x[place] ?? NaN) && Number.isFinite(y[place] ?? NaN),
  );
  if (places.length < 3) return NaN;
  const [a, b] = [
    ranksOf(places.map((place) => x[place] ?? 0)),
    ranksOf(places.map((place) => y[place] ?? 0)),
  ];
  const middle = (places.length + 1) / 2;
  let [together, ofA, ofB] = [0, 0, 0];
  for (const [place, rank] of a.entries()) {
    const [left, right] = [rank - middle, (b[place] ?? 0) - middle];
    together += left * right;
    ofA += left * left;
    ofB += right * right;
  }
  return ofA === 0 || ofB === 0 ? NaN : together / Math.sqrt(ofA * ofB);
}

/** From 1; equal values share the mean of their ranks. */
function ranksOf(values: readonly number[]): Float64Array {
  const order = values.map((_, place) => place).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end += 1;
    for (let at = start; at < end; at += 1) ranks[order[at] ?? 0] = (start + end + 1) / 2;
    start = end;
  }
  return ranks;
}
