/** One pass over some columns: how many values, which are no numbers, the least and the greatest. */
import type { Cell } from '../protocol/dataProfile.ts';
import type { DataColumn, DataSession } from './dataSession.ts';
import { quoteName } from './sqlText.ts';

export interface Basics {
  /** Values that are there, NaN and infinities among them. */
  readonly count: number;
  readonly nan: number;
  readonly infinite: number;
  /** Texts, of finite values. */
  readonly min: string | null;
  readonly max: string | null;
  /** The same of numbers and times, as doubles; times in ms since 1970. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Letters of a text that are kept. */
export const longestText = 200;

/** Of columns of one table. */
export async function columnBasics(
  { query }: DataSession,
  columns: readonly DataColumn[],
  share: (share: number) => void,
): Promise<Basics[]> {
  const [first] = columns;
  if (first === undefined) return [];
  const { table } = first;
  const [row = []] = await query(
    `SELECT ${columns.map((column) => extremes(column)).join(', ')} FROM ${table}`,
    share,
  );
  const found = columns.map((_, at) => basicsOf(row.slice(at * width, (at + 1) * width)));
  // NaN is the greatest of all, and infinities come at the ends: only where one of them shows need they be left out.
  const odd = columns.filter((column, at) => mayBeOdd(column) && hidesValues(found[at]));
  if (odd.length === 0) return found;
  const [counts = []] = await query(`SELECT ${odd.map(oddAndExtremes).join(', ')} FROM ${table}`, share);
  for (const [at, column] of odd.entries()) {
    const [nan, infinite, ...rest] = counts.slice(at * (width + 2), (at + 1) * (width + 2));
    found[columns.indexOf(column)] = { ...basicsOf(rest), nan: Number(nan), infinite: Number(infinite) };
  }
  return found;
}

const width = 5;

function basicsOf([count, min, max, low, high]: readonly Cell[]): Basics {
  return {
    ...{ count: Number(count), nan: 0, infinite: 0 },
    ...{ min: textOf(min), max: textOf(max), low: numberOf(low), high: numberOf(high) },
  };
}

function mayBeOdd(column: DataColumn): boolean {
  return hasNan(column) || column.kind === 'time';
}

function hidesValues(basics: Basics | undefined): boolean {
  return basics !== undefined && basics.count > 0 && (basics.low === null || basics.high === null);
}

function oddAndExtremes(column: DataColumn): string {
  const x = quoteName(column.name);
  return [
    hasNan(column) ? `count(*) FILTER (WHERE isnan(${x}))` : '0',
    `count(*) FILTER (WHERE isinf(${x}))`,
    extremes(column, ` FILTER (WHERE isfinite(${x}))`),
  ].join(', ');
}

function extremes(column: DataColumn, filter = ''): string {
  const x = quoteName(column.name);
  // The whole column is compared as it is; only what was found becomes text.
  const [min, max] = [`min(${x})${filter}`, `max(${x})${filter}`];
  const isPlace = column.kind === 'number' || column.kind === 'time';
  const place = (value: string) => (isPlace ? placeOf(value, column) : 'NULL');
  const cut = (value: string) => `left(${value}::VARCHAR, ${String(longestText)})`;
  return [`count(${x})`, cut(min), cut(max), place(min), place(max)].join(', ');
}

/** The column as DOUBLE; times as ms since 1970. */
export function asDouble(column: DataColumn): string {
  return placeOf(quoteName(column.name), column);
}

function placeOf(x: string, column: DataColumn): string {
  // What is asked of an infinite time is an error, even where a filter would leave it out.
  return column.kind === 'time' && column.allFinite !== true
    ? `(CASE WHEN isfinite(${x}) THEN ${doubleOf(x, column)} END)`
    : doubleOf(x, column);
}

function doubleOf(x: string, { kind, type }: DataColumn): string {
  if (kind === 'time') return `(epoch_us(${type === 'TIMESTAMP' ? x : `${x}::TIMESTAMP`}) / 1000)`;
  return type === 'DOUBLE' ? x : `${x}::DOUBLE`;
}

/** A filter that leaves out NaN and infinities, where there may be some. */
export function finiteOnly(column: DataColumn): string {
  const finite = isFinite(column);
  return finite === undefined ? '' : ` FILTER (WHERE ${finite})`;
}

export function isFinite(column: DataColumn): string | undefined {
  if (column.allFinite === true) return undefined;
  return hasNan(column) || column.kind === 'time' ? `isfinite(${quoteName(column.name)})` : undefined;
}

/** Whether its type has NaN. */
export function hasNan({ type }: DataColumn): boolean {
  return type === 'DOUBLE' || type === 'FLOAT';
}

function textOf(value: Cell | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

function numberOf(value: Cell | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
