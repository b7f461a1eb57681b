/** How far the axes of a chart reach: all that is drawn, or without what lies far outside. */
import type { AxisRange } from './axisScale.ts';
import { firstAbove, firstFrom } from '../../src/base/bounds.ts';
import type { UnpackedCurve } from './unpackCurves.ts';

/** Undefined: nothing that could be drawn. */
export function xLimits(curves: readonly UnpackedCurve[], log: boolean): AxisRange | undefined {
  let [min, max] = [Infinity, -Infinity];
  for (const { x } of curves) {
    let first = 0;
    if (log) while (first < x.length && (x[first] ?? 0) <= 0) first += 1;
    if (first >= x.length) continue;
    min = Math.min(min, x[first] ?? Infinity);
    max = Math.max(max, x.at(-1) ?? -Infinity);
  }
  return min > max ? undefined : opened({ min, max, log });
}

export interface YOptions {
  readonly from: number;
  readonly to: number;
  readonly log: boolean;
  /** From the 5th to the 95th of a hundred values instead of all; needs `spread`. */
  readonly robust: boolean;
}

/** Of what lies between two values of x. Undefined: nothing finite is there, or nothing above zero on a logarithmic axis. */
export function yLimits(curves: readonly UnpackedCurve[], options: YOptions): AxisRange | undefined {
  const { log, robust } = options;
  const found = robust ? robustRange(curves, log) : fullRange(curves, options);
  if (found === undefined) return undefined;
  return withGrace(opened({ ...found, log }), found.min === found.max ? 0 : robust ? 0.1 : 0.04);
}

function fullRange(
  curves: readonly UnpackedCurve[],
  { from, to, log }: YOptions,
): { min: number; max: number } | undefined {
  let [min, max] = [Infinity, -Infinity];
  const note = (value: number) => {
    if (!Number.isFinite(value) || (log && value <= 0)) return;
    if (value < min) min = value;
    if (value > max) max = value;
  };
  for (const { x, y, low, high, smooth } of curves) {
    const [start, end] = [firstFrom(x, from), firstAbove(x, to)];
    for (const column of [y, low, high, smooth]) {
      if (column === null) continue;
      for (let at = start; at < end; at += 1) note(column[at] ?? NaN);
      // Where a line comes in from outside, and where it leaves.
      note(crossing(x, column, { after: start, edge: from }));
      note(crossing(x, column, { after: end, edge: to }));
    }
  }
  return min > max ? undefined : { min, max };
}

/** The value on the line that joins two points, at an edge between them; NaN where there is none. */
function crossing(
  x: Float64Array,
  y: Float64Array,
  { after, edge }: { after: number; edge: number },
): number {
  const [x0, x1, y0, y1] = [x[after - 1] ?? NaN, x[after] ?? NaN, y[after - 1] ?? NaN, y[after] ?? NaN];
  return x1 > x0 ? y0 + ((y1 - y0) * (edge - x0)) / (x1 - x0) : NaN;
}

function robustRange(
  curves: readonly UnpackedCurve[],
  log: boolean,
): { min: number; max: number } | undefined {
  const values = curves
    .flatMap(({ shape }) => shape.spread)
    .filter((value) => !log || value > 0)
    .sort((a, b) => a - b);
  const at = (share: number) => values[Math.round((values.length - 1) * share)];
  const [min, max] = [at(0.05), at(0.95)];
  return min === undefined || max === undefined ? undefined : { min, max };
}

/** A single value gets an axis around it. */
function opened(range: AxisRange): AxisRange {
  const { min, max, log } = range;
  if (min < max) return range;
  if (log) return { min: min / 2, max: max * 2, log };
  const by = min === 0 ? 1 : Math.abs(min) * 0.1;
  return { min: min - by, max: max + by, log };
}

function withGrace({ min, max, log }: AxisRange, share: number): AxisRange {
  if (log) {
    const factor = (max / min) ** share;
    return { min: min / factor, max: max * factor, log };
  }
  const by = (max - min) * share;
  return { min: min - by, max: max + by, log };
}
