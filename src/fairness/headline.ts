/**
 * What was found, in one sentence for people who are no specialists: the group that a model errs on most unequally, how sure
 * that is, and how many rows of each could be judged so. It also says so where nothing was found, or too little is known.
 */
import { formatCount, formatNumber, formatShare, nbsp } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { AttributeCounts, FairnessCounts } from '../protocol/fairnessCounts.ts';
import type { Aggregate } from '../protocol/fairnessReport.ts';
import type { GapMetric } from '../records/fairnessNames.ts';
import type { FairnessPolicy } from '../records/fairnessPolicy.ts';
import { attributeGaps, type GapSettings, type GapSpec } from './attributeGaps.ts';
import type { Finding } from './finding.ts';
import { signalsOf } from './gaps.ts';
import { classesFinding, errorsFinding, notBeyondChance } from './headlineOthers.ts';
import { sliceText } from './fairnessWords.ts';
import { ratioInterval } from './ratioInterval.ts';
import { policyVerdict } from './policyVerdict.ts';
import { countsOf, rateOf } from './sliceRates.ts';
import { surestSlices, type SureSlice } from './surestSlices.ts';
import { restOf } from './worstSlices.ts';

type Policy = FairnessPolicy | null | undefined;

export function headline(counts: FairnessCounts, settings: GapSettings, policy?: Policy): string {
  return finding(counts, settings, policy).text;
}

/** Where limits of a policy are exceeded, what they are about is told first. */
export function finding(counts: FairnessCounts, settings: GapSettings, policy?: Policy): Finding {
  // Crossings have small slices, whose gaps are large by chance: columns alone are told of first.
  const attributes = counts.attributes.filter(({ columns }) => columns.length === 1);
  const columns = { ...counts, attributes };
  const isEnough = attributes.some(
    ({ slices }) => slices.filter(({ rows }) => rows >= settings.minSize).length >= 2,
  );
  if (!isEnough) return { text: tooFew(settings.minSize) };
  if (counts.task === 'regression') return errorsFinding(columns, settings);
  if (counts.overall.cells === undefined)
    return {
      text: t(
        'Only scores are known, and no threshold says yet who is accepted: move it to see what it does.',
      ),
    };
  if (counts.task === 'classes') return classesFinding(columns, settings);
  return binaryFinding(columns, settings, policy ? exceeded(counts, settings, policy) : []);
}

function tooFew(minSize: number): string {
  return t(
    'Not enough data: no two groups of a column have {0} rows or more each, so nothing can be said of them yet.',
    formatCount(minSize),
  );
}

const errors = ['fnr', 'fpr'] as const;
const specs: readonly GapSpec[] = errors.flatMap((metric) => [
  { metric, kind: 'difference', against: 'groups' },
  { metric, kind: 'ratio', against: 'groups' },
]);

interface ErrorGap {
  readonly attribute: AttributeCounts;
  readonly metric: (typeof errors)[number];
  readonly difference: Aggregate;
  readonly ratio: Aggregate;
}

interface Demand {
  readonly column: string;
  readonly metric: GapMetric;
}

/** Limits on single columns that are exceeded, whoever granted it. */
function exceeded(counts: FairnessCounts, settings: GapSettings, policy: FairnessPolicy): Demand[] {
  const judged = { ...settings, reference: { ...policy.reference }, replicates: 0, now: 0 };
  return policyVerdict(counts, { ...policy, exceptions: [] }, judged).limits.flatMap(
    ({ verdict, columns: [column, ...others], metric }) =>
      verdict === 'exceeds' && column !== undefined && others.length === 0 ? [{ column, metric }] : [],
  );
}

/** The errors that a limit is about: those who are wrongly refused are missing from the TPR. */
function isAbout(error: ErrorGap['metric'], metric: GapMetric): boolean {
  const signals = signalsOf(metric);
  const own: readonly string[] = error === 'fnr' ? ['fnr', 'tpr', 'odds'] : ['fpr', 'tnr', 'odds'];
  return signals.some((signal) => own.includes(signal));
}

function binaryFinding(counts: FairnessCounts, settings: GapSettings, demands: readonly Demand[]): Finding {
  const gaps = counts.attributes.flatMap((attribute) => {
    const found = attributeGaps(counts, attribute, specs, settings);
    return errors.flatMap((metric, at): ErrorGap[] => {
      const [difference, ratio] = [found[at * 2], found[at * 2 + 1]];
      return difference && ratio && difference.value !== null
        ? [{ attribute, metric, difference, ratio }]
        : [];
    });
  });
  gaps.sort(({ difference: a }, { difference: b }) => surety(b) - surety(a));
  const [largest] = gaps;
  if (largest === undefined)
    return {
      text: t(
        'Not enough data: errors are defined for fewer than two groups of a column, so they cannot be compared.',
      ),
    };
  if (largest.difference.value === 0) return { text: allAlike(counts) };
  const sure = surestSlices(counts, errors, settings.minSize);
  const isDemanded = ({ attribute: { columns }, found }: SureSlice) =>
    demands.some(
      ({ column, metric }) =>
        columns[0] === column && errors.some((error) => error === found.measure && isAbout(error, metric)),
    );
  const worst = sure.find(isDemanded) ?? sure[0];
  const gap = gaps.find(
    ({ attribute, metric }) => attribute === worst?.attribute && metric === worst.found.measure,
  );
  if (worst === undefined || gap === undefined) return { text: notBeyondChance(gapSentence(largest)) };
  const { attribute, found } = worst;
  const groups = attribute.slices.filter(({ rows }) => rows >= settings.minSize).length;
  // Of two groups both are named; of more the one that differs, for the extremes of many are often those of a few rows.
  const text = groups === 2 ? gapSentence(gap) : restSentence(counts, worst, gap.metric);
  return { text: text ?? gapSentence(gap), about: { attribute, measure: found.measure } };
}

/** How many times its own uncertainty a gap is. */
function surety({ value, low, high }: Aggregate): number {
  return (value ?? 0) / ((high ?? 1) - (low ?? 0) || 1);
}

function allAlike({ overall: { cells } }: FairnessCounts): string {
  const [tn = 0, fp = 0, fn = 0, tp = 0] = cells === undefined ? [] : countsOf(cells);
  // Equal errors are no good news where nobody is judged at all.
  if (fp + tp === 0) return t('Nobody is accepted, so no group is wrongly judged more often than another.');
  if (tn + fn === 0)
    return t('Everybody is accepted, so no group is wrongly judged more often than another.');
  return t('No group is wrongly judged more often than another.');
}

function gapSentence({ attribute, metric, difference, ratio }: ErrorGap): string {
  const [more = '', less = ''] = difference.slices.map(sliceText);
  const [high = 0, low = 0] = difference.values;
  const isRatio = ratio.value !== null && ratio.low !== null && ratio.high !== null && ratio.low > 0;
  return unequal({
    ...{ metric, more, less, high, low, rows: judged(difference, attribute, metric) },
    difference: { value: difference.value ?? 0, low: difference.low ?? NaN, high: difference.high ?? NaN },
    ratio: isRatio ? { low: 1 / (ratio.high ?? 1), high: 1 / (ratio.low ?? 1) } : null,
  });
}

/** A group against all other rows; undefined where one of both rates is. */
function restSentence(
  counts: FairnessCounts,
  { slice, found: { slice: key, gap, low, high } }: SureSlice,
  metric: ErrorGap['metric'],
): string | undefined {
  const { cells } = counts.overall;
  if (cells === undefined || slice.cells === undefined) return undefined;
  const [own, rest] = [rateOf(metric, slice.cells), rateOf(metric, restOf(cells, slice.cells))];
  if (own.value === null || rest.value === null) return undefined;
  const names = [sliceText(key), t('all others')];
  const isWorse = gap > 0;
  const [a, b] = isWorse ? [own, rest] : [rest, own];
  const [more = '', less = ''] = isWorse ? names : names.reverse();
  return unequal({
    ...{ metric, more, less, high: a.value ?? 0, low: b.value ?? 0, rows: [a.n, b.n] },
    difference: isWorse ? { value: gap, low, high } : { value: -gap, low: -high, high: -low },
    ratio: ratioInterval(a, b),
  });
}

interface Limits {
  readonly low: number;
  readonly high: number;
}

interface Unequal {
  readonly metric: ErrorGap['metric'];
  readonly more: string;
  readonly less: string;
  readonly high: number;
  readonly low: number;
  readonly rows: readonly number[];
  readonly difference: Limits & { readonly value: number };
  /** Of how many times as often; null where there is none. */
  readonly ratio: Limits | null;
}

function unequal({ metric, more, less, high, low, rows, difference, ratio }: Unequal): string {
  const [x, y] = [formatShare(high), formatShare(low)];
  const n = `n${nbsp}=${nbsp}${rows.map(formatCount).join(`${nbsp}+${nbsp}`)}`;
  const isRefused = metric === 'fnr';
  // 0 in one group: there is no “times as often”.
  if (ratio === null || low === 0) {
    const by = formatShare(difference.value);
    const [from, to] = [formatShare(difference.low), formatShare(difference.high)];
    const interval = t('difference {0}, 95 % interval {1} to {2}, {3}', by, from, to, n);
    return isRefused
      ? t('{0}: {2} of the positives are wrongly refused, of {1}: {3} ({4}).', more, less, x, y, interval)
      : t('{0}: {2} of the negatives are wrongly accepted, of {1}: {3} ({4}).', more, less, x, y, interval);
  }
  const times = timesText(high / low);
  const interval = t('95 % interval {0} to {1}, {2}', timesText(ratio.low), timesText(ratio.high), n);
  return isRefused
    ? t(
        '{0} are wrongly refused {4} times as often as {1} ({2} against {3}, {5}).',
        more,
        less,
        x,
        y,
        times,
        interval,
      )
    : t(
        '{0} are wrongly accepted {4} times as often as {1} ({2} against {3}, {5}).',
        more,
        less,
        x,
        y,
        times,
        interval,
      );
}

/** As many places as a person needs: 1.04, 1.9, 16. */
function timesText(times: number): string {
  return formatNumber(times, times < 1.2 ? 2 : times < 10 ? 1 : 0);
}

/** Rows that could be judged so: positives of those wrongly refused, negatives of those wrongly accepted. */
function judged({ slices }: Aggregate, attribute: AttributeCounts, metric: ErrorGap['metric']): number[] {
  return slices.map((slice) => {
    const found = attribute.slices.find(({ values }) =>
      attribute.columns.every((column, at) => slice[column] === (values[at] ?? null)),
    );
    const [tn = 0, fp = 0, fn = 0, tp = 0] = found?.cells?.rows ?? [];
    return metric === 'fnr' ? fn + tp : fp + tn;
  });
}
