/** The difference of two means with its 95 % interval, when the spreads differ (Welch 1947). */

export interface MeanDifference {
  readonly difference: number;
  /** Half the width of the interval. */
  readonly margin: number;
}

/** a − b. Undefined with fewer than two values on a side: one tells nothing of its spread. */
export function welch(a: readonly number[], b: readonly number[]): MeanDifference | undefined {
  if (a.length < 2 || b.length < 2) return undefined;
  const [x, y] = [moments(a), moments(b)];
  const [u, v] = [x.variance / a.length, y.variance / b.length];
  const difference = x.mean - y.mean;
  if (u + v === 0) return { difference, margin: 0 };
  const freedom = (u + v) ** 2 / (u ** 2 / (a.length - 1) + v ** 2 / (b.length - 1));
  return { difference, margin: studentQuantile(freedom) * Math.sqrt(u + v) };
}

function moments(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, variance };
}

/** The 97.5 % point of Student's distribution, by halving. */
export function studentQuantile(freedom: number): number {
  let [low, high] = [0, 1000];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (upperTail(middle, freedom) > 0.025) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The chance of more than `value`: Simpson's rule over the angle whose tangent is value/√freedom, where the density is cosⁿ⁻¹. */
function upperTail(value: number, freedom: number): number {
  const angle = Math.atan(value / Math.sqrt(freedom));
  const part = cosinePower(angle, Math.PI / 2, freedom - 1);
  return part / (2 * cosinePower(0, Math.PI / 2, freedom - 1));
}

function cosinePower(from: number, to: number, power: number): number {
  const steps = 2000;
  const width = (to - from) / steps;
  let sum = 0;
  for (let at = 0; at <= steps; at++)
    sum +=
      (at === 0 || at === steps ? 1 : at % 2 === 1 ? 4 : 2) *
      Math.max(0, Math.cos(from + at * width)) ** power;
  return (sum * width) / 3;
}
