/** Points of one metric as the page holds them, and the questions a crosshair asks. */
import type { PageSeries } from '../../src/protocol/runPage.ts';

export interface Curve {
  /** Ascending, true steps. */
  readonly steps: Float64Array;
  /** ms since 1970. */
  readonly times: Float64Array;
  /** NaN is a gap. */
  readonly values: Float64Array;
  /** Points on disk, of which these keep every extreme. */
  readonly total: number;
}

/** Points come in the order they were logged; a run that was resumed may have gone back in its steps. */
export function curveOf(series: PageSeries): Curve {
  const [steps, times, values] = [series.steps, series.times, series.values].map(
    (one) => new Float64Array(one),
  );
  const curve = {
    steps: steps ?? new Float64Array(),
    times: times ?? new Float64Array(),
    values: values ?? new Float64Array(),
    total: series.total,
  };
  return isAscending(curve.steps) ? curve : byStep(curve);
}

function isAscending(steps: Float64Array): boolean {
  return steps.every((step, index) => index === 0 || (steps[index - 1] ?? NaN) <= step);
}

/** Points of one step stay in the order they were logged. */
function byStep(curve: Curve): Curve {
  const order = Array.from(curve.steps.keys()).sort((a, b) => (curve.steps[a] ?? 0) - (curve.steps[b] ?? 0));
  const pick = (column: Float64Array) => Float64Array.from(order, (index) => column[index] ?? NaN);
  return {
    steps: pick(curve.steps),
    times: pick(curve.times),
    values: pick(curve.values),
    total: curve.total,
  };
}

/** Index of the point whose step is nearest; the earlier one of a tie; undefined for no points. */
export function nearestIndex(steps: ArrayLike<number>, step: number): number | undefined {
  if (steps.length === 0) return undefined;
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] ?? 0) < step) low = middle + 1;
    else high = middle;
  }
  const [after, before] = [steps[low] ?? 0, steps[low - 1]];
  return before !== undefined && step - before <= after - step ? low - 1 : low;
}

/** The last point at or before a step, or undefined. */
export function valueAt(curve: Curve, step: number): { step: number; value: number } | undefined {
  let index = nearestIndex(curve.steps, step);
  while (index !== undefined && index >= 0 && (curve.steps[index] ?? Infinity) > step) index -= 1;
  if (index === undefined || index < 0) return undefined;
  while ((curve.steps[index + 1] ?? Infinity) <= step) index += 1;
  const [at, value] = [curve.steps[index], curve.values[index]];
  return at === undefined || value === undefined ? undefined : { step: at, value };
}
