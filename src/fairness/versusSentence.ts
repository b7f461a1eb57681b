/** In plain words whether the gap closed: of the two groups that either model treats most unequally, as far as that is sure. */
import { formatFixed, formatNumber } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { GapChange } from '../protocol/fairnessComparison.ts';
import type { MeasureName } from '../records/fairnessNames.ts';
import { attributeGaps, type GapSettings } from './attributeGaps.ts';
import { metricWords, sliceText } from './fairnessWords.ts';
import { gapChanges } from './gapChanges.ts';
import { pairedDifference } from './pairedDifference.ts';
import type { PairedCounts } from './pairedCounts.ts';
import { rateOf } from './sliceRates.ts';

const judged = {
  binary: ['fnr', 'fpr'],
  classes: ['accuracy'],
  regression: ['meanError', 'meanAbsoluteError'],
} as const satisfies Record<string, readonly MeasureName[]>;

/** Undefined where no two groups can be held against each other in both. `name` is that of the other. */
export function versusSentence(
  counts: PairedCounts,
  settings: GapSettings,
  name: string,
): string | undefined {
  const found = versusSentences(counts, settings, name);
  return found.length === 0 ? undefined : found.join(' ');
}

/** What matters most first; none where no two groups can be held against each other in both. */
export function versusSentences(counts: PairedCounts, settings: GapSettings, name: string): string[] {
  const gaps = pairsToTell(counts, settings);
  if (gaps.length === 0) return [];
  const accuracy = accuracySentence(counts);
  return [
    ...gaps.map((gap, at) => (at === 0 ? gapSentence(gap, name) : unclearSentence(gap))),
    ...(accuracy === undefined ? [] : [accuracy]),
  ];
}

interface Candidate {
  /** What the gap is at least. */
  readonly sure: number;
  readonly change: GapChange;
}

/** The pair of slices whose gap is surest in either model; where its change is unclear, the surest change before it. */
function pairsToTell(counts: PairedCounts, settings: GapSettings): GapChange[] {
  const found = candidates(counts, settings);
  const [worst] = [...found].sort((a, b) => b.sure - a.sure);
  if (worst === undefined) return [];
  if (worst.change.trend !== 'unclear') return [worst.change];
  const least = ({ change: { low, high, trend } }: Candidate) =>
    trend === 'unclear' ? 0 : Math.min(Math.abs(low ?? 0), Math.abs(high ?? 0));
  const [surest] = [...found].sort((a, b) => least(b) - least(a));
  return surest === undefined || least(surest) === 0 ? [worst.change] : [surest.change, worst.change];
}

/** How the gaps of the same two slices changed: of each column and measure the pair that is worst in either model. */
function candidates(counts: PairedCounts, settings: GapSettings): Candidate[] {
  const specs = judged[counts.own.task].map(
    (metric) => ({ metric, kind: 'difference', against: 'groups' }) as const,
  );
  const columns = counts.attributes.filter((attribute) => attribute.columns.length === 1);
  return columns.flatMap((attribute) => {
    // Only slices that both can be judged by.
    const slices = attribute.slices.filter(
      ({ own, other }) => Math.min(own?.rows ?? 0, other?.rows ?? 0) >= settings.minSize,
    );
    return (['own', 'other'] as const).flatMap((side) => {
      const own = { columns: [...attribute.columns], slices: slices.flatMap((slice) => slice[side] ?? []) };
      return attributeGaps(counts[side], own, specs, settings).flatMap(({ value, low, slices: pair }, at) => {
        const keys = pair.map((key) => JSON.stringify(Object.values(key)));
        const two = slices.filter(({ values }) => keys.includes(JSON.stringify(values)));
        const spec = specs[at];
        if (value === null || spec === undefined) return [];
        const [change] = gapChanges(counts, { columns: attribute.columns, slices: two }, [spec], settings);
        return change === undefined || change.change === null ? [] : [{ sure: low ?? value, change }];
      });
    });
  });
}

function gapSentence(
  { metric, slices, value, other, change, low, high, trend }: GapChange,
  name: string,
): string {
  const [a = '', b = ''] = slices.map(sliceText);
  const number = valueText;
  const metricName = metricWords(metric).name;
  const [from, to] = [number(other), number(value)];
  const by = number(Math.abs(change ?? NaN));
  const ends = [Math.abs(low ?? NaN), Math.abs(high ?? NaN)].sort((x, y) => x - y).map((end) => number(end));
  const [least = '', most = ''] = ends;
  if (trend === 'closes')
    return t(
      'Against {0} the gap between {1} and {2} in {3} shrank from {4} to {5}, by {6} (95 % interval {7} to {8}).',
      name,
      a,
      b,
      metricName,
      from,
      to,
      by,
      least,
      most,
    );
  if (trend === 'widens')
    return t(
      'Against {0} the gap between {1} and {2} in {3} grew from {4} to {5}, by {6} (95 % interval {7} to {8}).',
      name,
      a,
      b,
      metricName,
      from,
      to,
      by,
      least,
      most,
    );
  return t(
    'Against {0} it cannot be told whether the gap between {1} and {2} in {3} changed: {5} instead of {4} (95 % interval of the change {6} to {7}).',
    name,
    a,
    b,
    metricName,
    from,
    to,
    number(low),
    number(high),
  );
}

/** Beside another gap: the name has been told. */
function unclearSentence({ metric, slices, value, other, low, high }: GapChange): string {
  const [a = '', b = ''] = slices.map(sliceText);
  return t(
    'Whether that between {0} and {1} in {2} changed cannot be told: {4} instead of {3} (95 % interval of the change {5} to {6}).',
    a,
    b,
    metricWords(metric).name,
    valueText(other),
    valueText(value),
    valueText(low),
    valueText(high),
  );
}

/** As many places in each, so that they can be held against each other. */
function valueText(value: number | null): string {
  const size = Math.abs(value ?? NaN);
  return size < 0.001 && size > 0
    ? formatNumber(value ?? NaN, 1)
    : formatFixed(value, size >= 100 ? 1 : size >= 10 ? 2 : 3);
}

/** What it cost, or did not. */
function accuracySentence(counts: PairedCounts): string | undefined {
  const { own, other } = counts.overall;
  if (counts.own.task !== 'binary' || own?.cells === undefined || other?.cells === undefined)
    return undefined;
  const rates = { own: rateOf('accuracy', own.cells), other: rateOf('accuracy', other.cells) };
  const { value, low, high } = pairedDifference(counts, counts.overall, 'accuracy', rates);
  if (value === null || low === null || high === null) return undefined;
  const number = valueText;
  const [was, is] = [number(rates.other.value), number(rates.own.value)];
  const [least, most] = [number(low), number(high)];
  if (low > 0)
    return t('Accuracy rose from {0} to {1} (95 % interval of the change {2} to {3}).', was, is, least, most);
  if (high < 0)
    return t('Accuracy fell from {0} to {1} (95 % interval of the change {2} to {3}).', was, is, least, most);
  return t(
    'Accuracy is {1} instead of {0}, which may be chance (95 % interval of the change {2} to {3}).',
    was,
    is,
    least,
    most,
  );
}
