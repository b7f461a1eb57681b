/** How unlikely a difference is by chance, also when many were looked at. */

/** Chance of a standard normal number at least as far from 0 as `z`. */
export function twoSided(z: number): number {
  const x = Math.abs(z);
  if (x > 38) return 0;
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (x < 3) {
    // Φ(x) − ½ as a series (Abramowitz and Stegun 26.2.11).
    let term = x;
    let sum = x;
    for (let odd = 3; term > sum * 1e-17; odd += 2) {
      term *= (x * x) / odd;
      sum += term;
    }
    return 1 - 2 * density * sum;
  }
  // The tail as a continued fraction (26.2.14).
  let fraction = x;
  for (let k = 100; k >= 1; k--) fraction = x + k / fraction;
  return (2 * density) / fraction;
}

/** Holm's step-down correction (1979): the chance of any false finding stays below the level, whatever depends on what. */
export function holm(chances: readonly number[]): number[] {
  const order = chances.map((p, at) => ({ p, at })).sort((a, b) => a.p - b.p);
  const adjusted = Array.from(chances, () => 1);
  let least = 0;
  for (const [rank, { p, at }] of order.entries()) {
    least = Math.max(least, Math.min(1, p * (order.length - rank)));
    adjusted[at] = least;
  }
  return adjusted;
}
