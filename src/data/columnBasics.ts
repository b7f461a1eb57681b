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

export async function columnBasics(
  { query }: DataSession,
  columns: readonly DataColumn[],
  share: (share: number) => void,
): Promise<Basics[]> {
  if (columns.length === 0) return [];
  const [row = []] = await query(`SELECT ${columns.map(aggregates).join(', ')} FROM data`, share);
  return columns.map((_, at) => {
    const [count, nan, infinite, min, max, low, high] = row.slice(at * width, (at + 1) * width);
    return {
      count: Number(count),
      nan: Number(nan),
      infinite: Number(infinite),
      min: textOf(min),
      max: textOf(max),
      low: numberOf(low),
      high: numberOf(high),
    };
  });
}

const width = 7;

function aggregates(column: DataColumn): string {
  const x = quoteName(column.name);
  const finite = finiteOnly(column);
  const isFloat = hasNan(column);
  // The whole column is compared as it is; only what was found becomes text.
  const [min, max] = [`min(${x})${finite}`, `max(${x})${finite}`];
  const isPlace = column.kind === 'number' || column.kind === 'time';
  return [
    `count(${x})`,
    isFloat ? `count(*) FILTER (WHERE isnan(${x}))` : '0',
    isFloat || column.kind === 'time' ? `count(*) FILTER (WHERE isinf(${x}))` : '0',
    `left(${min}::VARCHAR, ${String(longestText)})`,
    `left(${max}::VARCHAR, ${String(longestText)})`,
    isPlace ? doubleOf(min, column) : 'NULL',
    isPlace ? doubleOf(max, column) : 'NULL',
  ].join(', ');
}

/** The column as DOUBLE; times as ms since 1970. */
export function asDouble(column: DataColumn): string {
  const x = quoteName(column.name);
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

function hasNan({ type }: DataColumn): boolean {
  return type === 'DOUBLE' || type === 'FLOAT';
}

function textOf(value: Cell | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

function numberOf(value: Cell | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
