/** The interval of a ratio of two independent shares, from the intervals of both (Donner and Zou, Statistics in Medicine 31, 2012). */
import type { Rate } from './sliceRates.ts';

/** Of `a` to `b`; null where there is no ratio, or no upper limit of it. */
export function ratioInterval(a: Rate, b: Rate): { readonly low: number; readonly high: number } | null {
  if (a.value === null || a.low === null || a.high === null) return null;
  if (b.value === null || b.low === null || b.high === null || !(b.low > 0)) return null;
  const product = a.value * b.value;
  const limit = (own: number, other: number, sign: 1 | -1) => {
    const root = Math.sqrt(
      Math.max(0, product ** 2 - own * other * (2 * (a.value ?? 0) - own) * (2 * (b.value ?? 0) - other)),
    );
    return (product + sign * root) / (other * (2 * (b.value ?? 0) - other));
  };
  const high = 2 * b.value > b.low ? limit(a.high, b.low, 1) : Infinity;
  return Number.isFinite(high) ? { low: Math.max(0, limit(a.low, b.high, -1)), high } : null;
}
