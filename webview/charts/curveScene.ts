/** What a chart of many lines shows, as plain data. */
import type { AxisRange } from './axisScale.ts';
import type { UnpackedCurve } from './unpackCurves.ts';

export interface SceneLine {
  readonly id: string;
  readonly label: string;
  /** Series colour 1 … 8; 0: grey. */
  readonly slot: number;
  readonly curve: UnpackedCurve;
}

export interface CurveScene {
  /** The first is on top. */
  readonly lines: readonly SceneLine[];
  /** Undefined: there is nothing to draw. */
  readonly x: AxisRange | undefined;
  readonly y: AxisRange | undefined;
  readonly xKind: 'step' | 'relative' | 'wall' | 'metric';
}

/** The column that is drawn strong: smoothed where it is. */
export function shownValues({ smooth, y }: UnpackedCurve): Float64Array {
  return smooth ?? y;
}

/** Place of the last value that can be drawn; −1: none. */
export function lastDrawn(values: Float64Array): number {
  let at = values.length - 1;
  while (at >= 0 && !Number.isFinite(values[at] ?? NaN)) at -= 1;
  return at;
}
