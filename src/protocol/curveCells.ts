/** Confusion counts of a slice at one of the thresholds that its curve knows. */
import type { Cells, ScoreCurve } from './fairnessCounts.ts';

/** [tn, fp, fn, tp]; `place` is that of the threshold. */
export function curveCells(
  { positives, negatives, weights, squares, totals }: ScoreCurve,
  place: number,
): Cells {
  const from = (above: Pick<ScoreCurve, 'positives' | 'negatives'>, all: readonly number[]) => {
    const [fp, tp] = [above.negatives[place] ?? 0, above.positives[place] ?? 0];
    return [Math.max(0, (all[0] ?? 0) - fp), fp, Math.max(0, (all[1] ?? 0) - tp), tp];
  };
  return {
    rows: from({ positives, negatives }, totals.rows),
    ...(weights && { weights: from(weights, totals.weights ?? []) }),
    ...(squares && { squares: from(squares, totals.squares ?? []) }),
  };
}
