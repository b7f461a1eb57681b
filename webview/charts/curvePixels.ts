/** The course of a line in pixels. */
import type { AxisScale } from './axisScale.ts';

export interface CurvePixels {
  /** x, y, x, y …; NaN is a gap. */
  readonly line: Float64Array;
  /** x, y of points with a gap on both sides, which no line shows. */
  readonly lone: readonly number[];
}

/** What is not finite, or has no place on a logarithmic axis, is a gap. */
export function curvePixels(
  xs: Float64Array,
  ys: Float64Array,
  scales: { readonly x: Pick<AxisScale, 'pixel'>; readonly y: Pick<AxisScale, 'pixel'> },
): CurvePixels {
  const line = new Float64Array(2 * xs.length);
  const lone: number[] = [];
  /** Finite points in a row before this one. */
  let run = 0;
  for (let at = 0; at < xs.length; at += 1) {
    const value = ys[at] ?? NaN;
    const y = value - value === 0 ? bounded(scales.y.pixel(value)) : NaN;
    const x = scales.x.pixel(xs[at] ?? NaN);
    line[2 * at] = x;
    line[2 * at + 1] = y;
    const isGap = y !== y || x !== x;
    if (isGap && run === 1) lone.push(line[2 * at - 2] ?? NaN, line[2 * at - 1] ?? NaN);
    run = isGap ? 0 : run + 1;
  }
  if (run === 1) lone.push(line.at(-2) ?? NaN, line.at(-1) ?? NaN);
  return { line, lone };
}

/** The outline of a band: its upper edge and back along the lower one, a piece for each stretch without a gap. */
export function bandPixels(
  xs: Float64Array,
  { low, high }: { readonly low: Float64Array; readonly high: Float64Array },
  scales: { readonly x: AxisScale; readonly y: AxisScale },
): Float64Array[] {
  const floor = (value: number) => {
    const pixel = scales.y.pixel(value);
    // Below zero a logarithmic axis has no place: the band goes on to its lower end.
    return pixel !== pixel && Number.isFinite(value) ? farAway : bounded(pixel);
  };
  const pieces: Float64Array[] = [];
  let start = 0;
  for (let at = 0; at <= xs.length; at += 1) {
    if (at < xs.length && Number.isFinite(high[at] ?? NaN) && Number.isFinite(low[at] ?? NaN)) continue;
    if (at - start > 1) {
      const size = at - start;
      const piece = new Float64Array(4 * size);
      for (let place = 0; place < size; place += 1) {
        const x = scales.x.pixel(xs[start + place] ?? NaN);
        const back = 4 * size - 2 * place - 2;
        piece[2 * place] = piece[back] = x;
        piece[2 * place + 1] = floor(high[start + place] ?? NaN);
        piece[back + 1] = floor(low[start + place] ?? NaN);
      }
      pieces.push(piece);
    }
    start = at + 1;
  }
  return pieces;
}

const farAway = 30_000;

/** Canvases lose precision far outside of themselves. */
function bounded(pixel: number): number {
  return pixel > farAway ? farAway : pixel < -farAway ? -farAway : pixel;
}
