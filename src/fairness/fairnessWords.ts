/** How metrics, verdicts and slices are called and explained: a short name, one line, and the formula. */
import { missing } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { SliceKey, VerdictWord } from '../protocol/fairnessReport.ts';
import type { GapMetric } from '../records/fairnessNames.ts';

export interface MetricWords {
  readonly name: string;
  /** One line for people who are no specialists. */
  readonly means: string;
  readonly formula: string;
}

export function metricText(metric: GapMetric): string {
  return metricWords(metric).name;
}

export function metricWords(metric: GapMetric): MetricWords {
  const [name, means, formula] = words[metric]();
  return { name, means, formula };
}

type Words = () => readonly [name: string, means: string, formula: string];

/** As functions, so that the language is asked for when they are read. */
const words: Readonly<Record<GapMetric, Words>> = {
  baseRate: () => [t('base rate'), t('How many are truly positive.'), '(TP + FN) / n'],
  selectionRate: () => [t('selection rate'), t('How many are predicted positive.'), '(TP + FP) / n'],
  tpr: () => [t('TPR'), t('How many of the positives are found (recall).'), 'TP / (TP + FN)'],
  fnr: () => [t('FNR'), t('How many of the positives are missed.'), 'FN / (TP + FN)'],
  fpr: () => [t('FPR'), t('How many of the negatives are wrongly taken for positive.'), 'FP / (FP + TN)'],
  tnr: () => [t('TNR'), t('How many of the negatives are found (specificity).'), 'TN / (FP + TN)'],
  precision: () => [t('precision'), t('How many of those predicted positive are.'), 'TP / (TP + FP)'],
  fdr: () => [t('FDR'), t('How many of those predicted positive are not.'), 'FP / (TP + FP)'],
  for: () => [t('FOR'), t('How many of those predicted negative are positive.'), 'FN / (TN + FN)'],
  npv: () => [t('NPV'), t('How many of those predicted negative are.'), 'TN / (TN + FN)'],
  accuracy: () => [t('accuracy'), t('How many are predicted rightly.'), '(TP + TN) / n'],
  f1: () => [t('F1'), t('Precision and TPR in one number (harmonic mean).'), '2 TP / (2 TP + FP + FN)'],
  balancedAccuracy: () => [
    t('balanced accuracy'),
    t('The mean of TPR and TNR: rare classes count as much as frequent ones.'),
    '(TPR + TNR) / 2',
  ],
  auc: () => [
    t('AUC'),
    t('The chance that a positive scores above a negative; ties count half.'),
    'P(s₊ > s₋) + ½ P(s₊ = s₋)',
  ],
  meanError: () => [
    t('mean error'),
    t('How far predictions are too high (above 0) or too low on average.'),
    'Σ(p − y) / n',
  ],
  meanAbsoluteError: () => [
    t('mean absolute error'),
    t('How far predictions are off on average.'),
    'Σ|p − y| / n',
  ],
  rmse: () => [t('RMSE'), t('How far predictions are off; large errors count more.'), '√(Σ(p − y)² / n)'],
  over: () => [t('share over'), t('How many are predicted too high.'), '#(p > y) / n'],
  under: () => [t('share under'), t('How many are predicted too low.'), '#(p < y) / n'],
  demographicParity: () => [
    t('demographic parity'),
    t('Are all groups selected equally often?'),
    t('gap of the selection rate'),
  ],
  equalizedOdds: () => [
    t('equalized odds'),
    t('Are positives found, and negatives wrongly selected, equally often in all groups?'),
    t('larger gap of TPR and FPR'),
  ],
  equalOpportunity: () => [
    t('equal opportunity'),
    t('Are positives found equally often in all groups?'),
    t('gap of the TPR'),
  ],
  predictiveParity: () => [
    t('predictive parity'),
    t('Does a positive prediction mean the same in all groups?'),
    t('gap of the precision'),
  ],
  averageOdds: () => [
    t('average odds'),
    t('Equalized odds with both errors in one number; opposite gaps cancel.'),
    t('gap of (TPR + FPR) / 2'),
  ],
  accuracyParity: () => [
    t('accuracy parity'),
    t('Is the model right equally often in all groups?'),
    t('gap of the accuracy'),
  ],
};

export function verdictText(verdict: VerdictWord): string {
  switch (verdict) {
    case 'within':
      return t('within limits');
    case 'exceeds':
      return t('exceeds');
    case 'notEnough':
      return t('not enough data');
  }
}

/** `sex = F, race = –`; all rows without a key. */
export function sliceText(slice: SliceKey): string {
  const parts = Object.entries(slice).map(([column, value]) => `${column} = ${value ?? missing}`);
  return parts.length === 0 ? t('all') : parts.join(', ');
}
