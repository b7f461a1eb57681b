/** The interval of an area under the ROC curve. */
import type { AucEstimate } from '../protocol/fairnessCounts.ts';
import { wilson, z95 } from './wilson.ts';

/**
 * By the standard error of the bootstrap (`drawnAreas.ts`) on the logit scale, which keeps the interval within 0 … 1 (Pepe, The
 * Statistical Evaluation of Medical Tests, 2003, ch. 5): of few rows and near 1 it holds the truth more often than percentiles of what
 * was drawn. Scores that part the classes wholly have no error: then Wilson's bound on the smaller class.
 */
export function aucInterval({
  value,
  error,
  n,
}: Pick<AucEstimate, 'value' | 'error' | 'n'>): readonly [low: number, high: number] {
  if (value <= 0 || value >= 1) return wilson(value, n);
  const scale = logitError(value, error);
  if (scale === null) return [value, value];
  return [fromLogit(logit(value) - z95 * scale), fromLogit(logit(value) + z95 * scale)];
}

/** Standard error of the logit; null where there is none. */
export function logitError(value: number, error: number): number | null {
  return value > 0 && value < 1 && error > 0 ? error / (value * (1 - value)) : null;
}

export function logit(share: number): number {
  return Math.log(share / (1 - share));
}

export function fromLogit(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
