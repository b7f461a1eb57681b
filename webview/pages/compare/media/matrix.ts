/** Finds the square matrix of counts that a JSON or CSV artifact holds, however its writer laid it out. */
import * as z from 'zod';
import { nameRecord } from '../../../../src/records/nameRecord.ts';

export interface Matrix {
  readonly labels: readonly string[];
  readonly cells: readonly (readonly number[])[];
}

/** Undefined: it is no such matrix. `path` decides where numbers alone could be anything. */
export function matrixOfJson(value: unknown, path: string): Matrix | undefined {
  const isNamed = saysConfusion(path);
  const bare = grid.safeParse(value);
  if (bare.success) return isNamed ? squareOf(bare.data, undefined, isNamed) : undefined;
  const nested = byName.safeParse(value);
  if (nested.success) {
    const labels = Object.keys(nested.data);
    const rows = labels.map((row) => labels.map((column) => nested.data[row]?.[column] ?? NaN));
    const isWhole = Object.values(nested.data).every((row) => Object.keys(row).length === labels.length);
    return isWhole ? squareOf(rows, labels, isNamed) : undefined;
  }
  const found = laidOut.safeParse(value);
  if (!found.success) return undefined;
  const { labels, classes, index, columns, confusion_matrix: confusion, matrix, values, data } = found.data;
  const rows = confusion ?? matrix ?? values ?? data;
  const names = (labels ?? classes ?? index ?? columns)?.map(String);
  const isSure =
    isNamed || (confusion ?? labels ?? classes) !== undefined || (index !== undefined && same(index, columns));
  return rows !== undefined && isSure ? squareOf(rows, names, isNamed) : undefined;
}

/** With labels in the first row and column, or numbers alone in a file whose name says what they are. */
export function matrixOfRows(rows: readonly (readonly string[])[], path: string): Matrix | undefined {
  const isNamed = saysConfusion(path);
  const [head = [], ...body] = rows;
  const labels = head.slice(1).map((label) => label.trim());
  const hasLabels =
    body.length === labels.length && body.every((row, at) => row[0]?.trim() === labels[at]) && labels.length > 1;
  if (hasLabels) return squareOf(numbers(body.map((row) => row.slice(1))), labels, isNamed);
  if (!isNamed) return undefined;
  const isHeaded = body.length === head.length;
  return isHeaded ? squareOf(numbers(body), head, true) : squareOf(numbers(rows), undefined, true);
}

function squareOf(
  cells: readonly (readonly number[])[],
  labels: readonly string[] | undefined,
  isNamed: boolean,
): Matrix | undefined {
  const size = cells.length;
  if (size < 2 || size > mostClasses || cells.some((row) => row.length !== size)) return undefined;
  const isCount = (value: number) => value >= 0 && (isNamed ? Number.isFinite(value) : Number.isInteger(value));
  if (!cells.every((row) => row.every(isCount))) return undefined;
  if (labels !== undefined && labels.length !== size) return undefined;
  return { cells, labels: labels ?? cells.map((_, at) => String(at)) };
}

function numbers(rows: readonly (readonly string[])[]): number[][] {
  return rows.map((row) => row.map((cell) => (cell.trim() === '' ? NaN : Number(cell))));
}

function saysConfusion(path: string): boolean {
  return /confusion|(^|[^a-z])cm([^a-z]|$)/i.test(path);
}

function same(a: readonly unknown[] | undefined, b: readonly unknown[] | undefined): boolean {
  return a?.length === b?.length && a?.every((one, at) => String(one) === String(b?.[at])) === true;
}

const mostClasses = 50;
const grid = z.array(z.array(z.number()).min(1)).min(1);
const byName = nameRecord(nameRecord(z.number()));
const label = z.array(z.union([z.string(), z.number(), z.boolean()]));
const laidOut = z.object({
  labels: label.optional(),
  classes: label.optional(),
  index: label.optional(),
  columns: label.optional(),
  confusion_matrix: grid.optional(),
  matrix: grid.optional(),
  values: grid.optional(),
  data: grid.optional(),
});
