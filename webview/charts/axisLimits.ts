/** How far the axes of a chart reach: all that is drawn, or without what lies far outside. */
import type { AxisRange } from './axisScale.ts';
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
  const floor = log ? Number.MIN_VALUE : -Number.MAX_VALUE;
  for (const { x, y, low, high, smooth } of curves) {
    for (const column of [y, low, high, smooth]) {
      if (column === null) continue;
      for (let at = 0; at < x.length; at += 1) {
        const here = x[at] ?? NaN;
        if (here < from || here > to) continue;
        const value = column[at] ?? NaN;
        if (!(value >= floor) || value === Infinity) continue;
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
  }
  return min > max ? undefined : { min, max };
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
