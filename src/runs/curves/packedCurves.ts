/** Puts the columns of many lines into one buffer: a page is sent one piece of memory instead of thousands. */
import type { CurveShape, CurvesResult } from '../../protocol/compare/compareShape.ts';

export interface CurveColumns {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Null: they are x. */
  readonly steps: Float64Array | null;
  readonly smooth: Float64Array | null;
  readonly band: { readonly low: Float64Array; readonly high: Float64Array } | null;
}

export class PackedCurves {
  readonly #curves: CurveShape[] = [];
  readonly #columns: Float64Array[] = [];
  #size = 0;
  #points = 0;

  add(columns: CurveColumns, facts: Omit<CurveShape, 'at' | 'count' | 'steps' | 'smooth' | 'band'>): void {
    const { x, y, steps, smooth, band } = columns;
    this.#curves.push({
      ...facts,
      at: this.#size,
      count: x.length,
      steps: steps !== null,
      smooth: smooth !== null,
      band: band !== null,
    });
    for (const column of [x, y, steps, smooth, band?.low, band?.high]) {
      if (!column) continue;
      this.#columns.push(column);
      this.#size += column.length;
    }
    this.#points += facts.total;
  }

  result(): CurvesResult {
    const numbers = new Float64Array(this.#size);
    let at = 0;
    for (const column of this.#columns) {
      numbers.set(column, at);
      at += column.length;
    }
    return { curves: this.#curves, numbers: numbers.buffer, points: this.#points };
  }
}
