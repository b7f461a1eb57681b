/**
 * How numbers and times are spread: mean, deviation, exact quantiles, a histogram and counts between the deciles.
 *
 * Selecting fifteen quantiles of ten million numbers takes seconds a column. Instead a sample proposes about a thousand bins,
 * one pass counts the values in each exactly, and only the few bins in which a wanted rank lies are fetched; a poor sample
 * costs time, never exactness. Where there are few values, each is its own bin.
 */
import type { Cell, ColumnProfile } from '../protocol/dataProfile.ts';
import { asDouble, finiteOnly, isFinite, type Basics } from './columnBasics.ts';
import type { Values } from './columnValues.ts';
import type { DataColumn, DataSession } from './dataSession.ts';
import { doubleList, doubleText, quoteName } from './sqlText.ts';

export type Spread = Pick<ColumnProfile, 'mean' | 'std' | 'quantiles' | 'histogram' | 'deciles'>;
export const emptySpread: Spread = { mean: null, std: null, quantiles: [], histogram: null, deciles: null };

export const quantilesKept = [
  0.01, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.99,
];
const decilesAt = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const barCount = 20;
const sampleRows = 20_000;
/** Values of a bin that are fetched without dividing it. */
const mostInBin = 50_000;
/** Squares of greater numbers are infinite, which DuckDB refuses. */
const greatestSquared = 1e150;

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
  if (some.length === 0) return [];
  const sampled = await sample(session, some);
  const edges = some.map(
    (one, at) => one.all?.values ?? binEdges(one.basics, sampled[at] ?? [], session.rows),
  );
  const columns = some.map((one, at) => counting(one, edges[at] ?? []));
  const [row = []] = await session.query(`SELECT ${columns.join(', ')} FROM data`, (part) => {
    share(part * 0.7);
  });
  const spreads: Spread[] = [];
  for (const [at, one] of some.entries()) {
    const [mean, std, counts] = row.slice(at * 3, at * 3 + 3);
    const list = one.all?.counts ?? String(counts).split(',').map(Number);
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

/** Values of some rows, by column: some of whole blocks from all over the file, so this is quick in any file. */
async function sample({ query, rows }: DataSession, some: readonly Spreading[]): Promise<number[][]> {
  const percent = (100 * sampleRows) / Math.max(1, rows);
  const taken =
    percent >= 50
      ? ''
      : ` USING SAMPLE ${String(Math.min(50, percent * 10))} PERCENT (system, 1)) USING SAMPLE 10 PERCENT (bernoulli, 1)`;
  const columns = some.map(
    ({ column }, at) => `${asDouble(column)}${nullUnlessFinite(column)} AS c${String(at)}`,
  );
  const wanted = some.map((_, at) => `array_to_string(list(c${String(at)}), ',')`);
  const from = taken === '' ? 'data' : `(FROM (FROM data${taken})`;
  const [row = []] = await query(
    `SELECT ${wanted.join(', ')} FROM (SELECT ${columns.join(', ')} FROM ${from})`,
  );
  return row.map(numbersOf);
}

function numbersOf(text: Cell | undefined): number[] {
  return typeof text === 'string' && text !== '' ? text.split(',').map(Number) : [];
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

function counting({ column, basics, all }: Spreading, edges: readonly number[]): string {
  const x = asDouble(column);
  const finite = finiteOnly(column);
  const scale = scaleOf(basics);
  const scaled = scale === 1 ? x : `(${x} / ${doubleText(scale)})`;
  const native = column.kind === 'number' && scale === 1 && !/^(DOUBLE|FLOAT|BIGNUM)/.test(column.type);
  return [
    column.kind === 'number' ? `avg(${native ? quoteName(column.name) : scaled})${finite}::DOUBLE` : 'NULL',
    column.kind === 'number' ? `stddev_samp(${scaled})${finite}` : 'NULL',
    all === null
      ? `array_to_string(map_values(histogram(${x}, ${doubleList(edges)})${finite}), ',')`
      : 'NULL',
  ].join(', ');
}

function scaleOf({ low, high }: Basics): number {
  const size = Math.max(Math.abs(low ?? 0), Math.abs(high ?? 0));
  return size > greatestSquared ? size : 1;
}

async function ranked(
  session: DataSession,
  { column, basics, all }: Spreading,
  first: Counted,
): Promise<Pick<Spread, 'quantiles' | 'histogram' | 'deciles'>> {
  const { low, high } = basics;
  const total = first.counts.reduce((sum, count) => sum + count, 0);
  if (low === null || high === null || total === 0) return { quantiles: [], histogram: null, deciles: null };
  const ranks = quantilesKept.flatMap((at) => {
    const place = at * (total - 1);
    return [Math.floor(place), Math.ceil(place)];
  });
  const { edges, counts } = all === null ? await narrowed(session, column, first, ranks) : first;
  const before = cumulative(counts);
  /** The bin that holds the value of a rank, 0 … total − 1. */
  const binOf = (rank: number) => before.findIndex((start, at) => rank < start + (counts[at] ?? 0));
  const fetched =
    all === null
      ? await valuesIn(session, column, new Set(ranks.map(binOf)), edges)
      : new Map<number, Held>();
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

interface Counted {
  /** Upper ends. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** Where the bins that are to be fetched hold too much, because the sample told too little, a sample of them divides them. */
async function narrowed(
  { query }: DataSession,
  column: DataColumn,
  first: Counted,
  ranks: readonly number[],
): Promise<Counted> {
  let { edges, counts } = first;
  for (let round = 0; round < 4; round++) {
    const before = cumulative(counts);
    const wanted = new Set(
      ranks.map((rank) => before.findIndex((start, at) => rank < start + (counts[at] ?? 0))),
    );
    const large = [...wanted].filter((bin) => (counts[bin] ?? 0) > mostInBin).sort((a, b) => a - b);
    if (large.length === 0) break;
    const [[text] = []] = await query(
      `SELECT array_to_string(list(v), ',') FROM (SELECT v FROM ${finiteValues(column)} WHERE ${isInOneOf(large, edges)})
       USING SAMPLE reservoir(${String(sampleRows)} ROWS) REPEATABLE (1)`,
    );
    const sampled = numbersOf(text).sort((a, b) => a - b);
    const every = Math.max(1, Math.floor(sampled.length / 1000));
    const divided = [...new Set([...edges, ...sampled.filter((_, at) => at % every === 0)])].sort(
      (a, b) => a - b,
    );
    // All of a bin are one value: that is fetched as one.
    if (divided.length === edges.length) break;
    const [[list] = []] = await query(
      `SELECT array_to_string(map_values(histogram(${asDouble(column)}, ${doubleList(divided)})${finiteOnly(column)}), ',') FROM data`,
    );
    edges = divided;
    counts = numbersOf(list);
  }
  return { edges, counts };
}

function finiteValues(column: DataColumn): string {
  const finite = isFinite(column);
  return `(SELECT ${asDouble(column)} AS v FROM data${finite === undefined ? '' : ` WHERE ${finite}`})`;
}

/** Values that differ, growing, each with how often it is there. */
type Held = [value: number, count: number][];

async function valuesIn(
  { query }: DataSession,
  column: DataColumn,
  wanted: ReadonlySet<number>,
  edges: readonly number[],
): Promise<Map<number, Held>> {
  const bins = [...wanted].sort((a, b) => a - b);
  const rows = await query(
    `SELECT v, count(*) FROM ${finiteValues(column)}
     WHERE ${isInOneOf(bins, edges)} GROUP BY v ORDER BY v`,
  );
  const found = new Map<number, Held>(bins.map((bin) => [bin, []]));
  let at = 0;
  for (const [value, count] of rows) {
    while (at < bins.length - 1 && Number(value) > (edges[bins[at] ?? 0] ?? Infinity)) at += 1;
    found.get(bins[at] ?? 0)?.push([Number(value), Number(count)]);
  }
  return found;
}

/** Whether `v` lies in one of some bins, found by halving: a row of ORs is tested whole for most values, which takes twice as long. */
function isInOneOf(bins: readonly number[], edges: readonly number[]): string {
  const [first = 0] = bins;
  if (bins.length <= 1) {
    const above = first > 0 ? `v > ${doubleText(edges[first - 1] ?? -Infinity)} AND ` : '';
    return `(${above}v <= ${doubleText(edges[first] ?? Infinity)})`;
  }
  const half = Math.floor(bins.length / 2);
  const [lower, upper] = [bins.slice(0, half), bins.slice(half)];
  const end = doubleText(edges[lower.at(-1) ?? 0] ?? Infinity);
  return `CASE WHEN v <= ${end} THEN ${isInOneOf(lower, edges)} ELSE ${isInOneOf(upper, edges)} END`;
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
