/** What a plot of points draws: two axes, a point for each run that has both, and maybe a line through some of them. */
import type { PlotAxis } from './plotAxis.ts';

export interface PointScene {
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly xTitle: string;
  readonly yTitle: string;
  /** Of the points: ordinal of the run, and places 0 … 1. */
  readonly runs: Uint32Array;
  readonly px: Float64Array;
  readonly py: Float64Array;
  /** Step of the sequence 0 … 1; NaN: no colour. Null: points have one colour. */
  readonly shade: Float64Array | null;
  /** Series 1 … 8 of each point by category, in place of a shade; 0: none. Null: not by category. */
  readonly series: Uint8Array | null;
  /** Picked runs are drawn in their own colour: series 1 … 8, 0 when none was free; −1: not picked. */
  readonly slots: Int8Array;
  /** Places of points that stand out while all others are dim; null: all are alike. */
  readonly front: ReadonlySet<number> | null;
  /** Places of points that a step line joins, from left to right. */
  readonly line: readonly number[];
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function pixelOf(scene: PointScene, box: Box, place: number): { x: number; y: number } {
  const [x, y] = [scene.px[place] ?? NaN, scene.py[place] ?? NaN];
  return { x: box.left + x * (box.right - box.left), y: box.bottom - y * (box.bottom - box.top) };
}

/** The point nearest to a pixel, at most `reach` px away. */
export function nearestPoint(
  scene: PointScene,
  box: Box,
  at: { readonly x: number; readonly y: number },
  reach: number,
): number | undefined {
  let best: number | undefined;
  let least = reach * reach;
  for (let place = 0; place < scene.runs.length; place += 1) {
    const { x, y } = pixelOf(scene, box, place);
    // What stands out is meant before what lies around it.
    const weight = (scene.slots[place] ?? -1) >= 0 || scene.front?.has(place) === true ? 0.5 : 1;
    const distance = ((x - at.x) ** 2 + (y - at.y) ** 2) * weight;
    if (distance > least) continue;
    least = distance;
    best = place;
  }
  return best;
}
