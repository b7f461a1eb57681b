/** Lines as the host sends them, taken apart again without copying a number. */
import type { CurveShape, CurvesResult } from '../../src/protocol/compare/compareShape.ts';

export interface UnpackedCurve {
  readonly shape: CurveShape;
  /** Ascending. */
  readonly x: Float64Array;
  /** NaN is a gap. */
  readonly y: Float64Array;
  readonly steps: Float64Array;
  readonly smooth: Float64Array | null;
  readonly low: Float64Array | null;
  readonly high: Float64Array | null;
}

export function unpackCurves({ curves, numbers }: Pick<CurvesResult, 'curves' | 'numbers'>): UnpackedCurve[] {
  const all = new Float64Array(numbers);
  return curves.map((shape) => {
    let at = shape.at;
    const next = () => all.subarray(at, (at += shape.count));
    const [x, y] = [next(), next()];
    return {
      ...{ shape, x, y },
      steps: shape.steps ? next() : x,
      smooth: shape.smooth ? next() : null,
      low: shape.band ? next() : null,
      high: shape.band ? next() : null,
    };
  });
}
