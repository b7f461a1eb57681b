/**
 * A threshold for each group that keeps a gap within a limit. Whoever uses it treats people by their group, which may be
 * unlawful and always is a decision for people: whatever shows it must say so.
 */
import type { AttributeCounts, FairnessCounts, SliceCounts } from '../protocol/fairnessCounts.ts';
import type { SliceKey } from '../protocol/fairnessReport.ts';
import type { GapSpec } from './attributeGaps.ts';
import { signalsOf } from './gaps.ts';
import { sliceKey } from './sliceKey.ts';
import { signalAt, tableOf } from './thresholds.ts';

export interface GroupThresholds {
  readonly thresholds: readonly { readonly slice: SliceKey; readonly threshold: number }[];
  /** Of the rows of these slices together. */
  readonly accuracy: number;
}

/** Steps in which the window is moved, for one signal and for each of two. */
const steps = { one: 200, two: 40 } as const;

/**
 * Moves a window as wide as the limit over the values that the signals may take, lets each slice take its most accurate threshold
 * within it, and keeps the window with the best accuracy of all. What lies within one window keeps to the limit between groups,
 * against all rows and against any reference. Undefined where no window holds all slices. Slices that are too small have no part.
 */
export function groupThresholds(
  counts: FairnessCounts,
  attribute: AttributeCounts,
  { metric, kind }: Pick<GapSpec, 'metric' | 'kind'>,
  { limit, minSize }: { limit: number; minSize: number },
): GroupThresholds | undefined {
  const judged = attribute.slices.filter(({ rows, curve }) => rows >= minSize && curve !== undefined);
  const signals = signalsOf(metric);
  const groups = judged.map((slice) => pointsOf(slice, signals));
  const count = signals.length === 1 ? steps.one : steps.two;
  const windows = Array.from({ length: count + 1 }, (_, at): readonly [number, number] => {
    const from = at / count;
    return [from, kind === 'difference' ? from + limit : from / Math.max(limit, Number.EPSILON)];
  });
  let best: { right: number; places: number[] } | undefined;
  for (const first of windows)
    for (const second of signals.length === 1 ? [first] : windows) {
      const chosen = groups.map((points) => mostRight(points, first, second));
      if (chosen.some((place) => place < 0)) continue;
      const right = groups.reduce((sum, { right: own }, at) => sum + (own[chosen[at] ?? 0] ?? 0), 0);
      if (best === undefined || right > best.right) best = { right, places: chosen };
    }
  if (best === undefined || groups.length === 0) return undefined;
  const { places, right } = best;
  return {
    thresholds: judged.map(({ values }, at) => ({
      slice: sliceKey(attribute.columns, values),
      threshold: counts.scores?.thresholds[places[at] ?? 0] ?? NaN,
    })),
    accuracy: right / groups.reduce((sum, { all }) => sum + all, 0),
  };
}

interface Points {
  /** Of both signals at every threshold; of one, twice the same. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Rightly predicted. */
  readonly right: Float64Array;
  readonly all: number;
}

function pointsOf({ curve }: SliceCounts, signals: ReturnType<typeof signalsOf>): Points {
  const table = curve === undefined ? new Float64Array(0) : tableOf(curve);
  const places = Array.from({ length: table.length / 4 }, (_, at) => at);
  const valuesOf = (at: number) => {
    const signal = signals[at] ?? signals[0];
    return Float64Array.from(places, (place) =>
      signal === undefined ? NaN : signalAt(signal, table, place),
    );
  };
  const right = Float64Array.from(places, (place) => (table[place * 4] ?? 0) + (table[place * 4 + 3] ?? 0));
  const all = (table[0] ?? 0) + (table[1] ?? 0) + (table[2] ?? 0) + (table[3] ?? 0);
  return { first: valuesOf(0), second: valuesOf(1), right, all };
}

/** Place of the best point within both windows, −1 where there is none. */
function mostRight(
  { first, second, right }: Points,
  [from, to]: readonly [number, number],
  [low, high]: readonly [number, number],
): number {
  let best = -1;
  for (let at = 0; at < right.length; at++) {
    const [a, b] = [first[at] ?? NaN, second[at] ?? NaN];
    if (a >= from && a <= to && b >= low && b <= high && (best < 0 || (right[at] ?? 0) > (right[best] ?? 0)))
      best = at;
  }
  return best;
}
