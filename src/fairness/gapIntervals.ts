/**
 * Intervals of gaps. A gap that is drawn anew is larger than the one that was found, because chance drives slices apart, so its own
 * percentiles would never reach 0 and may even miss what was found. What chance alone does is drawn instead: how far the slices of a
 * drawn table go apart from what was found of each. range(true) lies within range(found) ± range(found − true), so the gap ± the
 * 95th percentile of that holds the truth at least 95 times in 100, for all slices at once (Tukey's simultaneous intervals with the
 * bootstrap in place of the studentized range). Ratios are told so on the logarithm.
 */
import type { Against, GapKind, GapMetric } from '../records/fairnessNames.ts';
import { signalsOf, signalValue, type Signal } from './gaps.ts';
import { foundTable, type MeasuredTable, type TableInput } from './measuredTables.ts';

/** One measure of each slice, and of all rows in the last place. NaN: undefined. */
export type SliceValues = Float64Array;

export interface Drift {
  readonly kind: GapKind;
  readonly against: Against;
  readonly found: SliceValues;
  readonly drawn: SliceValues;
  /** Place of the reference slice. */
  readonly reference: number | undefined;
}

/** How far a drawn table moves the gap at most. Slices that are undefined in one of both are left out. */
export function driftOf({ kind, against, found, drawn, reference }: Drift): number {
  const all = found.length - 1;
  const place = against === 'overall' ? all : (reference ?? all);
  const other = against === 'groups' ? 0 : moved(kind, found[place] ?? NaN, drawn[place] ?? NaN);
  let [most, least] = [-Infinity, Infinity];
  for (let at = 0; at < all; at++) {
    const own = moved(kind, found[at] ?? NaN, drawn[at] ?? NaN) - other;
    if (own > most) most = own;
    if (own < least) least = own;
  }
  if (most === -Infinity && least === Infinity) return NaN;
  return against === 'groups' ? most - least : Math.max(most, -least);
}

/** Ratios move on the logarithm: two zeros have not moved, one of both has by all there is. */
function moved(kind: GapKind, before: number, after: number): number {
  if (kind === 'difference') return after - before;
  return before === after ? 0 : Math.log(after / before);
}

/** Reads drawn tables, and says of each how far it moves a gap at most. The answer holds until the next table is read. */
export function driftReader(
  input: TableInput,
  reference: number | undefined,
): (
  drawn: MeasuredTable,
) => (spec: Pick<Drift, 'kind' | 'against'> & { readonly metric: GapMetric }) => number {
  const size = input.slices.length + 1;
  const before = new Map<Signal, SliceValues>();
  const after = new Map<Signal, SliceValues>();
  const found = foundTable(input);
  return (table) => {
    const isRead = new Set<Signal>();
    const valuesOf = (signal: Signal) => {
      const known = before.get(signal) ?? readInto(new Float64Array(size), found, signal);
      before.set(signal, known);
      const drawn = after.get(signal) ?? new Float64Array(size);
      after.set(signal, drawn);
      if (!isRead.has(signal)) readInto(drawn, table, signal);
      isRead.add(signal);
      return { found: known, drawn };
    };
    const known = new Map<string, number>();
    const drift = (signal: Signal, kind: GapKind, against: Against) => {
      const key = `${signal} ${kind} ${against}`;
      const drifted = known.get(key) ?? driftOf({ kind, against, reference, ...valuesOf(signal) });
      known.set(key, drifted);
      return drifted;
    };
    // The largest of several gaps moves at most as far as the one that moves farthest.
    return ({ metric, kind, against }) =>
      signalsOf(metric).reduce((most, signal) => Math.max(most, drift(signal, kind, against)), -Infinity);
  };
}

function readInto(values: SliceValues, table: MeasuredTable, signal: Signal): SliceValues {
  const all = values.length - 1;
  for (let slice = 0; slice < all; slice++)
    values[slice] = signalValue(signal, (name) => table.value(name, slice));
  values[all] = signalValue(signal, table.overall);
  return values;
}

/** `drifts` are sorted here. Null: nothing could be drawn. `most` is the largest difference that there can be. */
export function gapInterval(
  kind: GapKind,
  value: number,
  { drifts, most }: { readonly drifts: Float64Array; readonly most: number },
): readonly [low: number, high: number] | null {
  const defined = drifts.filter((drift) => !Number.isNaN(drift)).sort();
  if (defined.length === 0 || defined.length < drifts.length / 2) return null;
  const drift = defined[Math.min(defined.length - 1, Math.ceil(0.95 * defined.length) - 1)] ?? NaN;
  if (kind === 'difference') return [Math.max(0, value - drift), Math.min(most, value + drift)];
  // Of a ratio of 0 the logarithm says nothing: it may be anything.
  return value === 0 ? [0, 1] : [value * Math.exp(-drift), Math.min(1, value * Math.exp(drift))];
}
