/** A fairness report for a terminal: the sentence first, then slices, gaps and limits as tables. */
import { counted } from '../base/counted.ts';
import { cutText, formatCount, formatNumber, missing } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { metricText, sliceText, verdictText } from '../fairness/fairnessWords.ts';
import type { Aggregate, FairnessReport, Rate, SliceReport } from '../protocol/fairnessReport.ts';
import type { MeasureName } from '../records/fairnessNames.ts';
import { cellText, textTable } from './textTable.ts';

const shown = {
  binary: ['baseRate', 'selectionRate', 'tpr', 'fpr', 'precision', 'accuracy', 'auc'],
  classes: ['accuracy', 'balancedAccuracy', 'precision', 'f1'],
  regression: ['meanError', 'meanAbsoluteError', 'rmse', 'over', 'under'],
} as const satisfies Record<FairnessReport['task'], readonly MeasureName[]>;

/** Told without their intervals, so that a row fits a terminal; --json has all. */
const exact = new Set<MeasureName>(['baseRate', 'precision', 'accuracy', 'auc']);

export interface Told {
  readonly sentence: string;
  /** What it would take. */
  readonly remedy: string | undefined;
}

export function fairnessText(report: FairnessReport, { sentence, remedy }: Told): string {
  const { n, task, classes, threshold, settings, policy, worst } = report;
  const head = [
    counted(n, t('1 row'), (rows) => t('{0} rows', rows)),
    ...(task === 'binary' ? [t('favourable: {0}', cutText(cellText(classes[1] ?? ''), 40))] : []),
    ...(threshold === null ? [] : [t('positive above {0}', formatNumber(threshold))]),
    t('smallest slice: {0}', formatCount(settings.minSize)),
  ].join(' · ');
  return [
    head,
    '',
    cellText(sentence),
    ...(remedy === undefined ? [] : ['', cellText(remedy)]),
    '',
    slicesText(report),
    '',
    textTable(report.aggregates.map(gapRow), ['left', 'left', 'right']),
    ...(worst === null ? [] : ['', worstText(worst)]),
    ...(policy === null
      ? []
      : [
          '',
          t('policy: {0}', verdictText(policy.verdict)),
          ...policy.limits.map(({ says }) => `  ${cellText(says)}`),
          ...policy.problems.map((problem) => `  ${cellText(problem)}`),
        ]),
    '',
  ].join('\n');
}

function slicesText({ overall, slices, task }: FairnessReport): string {
  const measures = shown[task].filter((name) => [overall, ...slices].some(({ rates }) => rates[name]));
  const titles = [t('slice'), 'n', ...measures.map(metricText), ''];
  const row = (slice: SliceReport) => [
    cutText(cellText(sliceText(slice.slice)), 50),
    formatCount(slice.n),
    ...measures.map((name) => (exact.has(name) ? valueText : rateText)(slice.rates[name])),
    slice.suppressed ? t('too small to judge') : '',
  ];
  return textTable([titles, row(overall), ...slices.map(row)], ['left', 'right']);
}

function rateText(rate: Rate | undefined): string {
  if (rate === undefined) return missing;
  const { value, low, high } = rate;
  if (value === null) return t('undefined');
  return low === null || high === null
    ? formatNumber(value, 3)
    : `${formatNumber(value, 3)} [${formatNumber(low, 3)}, ${formatNumber(high, 3)}]`;
}

function valueText(rate: Rate | undefined): string {
  if (rate === undefined) return missing;
  return rate.value === null ? t('undefined') : formatNumber(rate.value, 3);
}

function gapRow({ attribute, metric, kind, value, low, high, why, slices }: Aggregate): string[] {
  const name = t('{0} {1}', metricText(metric), kind === 'difference' ? t('difference') : t('ratio'));
  if (value === null) return [cutText(cellText(attribute), 40), name, t('undefined'), why ?? ''];
  return [
    cutText(cellText(attribute), 40),
    name,
    rateText({ value, low, high, n: 0 }),
    slices.map((slice) => cutText(cellText(sliceText(slice)), 40)).join(t(' against ')),
  ];
}

function worstText({ found, looked, measure }: NonNullable<FairnessReport['worst']>): string {
  const head = t(
    '{0} of {1} slices differ from all other rows in their {2} (p < 0.05 after Holm’s correction)',
    formatCount(found.length),
    formatCount(looked),
    metricText(measure),
  );
  const rows = found
    .slice(0, 20)
    .map(({ slice, n, value, rest, gap, low, high }) => [
      `  ${cutText(cellText(sliceText(slice)), 50)}`,
      formatCount(n),
      t('{0} against {1}', formatNumber(value, 3), formatNumber(rest, 3)),
      rateText({ value: gap, low, high, n }),
    ]);
  return [head, textTable(rows, ['left', 'right', 'right', 'right'])].join('\n');
}
