/** Several runs drawn as one: their mean at each place of the axis, and a band that says how far they are apart. */
import type { Line } from './line.ts';
import type { PixelRange } from './pixelColumns.ts';

export interface GroupLine extends Line {
  /** Of the band: the least and greatest value of any run there, or the mean ∓ one standard deviation. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Where all runs were logged at the same few places, those are the places; else the axis is cut into columns, and a run
 * counts in a column with the mean of its points there, or, between two of its points, with the value on the line
 * that joins them. A run has no say before its first and after its last point. The range is that of all points, so
 * that a spike of one run is never averaged away; the deviation is that of the runs (n − 1).
 */
export function groupLine(lines: readonly Line[], range: PixelRange, band: 'range' | 'deviation'): GroupLine {
  const places = placesOf(lines, range);
  const size = places.length;
  const sum = new Float64Array(size);
  const squares = new Float64Array(size);
  const count = new Float64Array(size);
  const low = new Float64Array(size).fill(Infinity);
  const high = new Float64Array(size).fill(-Infinity);
  for (const line of lines) {
    const { means, least, greatest } = atPlaces(line, places);
    for (let at = 0; at < size; at += 1) {
      const mean = means[at] ?? NaN;
      if (Number.isNaN(mean)) continue;
      // Welford: no loss of digits where the runs hardly differ.
      const n = (count[at] ?? 0) + 1;
      const delta = mean - (sum[at] ?? 0);
      count[at] = n;
      sum[at] = (sum[at] ?? 0) + delta / n;
      squares[at] = (squares[at] ?? 0) + delta * (mean - (sum[at] ?? 0));
      low[at] = Math.min(low[at] ?? Infinity, least[at] ?? mean);
      high[at] = Math.max(high[at] ?? -Infinity, greatest[at] ?? mean);
    }
  }
  const y = sum.map((mean, at) => (count[at] === 0 ? NaN : mean));
  const deviation = squares.map((total, at) => {
    const n = count[at] ?? 0;
    return n > 1 ? Math.sqrt(total / (n - 1)) : 0;
  });
  return {
    x: places,
    steps: places,
    y,
    low: y.map((mean, at) => (band === 'range' ? finiteOr(low[at]) : mean - (deviation[at] ?? 0))),
    high: y.map((mean, at) => (band === 'range' ? finiteOr(high[at]) : mean + (deviation[at] ?? 0))),
  };
}

/** All x that occur, when they are few; else the middles of the columns. */
function placesOf(lines: readonly Line[], { from, to, columns, log }: PixelRange): Float64Array {
  const seen = new Set<number>();
  for (const { x } of lines) {
    for (const value of x) {
      if (value >= from && value <= to) seen.add(value);
      if (seen.size > columns) break;
    }
    if (seen.size > columns) break;
  }
  if (seen.size <= columns) return Float64Array.from(seen).sort();
  const share = (column: number) => (column + 0.5) / columns;
  if (log && from > 0) {
    const [first, last] = [Math.log(from), Math.log(to)];
    return Float64Array.from({ length: columns }, (_, column) =>
      Math.exp(first + (last - first) * share(column)),
    );
  }
  return Float64Array.from({ length: columns }, (_, column) => from + (to - from) * share(column));
}

interface AtPlaces {
  /** NaN: the run has no say there. */
  readonly means: Float64Array;
  readonly least: Float64Array;
  readonly greatest: Float64Array;
}

function atPlaces({ x, y }: Line, places: Float64Array): AtPlaces {
  const means = new Float64Array(places.length).fill(NaN);
  const least = new Float64Array(places.length).fill(NaN);
  const greatest = new Float64Array(places.length).fill(NaN);
  let at = 0;
  let before: { x: number; y: number } | undefined;
  for (const [place, middle] of places.entries()) {
    // A column reaches half way to its neighbours.
    const next = places[place + 1];
    const edge = next === undefined ? Infinity : (middle + next) / 2;
    let [sum, count, min, max] = [0, 0, Infinity, -Infinity];
    for (; at < x.length && (x[at] ?? Infinity) <= edge; at += 1) {
      const value = y[at] ?? NaN;
      if (!Number.isFinite(value)) continue;
      if (place > 0 || (x[at] ?? 0) >= middle - (edge - middle)) {
        sum += value;
        count += 1;
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
      before = { x: x[at] ?? NaN, y: value };
    }
    if (count > 0) {
      means[place] = sum / count;
      least[place] = min;
      greatest[place] = max;
    } else if (before !== undefined) {
      const value = between(before, nextFinite(x, y, at), middle);
      means[place] = least[place] = greatest[place] = value;
    }
  }
  return { means, least, greatest };
}

function nextFinite(x: Float64Array, y: Float64Array, from: number): { x: number; y: number } | undefined {
  for (let at = from; at < x.length; at += 1)
    if (Number.isFinite(y[at] ?? NaN)) return { x: x[at] ?? NaN, y: y[at] ?? NaN };
  return undefined;
}

function between(
  before: { x: number; y: number },
  after: { x: number; y: number } | undefined,
  x: number,
): number {
  if (after === undefined) return NaN;
  return before.y + ((after.y - before.y) * (x - before.x)) / (after.x - before.x);
}

function finiteOr(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : NaN;
}
