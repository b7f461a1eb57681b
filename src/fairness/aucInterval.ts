/** The interval of an area under the ROC curve. */
import type { AucEstimate } from '../protocol/fairnessCounts.ts';
import { wilson, z95 } from './wilson.ts';

/**
 * DeLong's variance (DeLong, DeLong and Clarke-Pearson, Biometrics 44, 1988) on the logit scale, which keeps the interval within
 * 0 … 1 (Pepe, The Statistical Evaluation of Medical Tests, 2003, ch. 5). It follows from the ranks without drawing anything.
 * Scores that part the classes wholly have no variance: then Wilson's bound on the smaller class.
 */
export function aucInterval({ value, variance, n }: AucEstimate): readonly [low: number, high: number] {
  const scale = logitError({ value, variance });
  if (scale === null) return value <= 0 || value >= 1 ? wilson(value, n) : [value, value];
  return [fromLogit(logit(value) - z95 * scale), fromLogit(logit(value) + z95 * scale)];
}

/** Standard error of the logit; null where there is none. */
export function logitError({ value, variance }: Pick<AucEstimate, 'value' | 'variance'>): number | null {
  return value > 0 && value < 1 && variance > 0 ? Math.sqrt(variance) / (value * (1 - value)) : null;
}

export function logit(share: number): number {
  return Math.log(share / (1 - share));
}

export function fromLogit(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
