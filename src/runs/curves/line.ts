/** The points of one metric over the axis that is asked for, ascending in x whatever order they were logged in. */
import type { CurveAxis } from '../../protocol/compare/compareShape.ts';
import type { PointColumns } from '../../storage/series/seriesFormat.ts';
import { ascendingOrder, isAscending } from './ascendingOrder.ts';

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
  return ascending({ x: axisOf(points, started, axis, other), steps: points.steps, y: points.values });
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
      return secondsSince(points.times, started);
    case 'metric':
      return valuesAtSteps(points.steps, other());
  }
}

function secondsSince(times: Float64Array, started: number): Float64Array {
  const seconds = new Float64Array(times.length);
  for (let at = 0; at < times.length; at += 1) seconds[at] = ((times[at] ?? NaN) - started) / 1000;
  return seconds;
}

/** The value that the other metric had at or just before each step; NaN before its first. */
function valuesAtSteps(steps: Float64Array, other: PointColumns): Float64Array {
  const sorted = ascending({ x: other.steps, steps: other.steps, y: other.values });
  const found = new Float64Array(steps.length);
  let at = -1;
  let before = -Infinity;
  for (let place = 0; place < steps.length; place += 1) {
    const step = steps[place] ?? NaN;
    if (step < before) at = -1;
    before = step;
    while (at + 1 < sorted.x.length && (sorted.x[at + 1] ?? Infinity) <= step) at += 1;
    found[place] = at < 0 ? NaN : (sorted.y[at] ?? NaN);
  }
  return found;
}

/** Points of one x stay in the order they were logged; those without an x are left out. */
function ascending(line: Line): Line {
  if (isAscending(line.x)) return line;
  const order = ascendingOrder(line.x);
  return { x: pick(line.x, order), steps: pick(line.steps, order), y: pick(line.y, order) };
}

export function pick(column: Float64Array, places: Uint32Array): Float64Array {
  const picked = new Float64Array(places.length);
  for (let at = 0; at < places.length; at += 1) picked[at] = column[places[at] ?? 0] ?? NaN;
  return picked;
}
