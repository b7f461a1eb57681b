/** Several runs drawn as one: their mean at each place of the axis, and a band that says how far they are apart. */
import { firstFrom } from '../../base/bounds.ts';
import { groupPlaces, type GroupPlaces } from './groupPlaces.ts';
import type { Line } from './line.ts';
import type { PixelRange } from './pixelColumns.ts';

export interface GroupLine {
  readonly x: Float64Array;
  /** Mean of the runs. */
  readonly y: Float64Array;
  /** Mean of their smoothed values; null where they are not smoothed. */
  readonly smooth: Float64Array | null;
  /** Of the band: the least and greatest value of any run there, or the mean ∓ one standard deviation. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export interface GroupMember extends Line {
  readonly smooth: Float64Array | null;
}

/**
 * Where all runs were logged at the same few places, those are the places; else the axis is cut into columns, and a run
 * counts in a column with the mean of its points there, or, between two of its points, with the value on the line
 * that joins them. A run has no say before its first and after its last point. The range is that of all points, so
 * that a spike of one run is never averaged away; the deviation is that of the runs (n − 1). One run alone has none: its
 * own range is shown.
 */
export function groupLine(
  members: readonly GroupMember[],
  range: PixelRange,
  band: 'range' | 'deviation',
): GroupLine {
  const places = groupPlaces(members, range);
  const size = places.x.length;
  const values = new Means(size);
  const smoothed = members.every(({ smooth }) => smooth !== null) ? new Means(size) : null;
  const low = new Float64Array(size).fill(Infinity);
  const high = new Float64Array(size).fill(-Infinity);
  for (const member of members) {
    const { means, least, greatest } = atPlaces(member.x, member.y, places);
    values.add(means);
    if (member.smooth !== null) smoothed?.add(atPlaces(member.x, member.smooth, places).means);
    for (let at = 0; at < size; at += 1) {
      const [min, max] = [least[at] ?? NaN, greatest[at] ?? NaN];
      // Also false for NaN.
      if (min < (low[at] ?? NaN)) low[at] = min;
      if (max > (high[at] ?? NaN)) high[at] = max;
    }
  }
  const y = values.means();
  const edge = (sign: 1 | -1, extremes: Float64Array) =>
    y.map((mean, at) =>
      Number.isNaN(mean)
        ? NaN
        : band === 'range' || values.count(at) < 2
          ? (extremes[at] ?? NaN)
          : mean + sign * values.deviation(at),
    );
  return { x: places.x, y, smooth: smoothed?.means() ?? null, low: edge(-1, low), high: edge(1, high) };
}

/** Welford's running mean and deviation: no loss of digits where the runs hardly differ. */
class Means {
  readonly #mean: Float64Array;
  readonly #squares: Float64Array;
  readonly #count: Float64Array;

  constructor(size: number) {
    this.#mean = new Float64Array(size);
    this.#squares = new Float64Array(size);
    this.#count = new Float64Array(size);
  }

  /** NaN has no say. */
  add(values: Float64Array): void {
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at] ?? NaN;
      if (Number.isNaN(value)) continue;
      const n = (this.#count[at] ?? 0) + 1;
      const delta = value - (this.#mean[at] ?? 0);
      const mean = (this.#mean[at] ?? 0) + delta / n;
      this.#count[at] = n;
      this.#mean[at] = mean;
      this.#squares[at] = (this.#squares[at] ?? 0) + delta * (value - mean);
    }
  }

  means(): Float64Array {
    return this.#mean.map((mean, at) => (this.#count[at] === 0 ? NaN : mean));
  }

  count(at: number): number {
    return this.#count[at] ?? 0;
  }

  deviation(at: number): number {
    const n = this.#count[at] ?? 0;
    return n > 1 ? Math.sqrt((this.#squares[at] ?? 0) / (n - 1)) : 0;
  }
}

interface AtPlaces {
  /** NaN: the run has no say there. */
  readonly means: Float64Array;
  readonly least: Float64Array;
  readonly greatest: Float64Array;
}

function atPlaces(x: Float64Array, y: Float64Array, { x: places, edges }: GroupPlaces): AtPlaces {
  const size = places.length;
  const means = new Float64Array(size).fill(NaN);
  const least = new Float64Array(size).fill(NaN);
  const greatest = new Float64Array(size).fill(NaN);
  /** Place of the last finite point that was passed; −1: none. */
  let before = -1;
  let at = 0;
  for (let place = 0; place < size; place += 1) {
    const middle = places[place] ?? NaN;
    const start = edges === null ? middle : (edges[place] ?? NaN);
    const end = edges === null ? middle : (edges[place + 1] ?? NaN);
    // A column holds its left edge, the last one its right edge too; exact places hold what is on them.
    const closed = edges === null || place === size - 1;
    for (const limit = firstFrom(x, start, at); at < limit; at += 1)
      if (Number.isFinite(y[at] ?? NaN)) before = at;
    let [sum, count, min, max] = [0, 0, Infinity, -Infinity];
    for (; at < x.length; at += 1) {
      const here = x[at] ?? Infinity;
      if (closed ? here > end : here >= end) break;
      const value = y[at] ?? NaN;
      if (value - value !== 0) continue;
      sum += value;
      count += 1;
      if (value < min) min = value;
      if (value > max) max = value;
      before = at;
    }
    if (count > 0) {
      means[place] = sum / count;
      least[place] = min;
      greatest[place] = max;
    } else if (before >= 0) {
      means[place] = least[place] = greatest[place] = between(x, y, { before, from: at, middle });
    }
  }
  return { means, least, greatest };
}

/** On the line from one finite point to the next; NaN after the last. */
function between(
  x: Float64Array,
  y: Float64Array,
  { before, from, middle }: { before: number; from: number; middle: number },
): number {
  let after = from;
  while (after < x.length && !Number.isFinite(y[after] ?? NaN)) after += 1;
  if (after >= x.length) return NaN;
  const [x0, y0, x1, y1] = [x[before] ?? NaN, y[before] ?? NaN, x[after] ?? NaN, y[after] ?? NaN];
  return x1 === x0 ? y0 : y0 + ((y1 - y0) * (middle - x0)) / (x1 - x0);
}
