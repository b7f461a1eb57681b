/**
 * How numbers and times are spread: mean, deviation, exact quantiles, a histogram and counts between the deciles.
 *
 * Sorting ten million numbers takes seconds a column. Instead a sample proposes about a thousand bins, one pass counts the
 * values in each exactly, and only the few bins in which a wanted rank lies are fetched; a poor sample costs time, never
 * exactness.
 */
import type { ColumnProfile } from '../protocol/dataProfile.ts';
import { asDouble, finiteOnly, isFinite, type Basics } from './columnBasics.ts';
import type { DataColumn, DataSession } from './openSession.ts';
import { doubleList, doubleText, quoteName } from './sqlText.ts';

export type Spread = Pick<ColumnProfile, 'mean' | 'std' | 'quantiles' | 'histogram' | 'deciles'>;
export const emptySpread: Spread = { mean: null, std: null, quantiles: [], histogram: null, deciles: null };

export const quantilesKept = [
  0.01, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.99,
];
const decilesAt = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const barCount = 20;
const sampleRows = 20_000;
/** Squares of greater numbers are infinite, which DuckDB refuses. */
const greatestSquared = 1e150;

interface Spreading {
  readonly column: DataColumn;
  readonly basics: Basics;
}

export async function columnSpread(
  session: DataSession,
  some: readonly Spreading[],
  share: (share: number) => void,
): Promise<Spread[]> {
  if (some.length === 0) return [];
  const sampled = await sample(session, some);
  const edges = some.map((one, at) => binEdges(one.basics, sampled[at] ?? [], session.rows));
  const columns = some.map((one, at) => counting(one, edges[at] ?? []));
  const [row = []] = await session.query(`SELECT ${columns.join(', ')} FROM data`, (part) => {
    share(part * 0.7);
  });
  const spreads: Spread[] = [];
  for (const [at, one] of some.entries()) {
    const [mean, std, counts] = row.slice(at * 3, at * 3 + 3);
    const list = String(counts).split(',').map(Number);
    const scale = scaleOf(one.basics);
    spreads.push({
      mean: one.column.kind === 'number' && typeof mean === 'number' ? mean * scale : null,
      std: one.column.kind === 'number' && typeof std === 'number' ? std * scale : null,
      ...(await ranked(session, one, { edges: edges[at] ?? [], counts: list })),
    });
    share(0.7 + (0.3 * (at + 1)) / some.length);
  }
  return spreads;
}

/** Values of some rows, by column; whole blocks are taken, so this is quick in any file. */
async function sample({ query, rows }: DataSession, some: readonly Spreading[]): Promise<number[][]> {
  const percent = Math.min(100, (100 * sampleRows) / Math.max(1, rows));
  const taken = rows <= sampleRows ? '' : ` USING SAMPLE ${String(percent)} PERCENT (system, 1)`;
  const columns = some.map(
    ({ column }, at) => `${asDouble(column)}${nullUnlessFinite(column)} AS c${String(at)}`,
  );
  const wanted = some.map((_, at) => `list(c${String(at)})`).map((list) => `array_to_string(${list}, ',')`);
  const [row = []] = await query(
    `SELECT ${wanted.join(', ')} FROM (SELECT ${columns.join(', ')} FROM (FROM data${taken}))`,
  );
  return row.map((text) => (typeof text === 'string' && text !== '' ? text.split(',').map(Number) : []));
}

function nullUnlessFinite(column: DataColumn): string {
  const finite = isFinite(column);
  return finite === undefined ? '' : ` * CASE WHEN ${finite} THEN 1 END`;
}

/** Upper ends of bins, growing; the last one is the greatest value. */
function binEdges({ low, high }: Basics, sampled: readonly number[], rows: number): number[] {
  if (low === null || high === null) return [];
  const sorted = Float64Array.from(sampled.filter(Number.isFinite)).sort();
  const wanted = rows > 1_000_000 ? 1000 : 200;
  const edges = new Set(barEdges(low, high).slice(1));
  for (let at = 1; at < wanted; at++) {
    const value = sorted[Math.floor((at * sorted.length) / wanted)];
    if (value !== undefined && value >= low && value < high) edges.add(value);
  }
  return [...edges].sort((a, b) => a - b);
}

/** Both ends of twenty bars of equal width; one bar when all values are the same. */
export function barEdges(low: number, high: number): number[] {
  if (low === high) return [low, high];
  const width = high / barCount - low / barCount;
  const edges = Array.from({ length: barCount }, (_, at) => low + at * width);
  return [...new Set([...edges.filter((edge) => edge < high), high])];
}

function counting({ column, basics }: Spreading, edges: readonly number[]): string {
  const x = asDouble(column);
  const finite = finiteOnly(column);
  const scale = scaleOf(basics);
  const scaled = scale === 1 ? x : `(${x} / ${doubleText(scale)})`;
  const native = column.kind === 'number' && scale === 1 && !/^(DOUBLE|FLOAT|BIGNUM)/.test(column.type);
  return [
    column.kind === 'number' ? `avg(${native ? quoteName(column.name) : scaled})${finite}::DOUBLE` : 'NULL',
    column.kind === 'number' ? `stddev_samp(${scaled})${finite}` : 'NULL',
    `array_to_string(map_values(histogram(${x}, ${doubleList(edges)})${finite}), ',')`,
  ].join(', ');
}

function scaleOf({ low, high }: Basics): number {
  const size = Math.max(Math.abs(low ?? 0), Math.abs(high ?? 0));
  return size > greatestSquared ? size : 1;
}

async function ranked(
  session: DataSession,
  { column, basics }: Spreading,
  { edges, counts }: { edges: readonly number[]; counts: readonly number[] },
): Promise<Pick<Spread, 'quantiles' | 'histogram' | 'deciles'>> {
  const { low, high } = basics;
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (low === null || high === null || total === 0) return { quantiles: [], histogram: null, deciles: null };
  const before = cumulative(counts);
  /** The bin that holds the value of a rank, 0 … total − 1. */
  const binOf = (rank: number) => before.findIndex((start, at) => rank < start + (counts[at] ?? 0));
  const ranks = quantilesKept.flatMap((at) => {
    const place = at * (total - 1);
    return [Math.floor(place), Math.ceil(place)];
  });
  const fetched = await valuesIn(session, column, new Set(ranks.map(binOf)), edges);
  const valueAt = (rank: number) => {
    const bin = binOf(rank);
    let left = rank - (before[bin] ?? 0);
    for (const [value, count] of fetched.get(bin) ?? []) {
      if (left < count) return value;
      left -= count;
    }
    return edges[bin] ?? high;
  };
  const quantiles = quantilesKept.map((at) => {
    const place = at * (total - 1);
    const [below, above] = [valueAt(Math.floor(place)), valueAt(Math.ceil(place))];
    // Added, not subtracted: the difference of huge numbers would be infinite.
    const part = place - Math.floor(place);
    return { at, value: below === above ? below : below * (1 - part) + above * part };
  });
  const countUpTo = (limit: number) => {
    const bin = edges.findIndex((edge) => limit <= edge);
    if (bin < 0) return total;
    const within = (fetched.get(bin) ?? []).filter(([value]) => value <= limit);
    const inBin = limit === edges[bin] ? (counts[bin] ?? 0) : within.reduce((sum, [, n]) => sum + n, 0);
    return (before[bin] ?? 0) + inBin;
  };
  const bars = barEdges(low, high);
  const deciles = [
    ...new Set(quantiles.filter(({ at }) => decilesAt.includes(at)).map(({ value }) => value)),
  ].sort((a, b) => a - b);
  return {
    quantiles,
    histogram: {
      edges: bars,
      counts: between(bars.slice(1).map(countUpTo)),
    },
    deciles: { edges: deciles, counts: between([...deciles.map(countUpTo), total]) },
  };
}

/** The values in some bins and how often each is there, growing. */
async function valuesIn(
  { query }: DataSession,
  column: DataColumn,
  wanted: ReadonlySet<number>,
  edges: readonly number[],
): Promise<Map<number, [number, number][]>> {
  const x = asDouble(column);
  const ranges = [...wanted].map((bin) => {
    const above = bin > 0 ? `${x} > ${doubleText(edges[bin - 1] ?? -Infinity)} AND ` : '';
    return `(${above}${x} <= ${doubleText(edges[bin] ?? Infinity)})`;
  });
  const finite = isFinite(column);
  const rows = await query(
    `SELECT v, count(*) FROM (SELECT ${x} AS v FROM data WHERE ${finite === undefined ? '' : `${finite} AND `}(${ranges.join(' OR ')}))
     GROUP BY v ORDER BY v`,
  );
  const found = new Map<number, [number, number][]>();
  const bins = [...wanted].sort((a, b) => a - b);
  let at = 0;
  for (const [value, count] of rows) {
    const number = Number(value);
    while (at < bins.length - 1 && number > (edges[bins[at] ?? 0] ?? Infinity)) at += 1;
    const bin = bins[at] ?? 0;
    const list = found.get(bin) ?? [];
    if (list.length === 0) found.set(bin, list);
    list.push([number, Number(count)]);
  }
  return found;
}

function cumulative(counts: readonly number[]): number[] {
  let sum = 0;
  return counts.map((count) => {
    const before = sum;
    sum += count;
    return before;
  });
}

function between(upTo: readonly number[]): number[] {
  return upTo.map((count, at) => count - (upTo[at - 1] ?? 0));
}
