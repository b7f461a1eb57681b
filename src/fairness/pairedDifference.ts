/** This measure of a slice less that of the other model, with an interval that uses that both judged the same rows. */
import { t } from '../base/l10n.ts';
import type { RateChange } from '../protocol/fairnessComparison.ts';
import type { Rate } from '../protocol/fairnessReport.ts';
import type { MeasureName } from '../records/fairnessNames.ts';
import { correlation } from './correlation.ts';
import type { PairedCounts, PairedSlice } from './pairedCounts.ts';
import { z95 } from './wilson.ts';

/**
 * From the intervals of both and their correlation: Newcombe's method for paired proportions (Statistics in Medicine 17, 1998,
 * 2635, method 10 without its correction of φ), which Zou (Psychological Methods 12, 2007, 399) gave for any two estimates. Of two
 * means it is the interval of the paired t-test's normal form; of areas under ROC curves DeLong's variances are taken as they are.
 */
export function pairedDifference(
  counts: PairedCounts,
  slice: PairedSlice,
  measure: MeasureName,
  { own, other }: { readonly own: Rate | undefined; readonly other: Rate | undefined },
): RateChange {
  if (!isDefined(own))
    return { value: null, low: null, high: null, why: t('undefined: {0}', own?.why ?? t('not there')) };
  if (!isDefined(other))
    return {
      ...{ value: null, low: null, high: null },
      why: t('undefined in the other: {0}', other?.why ?? t('not there')),
    };
  const value = own.value - other.value;
  const r = correlation(counts, slice, measure);
  const area = measure === 'auc' ? areaError(slice, r) : undefined;
  if (area !== undefined) return { value, low: value - z95 * area, high: value + z95 * area };
  if (own.low === null || own.high === null || other.low === null || other.high === null)
    return { value, low: null, high: null };
  const half = (a: number, b: number) => Math.sqrt(Math.max(0, a * a - 2 * r * a * b + b * b));
  return {
    value,
    low: value - half(own.value - own.low, other.high - other.value),
    high: value + half(own.high - own.value, other.value - other.low),
  };
}

function isDefined(rate: Rate | undefined): rate is Rate & { value: number } {
  return rate !== undefined && rate.value !== null;
}

/** Undefined where one of both has no variance: then intervals that allow for it. */
function areaError({ own, other }: PairedSlice, r: number): number | undefined {
  const [a, b] = [own?.curve?.auc?.variance ?? 0, other?.curve?.auc?.variance ?? 0];
  return a > 0 && b > 0 ? Math.sqrt(Math.max(0, a + b - 2 * r * Math.sqrt(a * b))) : undefined;
}
