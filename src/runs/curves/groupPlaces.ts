/** Where on the axis the runs of a group are averaged. */
import { firstAbove, firstFrom } from '../../base/bounds.ts';
import type { Line } from './line.ts';
import { edges, type PixelRange } from './pixelColumns.ts';

export interface GroupPlaces {
  /** Ascending. */
  readonly x: Float64Array;
  /** One more than places: those of columns. Null: the places are exactly where points are. */
  readonly edges: Float64Array | null;
}

/** All x that occur in the range, and the next on either side, when they are few; else the middles of the columns. */
export function groupPlaces(lines: readonly Line[], range: PixelRange): GroupPlaces {
  const exact = exactPlaces(lines, range);
  if (exact !== undefined) return { x: exact, edges: null };
  const edge = edges(range);
  const all = Float64Array.from({ length: range.columns + 1 }, (_, column) => edge(column));
  const middle = (a: number, b: number) => (range.log && range.from > 0 ? Math.sqrt(a * b) : (a + b) / 2);
  const x = Float64Array.from({ length: range.columns }, (_, column) =>
    middle(all[column] ?? NaN, all[column + 1] ?? NaN),
  );
  return { x, edges: all };
}

function exactPlaces(lines: readonly Line[], { from, to, columns }: PixelRange): Float64Array | undefined {
  const seen = new Set<number>();
  let [before, after] = [-Infinity, Infinity];
  for (const { x } of lines) {
    const [start, end] = [firstFrom(x, from), firstAbove(x, to)];
    before = Math.max(before, x[start - 1] ?? -Infinity);
    after = Math.min(after, x[end] ?? Infinity);
    for (let at = start; at < end; at += 1) {
      seen.add(x[at] ?? NaN);
      if (seen.size > columns) return undefined;
    }
  }
  if (Number.isFinite(before)) seen.add(before);
  if (Number.isFinite(after)) seen.add(after);
  return Float64Array.from(seen).sort();
}
