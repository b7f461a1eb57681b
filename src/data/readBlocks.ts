/** Columns of numbers as DuckDB holds them, without a JavaScript value for each. */
import type { DuckDBConnection } from '@duckdb/node-api';

const bytesOfDouble = 8;

/** `use` must not keep the array. Rejects when the connection is interrupted. */
export async function readBlocks(
  connection: DuckDBConnection,
  sql: string,
  use: (values: Float64Array, column: number) => void,
): Promise<void> {
  const { default: native } = await import('@duckdb/node-bindings');
  const result = await connection.stream(sql);
  for (;;) {
    const block = await result.fetchChunk();
    const rows = block?.rowCount ?? 0;
    if (block === null || rows === 0) return;
    for (let column = 0; column < block.columnCount; column++) {
      const vector = native.data_chunk_get_vector(block.chunk, column);
      const bytes = native.vector_get_data(vector, rows * bytesOfDouble);
      use(new Float64Array(bytes.buffer, bytes.byteOffset, rows), column);
    }
  }
}
