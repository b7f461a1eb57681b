/** The points of one metric over the axis that is asked for, ascending in x whatever order they were logged in. */
import type { CurveAxis } from '../../protocol/compare/compareShape.ts';
import type { PointColumns } from '../../storage/series/seriesFormat.ts';

/** Columns of equal length. */
export interface Line {
  /** Steps, seconds since the run's start, ms since 1970, or values of another metric. */
  readonly x: Float64Array;
  readonly steps: Float64Array;
  /** NaN is a gap. */
  readonly y: Float64Array;
}

export interface LineSource {
  readonly points: PointColumns;
  /** ms since 1970. */
  readonly started: number;
  /** The metric of the axis; asked for only then. */
  readonly other: () => PointColumns;
}

export function lineOf({ points, started, other }: LineSource, axis: CurveAxis): Line {
  const line = { x: axisOf(points, started, axis, other), steps: points.steps, y: points.values };
  return isAscending(line.x) ? line : ascending(line);
}

function axisOf(
  points: PointColumns,
  started: number,
  axis: CurveAxis,
  other: () => PointColumns,
): Float64Array {
  switch (axis.kind) {
    case 'step':
      return points.steps;
    case 'wall':
      return points.times;
    case 'relative':
      return points.times.map((time) => (time - started) / 1000);
    case 'metric':
      return valuesAtSteps(points.steps, other());
  }
}

/** The value that the other metric had at or just before each step; NaN before its first. */
function valuesAtSteps(steps: Float64Array, other: PointColumns): Float64Array {
  const sorted = isAscending(other.steps)
    ? { x: other.steps, y: other.values }
    : ascending({ x: other.steps, steps: other.steps, y: other.values });
  let at = -1;
  let before = -Infinity;
  return steps.map((step) => {
    if (step < before) at = -1;
    before = step;
    while (at + 1 < sorted.x.length && (sorted.x[at + 1] ?? Infinity) <= step) at += 1;
    return at < 0 ? NaN : (sorted.y[at] ?? NaN);
  });
}

function isAscending(x: Float64Array): boolean {
  let before = -Infinity;
  for (const value of x) {
    // Also false for NaN.
    if (!(value >= before)) return false;
    before = value;
  }
  return true;
}

/** Points of one x stay in the order they were logged; those without an x are left out. */
function ascending({ x, steps, y }: Line): Line {
  const order = Array.from(x.keys())
    .filter((place) => !Number.isNaN(x[place] ?? NaN))
    .sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0) || a - b);
  const pick = (column: Float64Array) => Float64Array.from(order, (place) => column[place] ?? NaN);
  return { x: pick(x), steps: pick(steps), y: pick(y) };
}
