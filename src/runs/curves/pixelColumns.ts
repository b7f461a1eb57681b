/** Fewer points for a line chart: of each pixel column what can be seen of it, at its true place. */
import { firstAbove, firstFrom } from '../../base/bounds.ts';
import { keepExtremes, mostKept } from '../../storage/series/keepExtremes.ts';

export interface PixelRange {
  /** Range of x that is drawn; points just outside are kept too, so that lines run to the edge. */
  readonly from: number;
  readonly to: number;
  readonly columns: number;
  /** Columns are equal shares of the logarithm of x. */
  readonly log: boolean;
}

/**
 * Places of the points to keep, ascending: of each column the first, the last, the least and the greatest finite value,
 * the first NaN (a gap) and the first of each infinity; and the last point before and the first after the range.
 * `x` must ascend, without NaN. Every extreme of every column is kept, so no spike is lost at any zoom.
 */
export function pixelColumns(x: Float64Array, y: Float64Array, range: PixelRange): Uint32Array {
  const [start, end] = [firstFrom(x, range.from), firstAbove(x, range.to)];
  const first = Math.max(0, start - 1);
  const last = Math.min(x.length, end + 1);
  if (last - first <= range.columns * 4) return everyPlace(first, last);
  const kept = new Uint32Array(range.columns * mostKept + 2);
  let count = 0;
  if (first < start) kept[count++] = first;
  const edge = edges(range);
  for (let at = start, column = 0; at < end; column += 1) {
    const next = column >= range.columns - 1 ? end : firstFrom(x, edge(column + 1), at, end);
    if (next > at) count = keepExtremes(y, { start: at, end: next }, kept, count);
    at = next;
  }
  if (last > end) kept[count++] = end;
  return kept.subarray(0, count);
}

function everyPlace(first: number, last: number): Uint32Array {
  const places = new Uint32Array(Math.max(0, last - first));
  for (let at = 0; at < places.length; at += 1) places[at] = first + at;
  return places;
}

/** Left edge of each column; the one after the last is the end of the range. */
export function edges({ from, to, columns, log }: PixelRange): (column: number) => number {
  if (log && from > 0) {
    const [low, high] = [Math.log(from), Math.log(to)];
    return (column) => Math.exp(low + ((high - low) * column) / columns);
  }
  return (column) => from + ((to - from) * column) / columns;
}
