/** Rates as plain numbers, for what is worked out many times over (thresholds, resampling); NaN is undefined (0/0). */
import { assertNever } from '../base/errors.ts';
import type { RateName } from '../records/fairnessNames.ts';

/** Numbers from `at` on in a flat list of confusion counts, `label * classes + prediction`. */
export interface Counted {
  readonly length: number;
  readonly [at: number]: number;
}

/** Of a binary task: [tn, fp, fn, tp] from `at` on. */
export function rateValue(name: RateName, counts: Counted, at = 0): number {
  const tn = counts[at] ?? NaN;
  const fp = counts[at + 1] ?? NaN;
  const fn = counts[at + 2] ?? NaN;
  const tp = counts[at + 3] ?? NaN;
  switch (name) {
    case 'baseRate':
      return (fn + tp) / (tn + fp + fn + tp);
    case 'selectionRate':
      return (fp + tp) / (tn + fp + fn + tp);
    case 'tpr':
      return tp / (fn + tp);
    case 'fnr':
      return fn / (fn + tp);
    case 'fpr':
      return fp / (tn + fp);
    case 'tnr':
      return tn / (tn + fp);
    case 'precision':
      return tp / (fp + tp);
    case 'fdr':
      return fp / (fp + tp);
    case 'for':
      return fn / (tn + fn);
    case 'npv':
      return tn / (tn + fn);
    case 'accuracy':
      return (tn + tp) / (tn + fp + fn + tp);
    case 'f1':
      return (2 * tp) / (2 * tp + fp + fn);
    case 'balancedAccuracy':
      return (tp / (fn + tp) + tn / (tn + fp)) / 2;
    default:
      return assertNever(name);
  }
}

/**
 * Of several classes: each class against the rest, and their mean (macro average) over the classes for which it is defined.
 * Accuracy is that of all classes together; balanced accuracy is the macro average of the TPR, as in scikit-learn. Base and
 * selection rate are undefined: their mean is 1 / classes whatever the model does.
 */
export function macroValue(name: RateName, counts: Counted, classes: number, at = 0): number {
  if (name === 'baseRate' || name === 'selectionRate') return NaN;
  let all = 0;
  for (let cell = 0; cell < classes * classes; cell++) all += counts[at + cell] ?? 0;
  if (name === 'accuracy') {
    let right = 0;
    for (let own = 0; own < classes; own++) right += counts[at + own * classes + own] ?? 0;
    return right / all;
  }
  let [sum, defined] = [0, 0];
  for (let own = 0; own < classes; own++) {
    const value = rateValue(
      name === 'balancedAccuracy' ? 'tpr' : name,
      againstRest(counts, classes, own, at),
    );
    if (Number.isNaN(value)) continue;
    sum += value;
    defined += 1;
  }
  return sum / defined;
}

/** [tn, fp, fn, tp] of one class, `own`, against all the others. */
export function againstRest(
  counts: Counted,
  classes: number,
  own: number,
  at = 0,
): readonly [tn: number, fp: number, fn: number, tp: number] {
  let [tn, fp, fn] = [0, 0, 0];
  for (let label = 0; label < classes; label++)
    for (let predicted = 0; predicted < classes; predicted++) {
      const count = counts[at + label * classes + predicted] ?? 0;
      if (label === own) fn += predicted === own ? 0 : count;
      else if (predicted === own) fp += count;
      else tn += count;
    }
  return [tn, fp, fn, counts[at + own * classes + own] ?? 0];
}
