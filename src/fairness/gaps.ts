/** How far the slices of one attribute are apart: Fairlearn's aggregates, AIF360's average odds, Aequitas' reference groups. */
import type { Against, GapKind, GapMetric, MeasureName } from '../records/fairnessNames.ts';

/** A value of each slice. `odds` is (TPR + FPR) / 2, whose difference is AIF360's average odds difference. */
export type Signal = MeasureName | 'odds';

/** The signals of a metric; of several the largest gap counts (Fairlearn's `worst_case`). */
export function signalsOf(metric: GapMetric): readonly Signal[] {
  switch (metric) {
    case 'demographicParity':
      return ['selectionRate'];
    case 'equalizedOdds':
      return ['tpr', 'fpr'];
    case 'equalOpportunity':
      return ['tpr'];
    case 'predictiveParity':
      return ['precision'];
    case 'averageOdds':
      return ['odds'];
    case 'accuracyParity':
      return ['accuracy'];
    default:
      return [metric];
  }
}

export function signalValue(signal: Signal, rate: (name: MeasureName) => number): number {
  return signal === 'odds' ? (rate('tpr') + rate('fpr')) / 2 : rate(signal);
}

export interface Gap {
  /** NaN: undefined. */
  readonly value: number;
  /** Places of the two slices that cause it, the larger value first; `overall` where a slice is held against all rows. */
  readonly pair: readonly [number, number] | undefined;
}

export const overall = -1;

export interface GapInput {
  /** By slice; NaN is undefined and drives nothing. Slices that are too small must not be among them. */
  readonly values: ArrayLike<number>;
  readonly overall: number;
  /** Place of the reference slice. */
  readonly reference: number | undefined;
}

/**
 * Differences: largest − smallest, or the largest |slice − other|. Ratios: smallest / largest, or the least of slice / other
 * and other / slice, so that 1 is equal and 0.8 the four-fifths rule. Undefined with fewer than two values, and a ratio of zeros.
 */
export function gapOf(kind: GapKind, against: Against, { values, overall: all, reference }: GapInput): Gap {
  if (against === 'groups') return between(kind, values);
  const other = against === 'overall' ? all : reference === undefined ? NaN : (values[reference] ?? NaN);
  const otherPlace = against === 'overall' ? overall : (reference ?? overall);
  let worst: Gap = nothing;
  for (let at = 0; at < values.length; at++) {
    const own = values[at] ?? NaN;
    if (at === otherPlace || Number.isNaN(own)) continue;
    const value =
      kind === 'difference' ? Math.abs(own - other) : ratio(Math.min(own, other), Math.max(own, other));
    if (Number.isNaN(value)) continue;
    if (Number.isNaN(worst.value) || (kind === 'difference' ? value > worst.value : value < worst.value))
      worst = { value, pair: own >= other ? [at, otherPlace] : [otherPlace, at] };
  }
  return worst;
}

/** The worst of several gaps; undefined when one of them is. */
export function worstGap(kind: GapKind, gaps: readonly Gap[]): Gap & { readonly at: number } {
  let at = 0;
  for (const [index, gap] of gaps.entries()) {
    const worst = gaps[at] ?? nothing;
    if (Number.isNaN(gap.value)) return { ...gap, at: index };
    if (kind === 'difference' ? gap.value > worst.value : gap.value < worst.value) at = index;
  }
  return { ...(gaps[at] ?? nothing), at };
}

const nothing: Gap = { value: NaN, pair: undefined };

function between(kind: GapKind, values: ArrayLike<number>): Gap {
  let [most, least, defined] = [-1, -1, 0];
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? NaN;
    if (Number.isNaN(value)) continue;
    defined += 1;
    if (most < 0 || value > (values[most] ?? NaN)) most = at;
    if (least < 0 || value < (values[least] ?? NaN)) least = at;
  }
  if (defined < 2) return nothing;
  const [high, low] = [values[most] ?? NaN, values[least] ?? NaN];
  // Where all are equal the pair is the first two of them.
  if (most === least) {
    least = most + 1;
    while (Number.isNaN(values[least] ?? 0)) least += 1;
  }
  return { value: kind === 'difference' ? high - low : ratio(low, high), pair: [most, least] };
}

/** Of values that are shares or sizes; with a sign there is no ratio. */
function ratio(low: number, high: number): number {
  return low < 0 ? NaN : low / high;
}
