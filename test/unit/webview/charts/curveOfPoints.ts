/** A line of a chart from pairs, for the tests beside it. */
import type { CurveShape } from '../../../../src/protocol/compare/compareShape.ts';
import type { SceneLine } from '../../../../webview/charts/curveScene.ts';
import type { UnpackedCurve } from '../../../../webview/charts/unpackCurves.ts';

export function curveOfPoints(
  points: readonly (readonly [x: number, y: number])[],
  more: Partial<CurveShape> & { smooth?: boolean; low?: readonly number[]; high?: readonly number[] } = {},
): UnpackedCurve {
  const { low, high, ...facts } = more;
  const x = Float64Array.from(points, ([at]) => at);
  const shape: CurveShape = {
    ...{ line: 0, key: 'loss', at: 0, count: x.length, steps: false, smooth: false, band: false },
    ...{ total: x.length, least: null, greatest: null, nanSince: null, spread: [] },
    ...facts,
  };
  return {
    ...{ shape, x, steps: x, smooth: null },
    y: Float64Array.from(points, ([, y]) => y),
    low: low === undefined ? null : Float64Array.from(low),
    high: high === undefined ? null : Float64Array.from(high),
  };
}

export function lineOfPoints(label: string, slot: number, curve: UnpackedCurve): SceneLine {
  return { id: label, label, slot, curve };
}
