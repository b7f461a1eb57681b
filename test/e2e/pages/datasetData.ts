/** Profiles of made-up columns, shaped as the data process shapes them, and rows of them. */
import type { Cell, ColumnProfile, DataProfile } from '../../../src/protocol/dataProfile.ts';
import type { RowsResult } from '../../../src/protocol/dataProcess.ts';

export interface MadeColumn {
  readonly name: string;
  readonly type: string;
  readonly values: readonly Cell[];
}

/** 0 … 1, the same sequence for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** `scale`: how many rows each value stands for. */
export function profileOf(columns: readonly MadeColumn[], scale = 1): DataProfile {
  const rows = (columns[0]?.values.length ?? 0) * scale;
  return {
    ...{ file: '/home/sam/credit/data/loans.parquet', files: 1, size: 186_000_000, format: 'parquet' },
    ...{ rows, columns: columns.map((column) => columnOf(column, scale)), problems: [] },
  };
}

export function rowsOf(columns: readonly MadeColumn[], count: number, total: number): RowsResult {
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows: Array.from({ length: count }, (_, row) => columns.map(({ values }) => values[row] ?? null)),
    total,
  };
}

function columnOf({ name, type, values }: MadeColumn, scale: number): ColumnProfile {
  const there = values.filter((value) => value !== null);
  const nulls = (values.length - there.length) * scale;
  const counts = new Map<Cell, number>();
  for (const value of there) counts.set(value, (counts.get(value) ?? 0) + scale);
  const frequent = [...counts]
    .sort(([a, n], [b, m]) => m - n || (String(a) < String(b) ? -1 : 1))
    .map(([value, count]) => ({ value: String(value), count }));
  // As in a key: each of the rows that one value stands for has its own.
  const isKey = type === 'VARCHAR' && counts.size === there.length && there.length > 50;
  const distinct = isKey ? there.length * scale : counts.size;
  const basics = { name, type, nulls, nan: 0, infinite: 0, distinct, mean: null, std: null, exact: true };
  const bare = { quantiles: [], histogram: null, deciles: null };
  if (type === 'BOOLEAN' || type === 'VARCHAR') {
    const sorted = there.map(String).sort();
    const top = frequent.slice(0, 10).map((one) => (isKey ? { ...one, count: 1 } : one));
    return {
      ...{ ...basics, ...bare, top, kind: type === 'VARCHAR' ? 'text' : 'boolean' },
      ...{ min: sorted[0] ?? null, max: sorted.at(-1) ?? null },
      categories: { items: frequent.slice(0, 1000), rest: isKey ? distinct - there.length : 0 },
    };
  }
  const isTime = type === 'DATE' || type.startsWith('TIMESTAMP');
  const numbers = there
    .map((value) => (isTime ? Date.parse(String(value)) : Number(value)))
    .sort((a, b) => a - b);
  const [low = 0, high = 0] = [numbers[0], numbers.at(-1)];
  const quantile = (at: number) => numbers[Math.round(at * (numbers.length - 1))] ?? 0;
  const deciles = [...new Set([1, 2, 3, 4, 5, 6, 7, 8, 9].map((at) => quantile(at / 10)))];
  const inBins = (edges: readonly number[]) =>
    [...edges, Infinity].map(
      (edge, at) =>
        numbers.filter((value) => value <= edge && value > (edges[at - 1] ?? -Infinity)).length * scale,
    );
  const bins = high > low ? 20 : 1;
  const edges = Array.from({ length: bins + 1 }, (_, at) => low + ((high - low) * at) / bins);
  const [first = 0, second = 0, ...rest] = inBins(edges.slice(0, -1));
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (numbers.length - 1);
  const last = (value: number) => (isTime ? new Date(value).toISOString().slice(0, 10) : value);
  return {
    ...{ ...basics, kind: isTime ? 'time' : 'number' },
    ...{ min: numbers.length === 0 ? null : last(low), max: numbers.length === 0 ? null : last(high) },
    ...(!isTime && numbers.length > 0 && { mean, std: Math.sqrt(variance) }),
    quantiles:
      numbers.length === 0
        ? []
        : [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99].map((at) => ({ at, value: quantile(at) })),
    top: frequent.slice(0, 10),
    histogram:
      numbers.length === 0
        ? null
        : { edges, counts: bins === 1 ? [first + second] : [first + second, ...rest] },
    deciles: numbers.length === 0 ? null : { edges: deciles, counts: inBins(deciles) },
    categories: isTime || counts.size > 20 ? null : { items: frequent, rest: 0 },
  };
}
