/** Slices, measures and gaps in the order that the page shows them. */
import { formatCount, formatFixed, missing } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import { attributeGaps, type GapSettings, type GapSpec } from '../../../src/fairness/attributeGaps.ts';
import { sliceReport } from '../../../src/fairness/fairnessReport.ts';
import type { FairnessCounts, SliceCounts } from '../../../src/protocol/fairnessCounts.ts';
import type { Rate, SliceReport } from '../../../src/protocol/fairnessReport.ts';
import {
  aggregateNames,
  errorNames,
  rateNames,
  type MeasureName,
} from '../../../src/records/fairnessNames.ts';

export interface ShownSlice {
  /** Key of the slice in JSON. */
  readonly key: string;
  /** Without the names of columns, which the heading tells. */
  readonly name: string;
  readonly counts: SliceCounts;
  readonly report: SliceReport;
}

export interface ShownAttribute {
  readonly key: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly slices: readonly ShownSlice[];
}

export function slicesOf(counts: FairnessCounts, settings: GapSettings): ShownAttribute[] {
  return counts.attributes.map(({ columns, slices }) => ({
    key: JSON.stringify(columns),
    name: columns.join(' × '),
    columns,
    slices: slices.map((slice) => {
      const report = sliceReport(counts, columns, slice, settings);
      return {
        key: JSON.stringify(report.slice),
        name: slice.values.map((value) => value ?? t('no value')).join(', '),
        counts: slice,
        report,
      };
    }),
  }));
}

/** Those that its task has. */
export function measuresOf({ task, overall }: FairnessCounts): MeasureName[] {
  if (task === 'regression') return [...errorNames];
  return [...rateNames, ...(overall.curve ? (['auc'] as const) : [])];
}

/** Of each row its difference and its ratio. */
export function gapRows({ task, overall }: FairnessCounts): (readonly [GapSpec, GapSpec])[] {
  const metrics =
    task === 'regression' ? errorNames : [...aggregateNames, ...(overall.curve ? (['auc'] as const) : [])];
  return metrics.map((metric) => [
    { metric, kind: 'difference', against: 'groups' },
    { metric, kind: 'ratio', against: 'groups' },
  ]);
}

/** The error that the sentence on top tells of: the one whose rates are surest to be apart over the slices of a column. */
export function moreUnequal(counts: FairnessCounts, settings: GapSettings): MeasureName {
  if (counts.task !== 'binary') return 'accuracy';
  const specs = (['fnr', 'fpr'] as const).map(
    (metric) => ({ metric, kind: 'difference', against: 'groups' }) as const,
  );
  const gaps = counts.attributes
    .filter(({ columns }) => columns.length === 1)
    .map((attribute) => attributeGaps(counts, attribute, specs, settings));
  const most = (at: number) => Math.max(0, ...gaps.map((found) => found[at]?.low ?? found[at]?.value ?? 0));
  return most(0) > most(1) ? 'fnr' : 'fpr';
}

export function isErrorMeasure(name: MeasureName): boolean {
  return name === 'meanError' || name === 'meanAbsoluteError' || name === 'rmse';
}

/** Rates with as many places as tell groups apart. */
export function rateText(value: number | null): string {
  return value === null ? missing : formatFixed(value, Math.abs(value) >= 100 ? 1 : 3);
}

export function intervalText({ low, high }: Pick<Rate, 'low' | 'high'>): string {
  return low === null || high === null ? missing : `[${rateText(low)}, ${rateText(high)}]`;
}

export function signed(value: number): string {
  return value > 0 ? `+${rateText(value)}` : rateText(value);
}

export function rowsText(count: number): string {
  return count === 1 ? t('1 row') : t('{0} rows', formatCount(count));
}
