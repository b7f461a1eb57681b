/** Two kept profiles against each other, for when the data of both are gone: what cannot be counted any more is estimated. */
import type { ColumnProfile, DataComparison, DataProfile } from '../protocol/dataProfile.ts';
import { compareTables, measureOf, missingOf, type LaterCounts } from './compareColumns.ts';

/** As `compare` of the data process, but the later values are spread evenly between the quantiles that were kept of them. */
export function compareProfiles(before: DataProfile, after: DataProfile): DataComparison {
  const earlier = new Map(before.columns.map((column) => [column.name, column]));
  const columns = after.columns.map((column) => ({
    name: column.name,
    type: column.type,
    missing: missingOf(column),
    counts: countsOf(earlier.get(column.name), column),
  }));
  return compareTables(before, { ...after, columns }, true);
}

function countsOf(old: ColumnProfile | undefined, column: ColumnProfile): LaterCounts | null {
  const measure = old && measureOf(old, column.kind);
  if (measure === 'categories') {
    if (column.categories === null)
      // Few values before, many now: only the most frequent ones are known.
      return {
        bins: null,
        items: column.top,
        rest: valuesOf(column) - column.top.reduce((sum, { count }) => sum + count, 0),
      };
    return { bins: null, items: column.categories.items, rest: column.categories.rest };
  }
  if (measure !== 'bins' || !old?.deciles) return null;
  return { bins: estimate(old.deciles.edges, column), items: null, rest: 0 };
}

function valuesOf({ quantiles, deciles, histogram }: ColumnProfile): number {
  const counts = deciles?.counts ?? histogram?.counts ?? [];
  return quantiles.length === 0 ? 0 : counts.reduce((sum, count) => sum + count, 0);
}

function estimate(edges: readonly number[], column: ColumnProfile): number[] {
  const { histogram, deciles } = column;
  const total = valuesOf(column);
  if (histogram === null || deciles === null || total === 0) return [...edges, 0].map(() => 0);
  const [low = 0] = histogram.edges;
  const high = histogram.edges.at(-1) ?? low;
  /** Values up to a place, exactly at the places where they were counted. */
  const known = new Map<number, number>([[low, 0]]);
  const counted = (places: readonly number[], counts: readonly number[]) => {
    let sum = 0;
    places.forEach((place, at) => {
      sum += counts[at] ?? 0;
      known.set(place, Math.max(sum, known.get(place) ?? 0));
    });
  };
  counted(histogram.edges.slice(1), histogram.counts);
  counted(deciles.edges, deciles.counts);
  const places = [...known].sort(([a], [b]) => a - b);
  const upTo = (edge: number): number => {
    if (edge < low) return 0;
    if (edge >= high) return total;
    const above = places.findIndex(([place]) => place > edge);
    const [from, before] = places[above - 1] ?? [low, 0];
    const [to, after] = places[above] ?? [high, total];
    return Math.round(before + ((after - before) * (edge - from)) / (to - from));
  };
  const sums = [...edges.map(upTo), total];
  return sums.map((sum, at) => sum - (sums[at - 1] ?? 0));
}
