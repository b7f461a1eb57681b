/** Which threshold keeps to a limit, what it costs, and what a threshold for each group would do. */
import type { AttributeCounts, FairnessCounts } from '../protocol/fairnessCounts.ts';
import { aggregateNames, rateNames, type GapMetric } from '../records/fairnessNames.ts';
import type { FairnessPolicy } from '../records/fairnessPolicy.ts';
import type { SliceKey } from '../protocol/fairnessReport.ts';
import { attributeGaps, type GapSettings, type GapSpec } from './attributeGaps.ts';
import { groupThresholds } from './groupThresholds.ts';
import { sameColumns } from './policyVerdict.ts';
import { rateValue } from './rateValue.ts';
import { sliceKey } from './sliceKey.ts';
import { countsOf } from './sliceRates.ts';
import { bestWithin, keeps, tableOf, thresholdPlace, type TradeOff } from './thresholds.ts';

export interface AskedLimit {
  readonly spec: GapSpec;
  readonly limit: number;
}

/** What a threshold does. */
export interface Effect {
  /** Null: as the predictions have it. */
  readonly threshold: number | null;
  /** NaN: undefined. */
  readonly gap: number;
  /** Of all rows, as is `selected`: the share that is predicted positive. */
  readonly accuracy: number;
  readonly selected: number;
}

/** Gaps that thresholds change. */
export const movedMetrics: readonly GapMetric[] = [
  ...aggregateNames,
  ...rateNames.filter((name) => name !== 'baseRate'),
];

/** The limits of a policy for the slices of some columns. */
export function limitsOf(
  policy: FairnessPolicy | null | undefined,
  columns: readonly string[],
): AskedLimit[] {
  return (policy?.limits ?? []).flatMap(({ metric, difference, ratio, against = 'groups', attributes }) => {
    const judged = attributes ?? policy?.attributes;
    const isJudged =
      judged === undefined ? columns.length === 1 : judged.some((one) => sameColumns([one].flat(), columns));
    if (!isJudged || !movedMetrics.includes(metric)) return [];
    return [
      ...(difference === undefined
        ? []
        : [{ spec: { metric, kind: 'difference' as const, against }, limit: difference }]),
      ...(ratio === undefined ? [] : [{ spec: { metric, kind: 'ratio' as const, against }, limit: ratio }]),
    ];
  });
}

/** Of the counts as they are shown; undefined where nothing is decided yet. */
export function effectNow(
  counts: FairnessCounts,
  attribute: AttributeCounts,
  spec: GapSpec,
  settings: GapSettings,
): Effect | undefined {
  const { cells } = counts.overall;
  if (cells === undefined || counts.task !== 'binary') return undefined;
  const own = counts.attributes.find(({ columns }) => sameColumns(columns, attribute.columns)) ?? attribute;
  const [gap] = attributeGaps(counts, own, [spec], { ...settings, replicates: 0 });
  const all = countsOf(cells);
  return {
    threshold: counts.threshold,
    gap: gap?.value ?? NaN,
    accuracy: rateValue('accuracy', all),
    selected: rateValue('selectionRate', all),
  };
}

/** Of the most accurate threshold within the limit; undefined where none keeps to it. */
export function effectWithin(
  counts: FairnessCounts,
  points: readonly TradeOff[],
  { spec, limit }: AskedLimit,
): Effect | undefined {
  const best = bestWithin(points, spec.kind, limit);
  const { curve } = counts.overall;
  if (best === undefined || curve === undefined) return undefined;
  const selected = rateValue('selectionRate', tableOf(curve), best.place * 4);
  return { threshold: best.threshold, gap: best.gap, accuracy: best.accuracy, selected };
}

export function isKept(effect: Effect, { spec, limit }: AskedLimit): boolean {
  return keeps(effect.gap, spec.kind, limit);
}

export interface GroupEffect {
  readonly slice: SliceKey;
  readonly threshold: number;
  readonly accuracy: number;
  readonly selected: number;
}

export interface GroupEffects {
  readonly groups: readonly GroupEffect[];
  /** Of the rows of these groups together. */
  readonly accuracy: number;
}

/** With a threshold for each group, which treats people by their group: see `groupThresholds`. */
export function effectsByGroup(
  counts: FairnessCounts,
  attribute: AttributeCounts,
  { spec, limit }: AskedLimit,
  minSize: number,
): GroupEffects | undefined {
  const found = groupThresholds(counts, attribute, spec, { limit, minSize });
  if (found === undefined) return undefined;
  const groups = found.thresholds.flatMap(({ slice, threshold }): GroupEffect[] => {
    const key = JSON.stringify(slice);
    const own = attribute.slices.find(
      ({ values }) => JSON.stringify(sliceKey(attribute.columns, values)) === key,
    );
    if (own?.curve === undefined) return [];
    const table = tableOf(own.curve);
    const place = thresholdPlace(counts, threshold) * 4;
    return [
      {
        ...{ slice, threshold },
        accuracy: rateValue('accuracy', table, place),
        selected: rateValue('selectionRate', table, place),
      },
    ];
  });
  return { groups, accuracy: found.accuracy };
}
