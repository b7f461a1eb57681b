/**
 * What was found, in one sentence for people who are no specialists: the two groups that a model errs on most unequally, as far
 * as that is sure, and how many rows of each could be judged so (positives or negatives).
 */
import { formatCount, formatNumber, formatShare } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { FairnessCounts } from '../protocol/fairnessCounts.ts';
import type { Aggregate } from '../protocol/fairnessReport.ts';
import { attributeGaps, type GapSettings, type GapSpec } from './attributeGaps.ts';
import { sliceText } from './fairnessWords.ts';

const errors = ['fnr', 'fpr'] as const;
const specs: readonly GapSpec[] = errors.flatMap((metric) => [
  { metric, kind: 'difference', against: 'groups' },
  { metric, kind: 'ratio', against: 'groups' },
]);

/** Of binary tasks; undefined where no two groups can be held against each other. */
export function headline(counts: FairnessCounts, settings: GapSettings): string | undefined {
  if (counts.task !== 'binary') return undefined;
  // Crossings have small slices, whose gaps are large by chance: columns alone are told of first.
  const columns = counts.attributes.filter((attribute) => attribute.columns.length === 1);
  const gaps = columns.flatMap((attribute) => {
    const found = attributeGaps(counts, attribute, specs, settings);
    const judged = (gap: Aggregate, metric: (typeof errors)[number]) =>
      gap.slices.map((slice) => {
        const found = attribute.slices.find(({ values }) =>
          attribute.columns.every((column, at) => slice[column] === (values[at] ?? null)),
        );
        const [tn = 0, fp = 0, fn = 0, tp = 0] = found?.cells?.rows ?? [];
        return metric === 'fnr' ? fn + tp : fp + tn;
      });
    return errors.flatMap((metric, at) => {
      const [difference, ratio] = [found[at * 2], found[at * 2 + 1]];
      return difference && ratio && difference.value !== null
        ? [{ difference, ratio, rows: judged(difference, metric) }]
        : [];
    });
  });
  // By what the gap is at least: the largest ones are often those of a few rows.
  const sure = ({ low, value }: Aggregate) => low ?? value ?? 0;
  const [worst] = gaps.sort((a, b) => sure(b.difference) - sure(a.difference));
  if (worst === undefined) return undefined;
  const { difference, ratio, rows } = worst;
  const [more, less] = difference.slices.map(sliceText);
  const [high = 0, low = 0] = difference.values;
  const [a, b, x, y] = [more ?? '', less ?? '', formatShare(high), formatShare(low)];
  const n = rows.map(formatCount).join(' + ');
  const isRefused = difference.metric === 'fnr';
  if (high === low) return t('No group is wrongly judged more often than another.');
  // 0 in one group: there is no “times as often”.
  if (ratio.value === null || ratio.low === null || ratio.high === null || ratio.low <= 0) {
    const by = formatShare(difference.value ?? 0);
    const [from, to] = [formatShare(difference.low ?? NaN), formatShare(difference.high ?? NaN)];
    const interval = t('difference {0}, 95 % interval {1} to {2}, n = {3}', by, from, to, n);
    return isRefused
      ? t('{0}: {2} of the positives are wrongly refused, of {1}: {3} ({4}).', a, b, x, y, interval)
      : t('{0}: {2} of the negatives are wrongly accepted, of {1}: {3} ({4}).', a, b, x, y, interval);
  }
  const times = formatNumber(1 / ratio.value, 2);
  const [from, to] = [formatNumber(1 / ratio.high, 2), formatNumber(1 / ratio.low, 2)];
  const interval = t('95 % interval {0} to {1}, n = {2}', from, to, n);
  return isRefused
    ? t(
        '{0} are wrongly refused {4} times as often as {1} ({2} against {3}, {5}).',
        a,
        b,
        x,
        y,
        times,
        interval,
      )
    : t(
        '{0} are wrongly accepted {4} times as often as {1} ({2} against {3}, {5}).',
        a,
        b,
        x,
        y,
        times,
        interval,
      );
}
