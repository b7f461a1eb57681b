/** All values of columns of few rows, many columns at once: with thousands of columns, how long a statement takes to plan is what counts. */
import * as z from 'zod';
import { asDouble, hasNan, longestText } from './columnBasics.ts';
import type { DataColumn, DataSession } from './dataSession.ts';
import { quoteName } from './sqlText.ts';

/** Rows up to which all values of a column are fetched. */
const fewRows = 10_000;

/** The values of a column that differ. */
export interface Grouped {
  /** The most frequent ones first, cut; some or all. */
  readonly items: readonly { value: string; count: number }[];
  readonly distinct: number;
  readonly total: number;
  /** Of numbers and times when there are not too many: every finite value as a double, growing, and how often it is there. */
  readonly all: { readonly values: readonly number[]; readonly counts: readonly number[] } | null;
}

export function hasFewRows({ rows }: DataSession): boolean {
  return rows <= fewRows;
}

/** Of columns of one table with few rows. */
export async function groupFew({ query }: DataSession, columns: readonly DataColumn[]): Promise<Grouped[]> {
  const [first] = columns;
  if (first === undefined) return [];
  const wanted = columns.map((column) => {
    const isText = mayHoldNan(column);
    const values = `histogram(${isText ? `${quoteName(column.name)}::VARCHAR` : groupedText(column)})`;
    const place = isText ? 'k' : `${asDouble({ ...column, name: 'k' })}::VARCHAR`;
    return [
      `[left(k::VARCHAR, ${String(longestText)}) for k in map_keys(${values})]`,
      `map_values(${values})`,
      hasPlace(column) ? `[${place} for k in map_keys(${values})]` : '[]',
    ]
      .map((list) => `to_json(${list})::VARCHAR`)
      .join(', ');
  });
  const [row = []] = await query(`SELECT ${wanted.join(', ')} FROM ${first.table}`);
  return columns.map((column, at) => {
    const [values = [], counts = [], places = []] = row.slice(at * 3, at * 3 + 3).map(listOf);
    const found = values.map((value, index) => ({ value: String(value), count: Number(counts[index]) }));
    const items = mayHoldNan(column) ? inOrder(found) : found;
    return {
      items: items.sort((a, b) => b.count - a.count),
      distinct: items.length,
      total: items.reduce((sum, { count }) => sum + count, 0),
      all: hasPlace(column) ? finiteOf(places, counts) : null,
    };
  });
}

/** NaN is less than nothing and greater than nothing, which the sorted map of a histogram takes for equal to all: such values go as text. */
function mayHoldNan(column: DataColumn): boolean {
  return hasNan(column) && column.allFinite !== true;
}

/** Texts of numbers in the order of the numbers, NaN at the end; both zeros are one value. */
function inOrder(items: readonly { value: string; count: number }[]): { value: string; count: number }[] {
  const places: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity };
  const placeOf = (value: string) => places[value] ?? Number(value);
  const merged = mergeEqual(
    items.map(({ value, count }) => ({ value: value === '-0.0' ? '0.0' : value, count })),
  );
  return merged.sort((a, b) => {
    const [first, second] = [placeOf(a.value), placeOf(b.value)];
    if (Number.isNaN(first) || Number.isNaN(second))
      return Number(Number.isNaN(first)) - Number(Number.isNaN(second));
    return first === second ? 0 : first - second;
  });
}

const list = z.array(z.union([z.string(), z.number(), z.null()])).nullable();

function listOf(text: unknown): readonly (string | number | null)[] {
  return list.parse(typeof text === 'string' ? JSON.parse(text) : null) ?? [];
}

/** NaN and infinities come as words; values that are one double are counted together. */
function finiteOf(places: readonly unknown[], counts: readonly unknown[]): NonNullable<Grouped['all']> {
  const found = new Map<number, number>();
  for (const [at, place] of places.entries()) {
    const value = place === null ? NaN : Number(place);
    if (Number.isFinite(value)) found.set(value, (found.get(value) ?? 0) + Number(counts[at]));
  }
  const sorted = [...found].sort(([a], [b]) => a - b);
  return { values: sorted.map(([value]) => value), counts: sorted.map(([, count]) => count) };
}

export function hasPlace({ kind }: DataColumn): boolean {
  return kind === 'number' || kind === 'time';
}

/** Values as they are grouped: lists and structures as text. */
export function groupedText({ name, kind }: DataColumn): string {
  return kind === 'nested' ? `${quoteName(name)}::VARCHAR` : quoteName(name);
}

/** Long texts that begin alike became one by being cut. */
export function mergeEqual(
  items: readonly { value: string; count: number }[],
): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { value, count } of items) counts.set(value, (counts.get(value) ?? 0) + count);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}
