/**
 * Data with thousands of columns, in parts of some hundred columns each: reading all of a row at once, and planning each statement
 * for all columns, would take more memory and time than the data themselves.
 */
import path from 'node:path';
import type { DataColumn, DataSession } from './dataSession.ts';
import { quoteName, quoteText } from './sqlText.ts';

type Query = DataSession['query'];

const columnsInPart = 500;
/** So that the strings of a part that is being written stay under some hundred megabytes. */
const rowsInGroup = 10_000;

/** Makes the view `data` of what `from` reads: all parts beside each other, in the order of the file. */
export async function copyInParts(
  query: Query,
  { from, folder, options }: { from: string; folder: string; options: string },
  share: (share: number) => void,
): Promise<void> {
  const names = (await query(`DESCRIBE (${from})`)).map(([name]) => String(name));
  const parts = Array.from({ length: Math.ceil(names.length / columnsInPart) }, (_, at) =>
    names.slice(at * columnsInPart, (at + 1) * columnsInPart),
  );
  for (const [at, part] of parts.entries()) {
    const file = quoteText(path.join(folder, `part${String(at)}.parquet`));
    await query(
      `COPY (SELECT ${part.map(quoteName).join(', ')} ${from}) TO ${file} (FORMAT parquet, ${options}, ROW_GROUP_SIZE ${String(rowsInGroup)})`,
      (own) => {
        share((at + own) / parts.length);
      },
    );
    await query(
      `CREATE OR REPLACE VIEW ${tableOf(at)} AS FROM read_parquet(${file}, hive_partitioning = false)`,
    );
  }
  const tables = parts.map((_, at) => tableOf(at));
  await query(`CREATE OR REPLACE VIEW data AS FROM ${tables.join(' POSITIONAL JOIN ')}`);
}

/** Where each column is, by its name; those of `data` itself are left out. */
export async function partTables(query: Query): Promise<Map<string, string>> {
  const found = await query(
    `SELECT column_name, table_name FROM duckdb_columns() WHERE regexp_full_match(table_name, 'data_[0-9]+')`,
  );
  return new Map(found.map(([name, table]) => [String(name), String(table)]));
}

function tableOf(at: number): string {
  return `data_${String(at)}`;
}

/** Columns that one statement can ask for, at most `most` at once. */
export function batches<T>(all: readonly T[], most: number, columnOf: (one: T) => DataColumn): T[][] {
  const found: T[][] = [];
  for (const one of all) {
    const last = found.at(-1);
    const [first] = last ?? [];
    if (
      first === undefined ||
      last === undefined ||
      last.length >= most ||
      columnOf(first).table !== columnOf(one).table
    )
      found.push([one]);
    else last.push(one);
  }
  return found;
}

/** What holds all of some columns, for FROM. */
export function tablesOf(columns: readonly DataColumn[]): string {
  const tables = [...new Set(columns.map(({ table }) => table))];
  return tables.length === 0 ? 'data' : tables.join(' POSITIONAL JOIN ');
}
