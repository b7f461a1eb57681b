/** The names of what a fairness report tells: in config.yaml, in JSON and on pages alike. */

/** Of a binary task or one class against the rest; of several classes their macro average. */
export const rateNames = [
  'baseRate',
  'selectionRate',
  'tpr',
  'fnr',
  'fpr',
  'tnr',
  'precision',
  'fdr',
  'for',
  'npv',
  'accuracy',
  'f1',
  'balancedAccuracy',
] as const;
export type RateName = (typeof rateNames)[number];

/** Of regression tasks: mean of prediction − label, of its size, root of its mean square, shares predicted too high and too low. */
export const errorNames = ['meanError', 'meanAbsoluteError', 'rmse', 'over', 'under'] as const;
export type ErrorName = (typeof errorNames)[number];

export const measureNames = [...rateNames, 'auc', ...errorNames] as const;
export type MeasureName = (typeof measureNames)[number];

/** Over the slices of an attribute. */
export const aggregateNames = [
  'demographicParity',
  'equalizedOdds',
  'equalOpportunity',
  'predictiveParity',
  'averageOdds',
  'accuracyParity',
] as const;
export type AggregateName = (typeof aggregateNames)[number];

/** Any measure has a gap as well. */
export const gapMetrics = [...aggregateNames, ...measureNames] as const;
export type GapMetric = (typeof gapMetrics)[number];

/** What each slice is held against: the others, all rows, or one slice. */
export const againstNames = ['groups', 'overall', 'reference'] as const;
export type Against = (typeof againstNames)[number];

/** Whether limits hold; `notEnough` is never a pass. */
export const verdictWords = ['within', 'exceeds', 'notEnough'] as const;

export const gapKinds = ['difference', 'ratio'] as const;
export type GapKind = (typeof gapKinds)[number];
