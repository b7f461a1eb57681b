/** Loads SQLite and opens the run index. */
import fs from 'node:fs/promises';
import { codeOf } from '../base/errors.ts';
import { loadSql } from './loadSql.ts';
import { RunIndex } from './runIndex.ts';

/** `wasm`: absolute path of sql-wasm.wasm. Undefined when there is no snapshot, or any doubt about it. */
export async function openRunIndex(wasm: string, snapshot: string): Promise<RunIndex | undefined> {
  const [sql, bytes] = await Promise.all([loadSql(wasm), readSnapshot(snapshot)]);
  return bytes && RunIndex.fromSnapshot(sql, bytes);
}

export async function emptyRunIndex(wasm: string): Promise<RunIndex> {
  return RunIndex.empty(await loadSql(wasm));
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
