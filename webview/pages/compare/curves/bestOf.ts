/** The best value of a chart, over all points of its lines. */
import type { Direction } from '../../../../src/records/metric.ts';
import type { Extreme } from '../../../../src/protocol/compare/compareShape.ts';
import type { UnpackedCurve } from '../../../charts/unpackCurves.ts';

/** The first of equals; undefined where no line has a finite value. */
export function bestOf(curves: readonly UnpackedCurve[], direction: Direction): Extreme | undefined {
  let best: Extreme | undefined;
  for (const { shape } of curves) {
    const one = direction === 'maximize' ? shape.greatest : shape.least;
    if (one === null) continue;
    const isBetter =
      best === undefined || (direction === 'maximize' ? one.value > best.value : one.value < best.value);
    if (isBetter) best = one;
  }
  return best;
}
