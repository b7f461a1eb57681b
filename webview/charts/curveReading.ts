/** What a crosshair reads: the point of each line that is meant, and where the next one is. */
import { firstAbove, firstFrom } from '../../src/base/bounds.ts';
import { nearestIndex } from './curve.ts';
import { shownValues, type CurveScene, type SceneLine } from './curveScene.ts';

export interface Reading {
  readonly line: SceneLine;
  readonly x: number;
  readonly step: number;
  /** As logged, or the mean of a group; NaN and infinities are values. */
  readonly value: number;
  /** What is drawn: smoothed where it is. */
  readonly shown: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** The point nearest to x; undefined beyond the ends of the line. */
export function readingAt(line: SceneLine, x: number): Reading | undefined {
  const { curve } = line;
  const at = nearestIndex(curve.x, x);
  if (at === undefined) return undefined;
  const slack = Math.abs(x) * 1e-12;
  if (x < (curve.x[0] ?? NaN) - slack || x > (curve.x.at(-1) ?? NaN) + slack) return undefined;
  return {
    line,
    x: curve.x[at] ?? NaN,
    step: curve.steps[at] ?? NaN,
    value: curve.y[at] ?? NaN,
    shown: shownValues(curve)[at] ?? NaN,
    low: curve.low?.[at] ?? null,
    high: curve.high?.[at] ?? null,
  };
}

/** From the greatest to the least, as the lines lie in the chart; NaN last. */
export function byValue(a: Reading, b: Reading): number {
  if (Number.isNaN(a.value) || Number.isNaN(b.value))
    return Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value));
  return b.value - a.value;
}

/** The x of the next point of any line in a direction; where there is none, where one is; null without points. */
export function nextX({ lines, x: range }: CurveScene, from: number | null, points: number): number | null {
  if (range === undefined) return null;
  const { min, max } = range;
  const inRange = (x: number | undefined): x is number => x !== undefined && x >= min && x <= max;
  const ends = { first: Infinity, last: -Infinity };
  for (const { curve } of lines)
    for (const x of [curve.x[firstFrom(curve.x, min)], curve.x[firstAbove(curve.x, max) - 1]])
      if (inRange(x)) {
        ends.first = Math.min(ends.first, x);
        ends.last = Math.max(ends.last, x);
      }
  if (ends.first > ends.last) return null;
  if (points === -Infinity) return ends.first;
  if (points === Infinity || from === null) return ends.last;
  let at = Math.min(ends.last, Math.max(ends.first, from));
  for (let step = 0; step < Math.abs(points); step += 1) {
    let next = points > 0 ? Infinity : -Infinity;
    for (const { curve } of lines) {
      const x = points > 0 ? curve.x[firstAbove(curve.x, at)] : curve.x[firstFrom(curve.x, at) - 1];
      if (inRange(x)) next = points > 0 ? Math.min(next, x) : Math.max(next, x);
    }
    if (!Number.isFinite(next)) break;
    at = next;
  }
  return at;
}

/**
 * The x that a pointer means: of the points within a few pixels the one nearest to it, so that a spike is hit by
 * pointing at its tip; else the nearest x of any line.
 */
export function xUnderPointer(
  { lines }: CurveScene,
  scales: {
    x: { pixel(value: number): number; value(pixel: number): number };
    y: { pixel(value: number): number };
  },
  pointer: { x: number; y: number },
): number | null {
  const [from, to] = [scales.x.value(pointer.x - reach), scales.x.value(pointer.x + reach)];
  let found: number | null = null;
  let best = Infinity;
  let nearest: number | null = null;
  let nearestBy = Infinity;
  const aim = scales.x.value(pointer.x);
  for (const { curve } of lines) {
    const shown = curve.y;
    for (let at = firstFrom(curve.x, from); at < curve.x.length && (curve.x[at] ?? Infinity) <= to; at += 1) {
      const [dx, dy] = [
        scales.x.pixel(curve.x[at] ?? NaN) - pointer.x,
        scales.y.pixel(shown[at] ?? NaN) - pointer.y,
      ];
      // A gap is as far away as the chart is high.
      const distance = dx * dx + (Number.isFinite(dy) ? dy * dy : 1e6);
      if (distance < best) {
        best = distance;
        found = curve.x[at] ?? null;
      }
    }
    const index = nearestIndex(curve.x, aim);
    const x = index === undefined ? undefined : curve.x[index];
    if (x !== undefined && Math.abs(scales.x.pixel(x) - pointer.x) < nearestBy) {
      nearestBy = Math.abs(scales.x.pixel(x) - pointer.x);
      nearest = x;
    }
  }
  return found ?? nearest;
}

/** px to either side of a pointer. */
const reach = 3;
