/** Starts SQLite (sql.js): the only place that does. Each start has its own memory, which an abort would take with it. */
import fs from 'node:fs/promises';
import initSqlJs from 'sql.js';
import type { SqlJsStatic } from 'sql.js';

/** So that rooms that only hand it on need not know the package. */
export type Sql = SqlJsStatic;

/** `wasm`: absolute path of sql-wasm.wasm. */
export async function loadSql(wasm: string): Promise<Sql> {
  const bytes = await fs.readFile(wasm);
  return initSqlJs({ wasmBinary: new Uint8Array(bytes).buffer });
}
