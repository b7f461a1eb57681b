/** What reports in Markdown and HTML tell of other predictions that the shown ones are held against. */
import { formatCount, formatNumber } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { FairnessComparison, GapChange, GapTrend } from '../protocol/fairnessComparison.ts';
import type { FairnessReport } from '../protocol/fairnessReport.ts';
import type { MeasureName } from '../records/fairnessNames.ts';
import { metricText, metricWords, sliceText } from './fairnessWords.ts';
import { intervalText, rateText, signed } from './rateText.ts';

export interface ComparisonParts {
  readonly title: string;
  readonly sentence: string | null;
  readonly says: readonly string[];
  readonly tables: readonly { readonly titles: readonly string[]; readonly rows: readonly string[][] }[];
}

export function comparisonParts(
  { other, n, threshold, sentence, pairing, overall, slices, aggregates, problems }: FairnessComparison,
  report: FairnessReport,
  measure: MeasureName,
): ComparisonParts {
  const own = new Map(
    [report.overall, ...report.slices].map(({ slice, rates }) => [JSON.stringify(slice), rates[measure]]),
  );
  const number = (value: number | null | undefined) => (typeof value === 'number' ? rateText(value) : '');
  const difference = (value: number | null | undefined) => (typeof value === 'number' ? signed(value) : '');
  return {
    title: t('Against {0}', other),
    sentence,
    says: [
      t('{0}: {1} rows', other, formatCount(n)),
      ...(threshold === null ? [] : [t('positive there when score > {0}', formatNumber(threshold))]),
      ...pairing.says,
      ...problems.map(({ message }) => message),
    ],
    tables: [
      {
        titles: [
          t('Slice'),
          ...[t('here'), t('there')].map((where) => `${metricWords(measure).name}, ${where}`),
          t('difference'),
          t('95 % interval'),
        ],
        rows: [overall, ...slices].map(({ slice, rates, changes, suppressed }) => {
          if (suppressed) return [sliceText(slice), t('too small to judge'), '', '', ''];
          const change = changes[measure];
          return [
            sliceText(slice),
            number(own.get(JSON.stringify(slice))?.value),
            number(rates[measure]?.value),
            change?.why ?? difference(change?.value),
            interval(change?.low, change?.high),
          ];
        }),
      },
      {
        titles: [
          t('Attribute'),
          t('Measure'),
          t('here'),
          t('there'),
          t('change'),
          t('95 % interval'),
          t('Closes?'),
        ],
        rows: aggregates.map(
          ({ attribute, metric, kind, value, other: its, change, low, high, trend }: GapChange) => [
            attribute,
            t('{0} {1}', metricText(metric), kind === 'difference' ? t('difference') : t('ratio')),
            number(value),
            number(its),
            difference(change),
            interval(low, high),
            trend === null ? '' : trendText(trend),
          ],
        ),
      },
    ],
  };
}

function interval(low: number | null | undefined, high: number | null | undefined): string {
  return typeof low === 'number' && typeof high === 'number' ? intervalText({ low, high }) : '';
}

export function trendText(trend: GapTrend): string {
  switch (trend) {
    case 'closes':
      return t('closes');
    case 'widens':
      return t('widens');
    case 'unclear':
      return t('may be chance');
  }
}
