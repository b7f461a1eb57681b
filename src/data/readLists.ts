/** Long lists of numbers out of DuckDB, without a value of JavaScript for each: five million take a tenth of a second. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Cell } from '../protocol/dataProfile.ts';
import type { ListRow } from './dataSession.ts';

const bytesOfDouble = 8;

/** The last column is a list of DOUBLE or of structures of DOUBLE, none of them NULL. */
export async function readLists(connection: DuckDBConnection, sql: string): Promise<ListRow[]> {
  const { DuckDBListVector, DuckDBStructVector } = await import('@duckdb/node-api');
  const { default: native } = await import('@duckdb/node-bindings');
  const result = await connection.run(sql);
  const rows: ListRow[] = [];
  for (;;) {
    const block = await result.fetchChunk();
    if (block === null || block.rowCount === 0) return rows;
    const last = block.columnCount - 1;
    const keys = Array.from({ length: last }, (_, column) => block.getColumnValues(column));
    const lists = block.getColumnVector(last);
    if (!(lists instanceof DuckDBListVector)) throw new TypeError(`No list: ${sql.slice(0, 200)}`);
    const { childVector } = lists;
    const child = native.list_vector_get_child(native.data_chunk_get_vector(block.chunk, last));
    const vectors =
      childVector instanceof DuckDBStructVector
        ? Array.from({ length: childVector.type.entryCount }, (_, at) =>
            native.struct_vector_get_child(child, at),
          )
        : [child];
    const all = vectors.map((vector) => {
      const bytes = native.vector_get_data(vector, childVector.itemCount * bytesOfDouble);
      return new Float64Array(bytes.buffer, bytes.byteOffset, childVector.itemCount);
    });
    for (let row = 0; row < block.rowCount; row++) {
      const [from, length] = [lists.getEntryOffset(row), lists.getEntryLength(row)];
      rows.push({
        key: keys.map((values) => plain(values[row] ?? null)),
        // A copy: what DuckDB holds goes with the block.
        numbers: all.map((numbers) => numbers.slice(from, from + length)),
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
