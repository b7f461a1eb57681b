/** A column's values as shares of bars, and those of an earlier version in the same bars. */
import type { ShownComparison } from '../../../src/protocol/datasetPage.ts';
import type { ShownColumn } from './numbers.ts';

type Compared = ShownComparison['columns'][number];
type Histogram = NonNullable<ShownColumn['histogram']>;

export interface Distribution {
  /** Of all values, 0 … 1. */
  readonly bars: readonly number[];
  /** Undefined: nothing is known of an earlier version. */
  readonly was: readonly number[] | undefined;
}

/** Undefined: there is nothing to draw. */
export function distributionOf(
  column: ShownColumn,
  compared: Compared | undefined,
): Distribution | undefined {
  const { histogram } = column;
  if (histogram !== null) {
    const shown = isFewIntegers(column) ? integersOf(histogram) : histogram;
    const earlier = earlierCounts(shown, column, compared);
    return { bars: shares(shown.counts), was: earlier && shares(earlier) };
  }
  const known = compared?.categories ?? null;
  if (known === null) {
    const counts = column.top.map(({ count }) => count);
    return counts.length === 0 ? undefined : { bars: shares(counts), was: undefined };
  }
  const order = known.names.map((_, at) => at);
  if (column.kind === 'boolean')
    order.sort((a, b) => ((known.names[a] ?? '') < (known.names[b] ?? '') ? -1 : 1));
  const side = (counts: readonly number[]) =>
    shares(
      order.map((at) => counts[at] ?? 0),
      sum(counts),
    );
  return order.length === 0 ? undefined : { bars: side(known.after), was: side(known.before) };
}

/** Counts of an earlier histogram in other edges, as if values were spread evenly within a bin; what is outside is left out. */
export function resample({ edges, counts }: Histogram, wanted: readonly number[]): number[] {
  return wanted.slice(1).map((high, at) => {
    const low = wanted[at] ?? high;
    return counts.reduce((total, count, bin) => {
      const [from = 0, to = 0] = [edges[bin], edges[bin + 1]];
      if (from === to) return total + (low <= from && (from < high || at === wanted.length - 2) ? count : 0);
      return total + (count * Math.max(0, Math.min(to, high) - Math.max(from, low))) / (to - from);
    }, 0);
  });
}

function earlierCounts(
  { edges }: Histogram,
  column: ShownColumn,
  compared: Compared | undefined,
): number[] | undefined {
  if (compared === undefined) return undefined;
  const { categories, histogram } = compared;
  if (categories !== null && column.kind === 'number') {
    const counts = edges.slice(1).map(() => 0);
    categories.names.forEach((name, at) => {
      const bin = binOf(Number(name), edges);
      if (bin !== undefined) counts[bin] = (counts[bin] ?? 0) + (categories.before[at] ?? 0);
    });
    return counts;
  }
  if (histogram === null) return undefined;
  return resample(
    isFewIntegers({ type: compared.type.before ?? '', histogram }) ? integersOf(histogram) : histogram,
    edges,
  );
}

function binOf(value: number, edges: readonly number[]): number | undefined {
  const last = edges.length - 1;
  if (!(value >= (edges[0] ?? 0) && value <= (edges[last] ?? 0))) return undefined;
  const above = edges.findIndex((edge) => edge > value);
  return above < 0 ? last - 1 : above - 1;
}

/** Twenty bins over fewer whole numbers would leave gaps between them. */
function isFewIntegers({ type, histogram }: Pick<ShownColumn, 'type' | 'histogram'>): boolean {
  if (!/^U?(TINY|SMALL|BIG)?INT(EGER)?$/.test(type) || histogram === null) return false;
  const [low = 0, high = low] = [histogram.edges[0], histogram.edges.at(-1)];
  return high > low && high - low < histogram.counts.length;
}

/** A bin for each whole number; none of the given ones is wide enough for two. */
function integersOf({ edges, counts }: Histogram): Histogram {
  const [low = 0, high = low] = [edges[0], edges.at(-1)];
  const own = Array.from({ length: high - low + 1 }, () => 0);
  counts.forEach((count, bin) => {
    const at = Math.round(((edges[bin] ?? low) + (edges[bin + 1] ?? high)) / 2 - low);
    own[at] = (own[at] ?? 0) + count;
  });
  return { edges: [...own.map((_, at) => low + at - 0.5), high + 0.5], counts: own };
}

function shares(counts: readonly number[], of = sum(counts)): number[] {
  return counts.map((count) => (of === 0 ? 0 : count / of));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
