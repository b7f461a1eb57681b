/**
 * What k rows weigh together that are drawn from some rows with replacement: from the gamma distribution with the mean and variance
 * of such sums, so that no row is looked at again.
 */
import { gammaDraw, type Random } from './seededRandom.ts';

/** Of the weight of one row. */
export interface DrawnSums {
  readonly mean: number;
  readonly variance: number;
}

/** By Σw and Σw² of so many rows. */
export function sumsOf(rows: number, weight: number, square: number): DrawnSums {
  const mean = weight / rows;
  return { mean, variance: Math.max(0, square / rows - mean * mean) };
}

export function sumOfWeights(random: Random, k: number, { mean, variance }: DrawnSums): number {
  // Rounding leaves a variance where all weights are equal.
  if (k === 0 || variance <= 1e-12 * mean * mean) return k * mean;
  return (gammaDraw(random, (k * mean * mean) / variance) * variance) / mean;
}
