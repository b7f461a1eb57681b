/** Exponential smoothing as TensorBoard defines it, so that people see the curve they know. */

/**
 * Exponential moving average with debiasing: s ← w·s + (1 − w)·y, shown as s ÷ (1 − w^k) after k finite values.
 * `weight` is in [0, 1). Values that are not finite are passed through and leave the average as it is; a constant
 * series stays as it is. Source: TensorBoard's scalar card, `classicSmoothing` in line_chart_v2/data_transformer.
 */
export function smooth(values: Float64Array, weight: number): Float64Array {
  const smoothed = new Float64Array(values.length);
  if (isConstant(values)) {
    smoothed.set(values);
    return smoothed;
  }
  let average = 0;
  let decayed = 1;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? NaN;
    if (!Number.isFinite(value)) {
      smoothed[at] = value;
      continue;
    }
    average = weight * average + (1 - weight) * value;
    decayed *= weight;
    smoothed[at] = average / (1 - decayed);
  }
  return smoothed;
}

function isConstant(values: Float64Array): boolean {
  const [first] = values;
  return values.every((value) => value === first);
}
