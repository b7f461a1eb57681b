/** Which cells of a binary task's confusion counts each rate is made of. */
import type { RateName } from '../records/fairnessNames.ts';

/** Places in the counts of a binary task. */
export const [TN, FP, FN, TP] = [0, 1, 2, 3] as const;

/** Rates that are a share: the cells counted, and those they are a share of. */
export const shares = {
  baseRate: { of: [TN, FP, FN, TP], counted: [FN, TP] },
  selectionRate: { of: [TN, FP, FN, TP], counted: [FP, TP] },
  tpr: { of: [FN, TP], counted: [TP] },
  fnr: { of: [FN, TP], counted: [FN] },
  fpr: { of: [TN, FP], counted: [FP] },
  tnr: { of: [TN, FP], counted: [TN] },
  precision: { of: [FP, TP], counted: [TP] },
  fdr: { of: [FP, TP], counted: [FP] },
  for: { of: [TN, FN], counted: [FN] },
  npv: { of: [TN, FN], counted: [TN] },
  accuracy: { of: [TN, FP, FN, TP], counted: [TN, TP] },
} as const satisfies Partial<Record<RateName, Share>>;

export interface Share {
  readonly of: readonly number[];
  readonly counted: readonly number[];
}

export function isShare(name: RateName): name is keyof typeof shares {
  return Object.hasOwn(shares, name);
}
