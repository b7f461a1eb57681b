/**
 * How numbers and times are spread: mean, deviation, exact quantiles, a histogram and counts between the deciles. Where there are
 * few values they are all known by now; else their ranks are searched for.
 */
import type { ColumnProfile } from '../protocol/dataProfile.ts';
import type { Basics } from './columnBasics.ts';
import type { Values } from './columnValues.ts';
import type { DataColumn, DataSession } from './dataSession.ts';
import { findRanks, type Found } from './findRanks.ts';
import { ranksOfCounts } from './ranks.ts';
import { gridOf } from './valueCells.ts';

export type Spread = Pick<ColumnProfile, 'mean' | 'std' | 'quantiles' | 'histogram' | 'deciles'>;
export const emptySpread: Spread = { mean: null, std: null, quantiles: [], histogram: null, deciles: null };

export const quantilesKept = [
  0.01, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.99,
];
const decilesAt = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const barCount = 20;

interface Spreading {
  readonly column: DataColumn;
  readonly basics: Basics;
  readonly all: Values['all'];
}

export async function columnSpread(
  session: DataSession,
  some: readonly Spreading[],
  share: (share: number) => void,
): Promise<Spread[]> {
  const searched = some.flatMap(({ column, basics: { low, high }, all }) =>
    all === null && low !== null && high !== null
      ? [{ column, low, high, ranks: ranksOfQuantiles, limits: barEdges(low, high).slice(1, -1) }]
      : [],
  );
  const answers = (await findRanks(session, searched, share)).values();
  return some.map(({ column, basics: { low, high }, all }) => {
    if (low === null || high === null) return emptySpread;
    const found = all === null ? answers.next().value : foundIn(all);
    if (found === undefined || found.total === 0) return emptySpread;
    const { mean, std } = found;
    return {
      ...(column.kind === 'number' ? { mean, std } : { mean: null, std: null }),
      ...shape(found, low, high),
    };
  });
}

/** Where the quantiles lie: linear interpolation between neighbours, as numpy has it (Hyndman and Fan's type 7). */
function ranksOfQuantiles(total: number): number[] {
  return quantilesKept.flatMap((at) => [Math.floor(at * (total - 1)), Math.ceil(at * (total - 1))]);
}

function shape(
  { total, valueAt, countUpTo }: Found,
  low: number,
  high: number,
): Pick<Spread, 'quantiles' | 'histogram' | 'deciles'> {
  const quantiles = quantilesKept.map((at) => {
    const place = at * (total - 1);
    const [below, above] = [valueAt(Math.floor(place)), valueAt(Math.ceil(place))];
    // Added, not subtracted: the difference of huge numbers would be infinite.
    const part = place - Math.floor(place);
    return { at, value: below === above ? below : below * (1 - part) + above * part };
  });
  const bars = barEdges(low, high);
  const deciles = [
    ...new Set(quantiles.filter(({ at }) => decilesAt.includes(at)).map(({ value }) => value)),
  ].sort((a, b) => a - b);
  return {
    quantiles,
    histogram: { edges: bars, counts: between([...bars.slice(1, -1).map(countUpTo), total]) },
    deciles: { edges: deciles, counts: between([...deciles.map(countUpTo), total]) },
  };
}

/** What is known when all values are. */
function foundIn({ values, counts }: NonNullable<Values['all']>): Found {
  const ranks = ranksOfCounts(values, counts);
  const { total } = ranks;
  const origin = values[Math.floor(values.length / 2)] ?? 0;
  const { factor } = gridOf(origin, { low: values[0] ?? 0, high: values.at(-1) ?? 0 });
  let [sum, squares] = [0, 0];
  for (const [at, value] of values.entries()) {
    const difference = value * factor - origin * factor;
    sum += difference * (counts[at] ?? 0);
    squares += difference * difference * (counts[at] ?? 0);
  }
  const variance = Math.max(0, squares - (sum * sum) / total) / (total - 1);
  return {
    ...ranks,
    mean: total === 0 ? null : (sum / total + origin * factor) / factor,
    std: total < 2 ? null : Math.sqrt(variance) / factor,
  };
}

/** Both ends of twenty bars of equal width; one bar when all values are the same. */
export function barEdges(low: number, high: number): number[] {
  if (low === high) return [low, high];
  const width = high / barCount - low / barCount;
  const edges = Array.from({ length: barCount }, (_, at) => low + at * width);
  return [...new Set([...edges.filter((edge) => edge < high), high])];
}

function between(upTo: readonly number[]): number[] {
  return upTo.map((count, at) => count - (upTo[at - 1] ?? 0));
}
