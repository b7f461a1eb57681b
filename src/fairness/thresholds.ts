/** What another threshold would do, from the curves that are kept of each slice: no row is read again. */
import { curveCells } from '../protocol/curveCells.ts';
import type { AttributeCounts, FairnessCounts, ScoreCurve, SliceCounts } from '../protocol/fairnessCounts.ts';
import { isReference, type GapSpec } from './attributeGaps.ts';
import { gapOf, signalsOf, signalValue, worstGap, type Signal } from './gaps.ts';
import { isError } from './measuredTables.ts';
import { rateValue, type Counted } from './rateValue.ts';

/** Place of the threshold nearest to `wanted` at which counts are known. */
export function thresholdPlace(counts: FairnessCounts, wanted: number): number {
  const thresholds = counts.scores?.thresholds ?? [];
  let [low, high] = [0, thresholds.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((thresholds[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  const [below, above] = [thresholds[low - 1], thresholds[low]];
  return below !== undefined && above !== undefined && wanted - below < above - wanted ? low - 1 : low;
}

/** The same counts with the predictions that the threshold at `place` makes. */
export function atThreshold(counts: FairnessCounts, place: number): FairnessCounts {
  const threshold = counts.scores?.thresholds[place];
  if (threshold === undefined) return counts;
  const at = (slice: SliceCounts): SliceCounts =>
    slice.curve ? { ...slice, cells: curveCells(slice.curve, place) } : slice;
  return {
    ...counts,
    threshold,
    overall: at(counts.overall),
    attributes: counts.attributes.map((attribute) => ({ ...attribute, slices: attribute.slices.map(at) })),
  };
}

export interface TradeOff {
  readonly threshold: number;
  readonly place: number;
  /** Of all rows. */
  readonly accuracy: number;
  /** NaN: undefined. */
  readonly gap: number;
}

/** Accuracy and gap at every threshold; ROC curves need no more than the curves themselves. */
export function tradeOffs(
  counts: FairnessCounts,
  attribute: AttributeCounts,
  spec: GapSpec,
  { minSize, reference }: { minSize: number; reference: Readonly<Record<string, string | null>> },
): TradeOff[] {
  const judged = attribute.slices.filter(({ rows }) => rows >= minSize);
  const place = judged.findIndex((slice) => isReference(attribute.columns, slice, reference));
  const tables = judged.flatMap(({ curve }) => (curve ? [tableOf(curve)] : []));
  const { curve: all } = counts.overall;
  if (all === undefined || tables.length < judged.length) return [];
  const whole = tableOf(all);
  const signals = signalsOf(spec.metric);
  const values = signals.map(() => new Float64Array(judged.length));
  return (counts.scores?.thresholds ?? []).map((threshold, at) => {
    for (const [index, signal] of signals.entries())
      for (const [slice, table] of tables.entries()) {
        const list = values[index];
        if (list) list[slice] = signalAt(signal, table, at);
      }
    const gaps = signals.map((signal, index) =>
      gapOf(spec.kind, spec.against, {
        values: values[index] ?? [],
        overall: signalAt(signal, whole, at),
        reference: place < 0 ? undefined : place,
      }),
    );
    const { value: gap } = worstGap(spec.kind, gaps);
    return { threshold, place: at, accuracy: rateValue('accuracy', whole, at * 4), gap };
  });
}

/** The most accurate threshold that keeps to a limit; undefined where none does. */
export function bestWithin(
  points: readonly TradeOff[],
  kind: GapSpec['kind'],
  limit: number,
): TradeOff | undefined {
  let best: TradeOff | undefined;
  for (const point of points)
    if (keeps(point.gap, kind, limit) && (best === undefined || point.accuracy > best.accuracy)) best = point;
  return best;
}

export function keeps(gap: number, kind: GapSpec['kind'], limit: number): boolean {
  return kind === 'difference' ? gap <= limit : gap >= limit;
}

/** [tn, fp, fn, tp] at every threshold, weighted where rows have weights. */
export function tableOf(curve: ScoreCurve): Float64Array {
  const { positives, negatives } = curve.weights ?? curve;
  const [allNegative = 0, allPositive = 0] = curve.totals.weights ?? curve.totals.rows;
  const table = new Float64Array(positives.length * 4);
  for (const [at, tp] of positives.entries()) {
    const fp = negatives[at] ?? 0;
    table[at * 4] = allNegative - fp;
    table[at * 4 + 1] = fp;
    table[at * 4 + 2] = allPositive - tp;
    table[at * 4 + 3] = tp;
  }
  return table;
}

/** NaN for what no threshold changes. */
export function signalAt(signal: Signal, table: Counted, place: number): number {
  return signalValue(signal, (name) =>
    name === 'auc' || isError(name) ? NaN : rateValue(name, table, place * 4),
  );
}
