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
    if (value - value !== 0) {
      // NaN or infinite.
      smoothed[at] = value;
      continue;
    }
    average = weight * average + (1 - weight) * value;
    decayed *= weight;
    smoothed[at] = average / (1 - decayed);
  }
  return smoothed;
}

/** As `smooth`, of all values, but only at these places (ascending): nothing is kept of the others. */
export function smoothAt(values: Float64Array, weight: number, places: Uint32Array): Float64Array {
  const picked = new Float64Array(places.length);
  const constant = isConstant(values);
  let average = 0;
  let decayed = 1;
  let at = 0;
  for (let place = 0; place < places.length; place += 1) {
    const end = places[place] ?? 0;
    if (!constant) {
      for (; at <= end; at += 1) {
        const value = values[at] ?? NaN;
        if (value - value !== 0) continue;
        average = weight * average + (1 - weight) * value;
        decayed *= weight;
      }
    }
    const own = values[end] ?? NaN;
    picked[place] = constant || own - own !== 0 ? own : average / (1 - decayed);
  }
  return picked;
}

function isConstant(values: Float64Array): boolean {
  const first = values[0] ?? NaN;
  for (let at = 1; at < values.length; at += 1) if (values[at] !== first) return false;
  return true;
}
