/** Points of other tools come as they were written: with restarts, two writers, or steps counted down. */
import type { PointColumns } from '../storage/series/seriesFormat.ts';

/** In the order of steps, then times; equal ones stay as they were. The same columns when they are in order already. */
export function inStepOrder(columns: PointColumns): PointColumns {
  const { steps, times } = columns;
  if (isOrdered(steps, times)) return columns;
  // A plain array: its sort is stable, and quick on what is ordered but for a few restarts.
  const order = Array.from(steps, (_, index) => index).sort(
    (a, b) => (steps[a] ?? 0) - (steps[b] ?? 0) || (times[a] ?? 0) - (times[b] ?? 0),
  );
  return {
    steps: picked(steps, order),
    times: picked(times, order),
    values: picked(columns.values, order),
  };
}

function isOrdered(steps: Float64Array, times: Float64Array): boolean {
  let step = -Infinity;
  let time = -Infinity;
  for (let at = 0; at < steps.length; at += 1) {
    const nextStep = steps[at] ?? 0;
    const nextTime = times[at] ?? 0;
    if (nextStep < step || (nextStep === step && nextTime < time)) return false;
    step = nextStep;
    time = nextTime;
  }
  return true;
}

function picked(column: Float64Array, order: readonly number[]): Float64Array {
  return Float64Array.from(order, (from) => column[from] ?? NaN);
}
