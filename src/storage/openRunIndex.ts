/** Loads SQLite and opens the run index: the only place that starts sql.js. */
import fs from 'node:fs/promises';
import initSqlJs from 'sql.js';
import type { SqlJsStatic } from 'sql.js';
import { codeOf } from '../base/errors.ts';
import { RunIndex } from './runIndex.ts';

/** `wasm`: absolute path of sql-wasm.wasm. Undefined when there is no snapshot, or any doubt about it. */
export async function openRunIndex(wasm: string, snapshot: string): Promise<RunIndex | undefined> {
  const [sql, bytes] = await Promise.all([loadSql(wasm), readSnapshot(snapshot)]);
  return bytes && RunIndex.fromSnapshot(sql, bytes);
}

export async function emptyRunIndex(wasm: string): Promise<RunIndex> {
  return RunIndex.empty(await loadSql(wasm));
}

async function loadSql(wasm: string): Promise<SqlJsStatic> {
  const bytes = await fs.readFile(wasm);
  return initSqlJs({ wasmBinary: new Uint8Array(bytes).buffer });
}

async function readSnapshot(file: string): Promise<Uint8Array | undefined> {
  try {
    return await fs.readFile(file);
  } catch (error) {
    // Missing or unreadable: either way the runs' own files are read instead.
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}
