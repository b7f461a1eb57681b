/** The interval of a share that was counted. */

/** Two-sided 95 %. */
export const z95 = 1.959963984540054;

/**
 * Wilson's score interval (1927) of a share of `n`, without continuity correction. With weights `n` is Kish's effective number,
 * (Σw)² / Σw² over the rows of the denominator (Kish, Survey Sampling, 1965): exact counts where all weights are equal.
 */
export function wilson(share: number, n: number, z = z95): readonly [low: number, high: number] {
  const square = (z * z) / n;
  const centre = (share + square / 2) / (1 + square);
  const half = (z / (1 + square)) * Math.sqrt((share * (1 - share)) / n + square / (4 * n));
  return [share <= 0 ? 0 : Math.max(0, centre - half), share >= 1 ? 1 : Math.min(1, centre + half)];
}
