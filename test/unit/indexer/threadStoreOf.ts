/** The index of a folder as a window has it, in a thread of its own. */
import path from 'node:path';
import type { RunStore } from '../../../src/project/runStore.ts';
import { openThreadStore, type ThreadStoreOptions } from '../../../src/project/threadStore.ts';
import { layoutOf } from '../../../src/storage/layout.ts';

/** Dispose of it when it is not needed any more. */
export function threadStoreOf(
  folder: string,
  { config = {}, log = () => undefined }: Partial<Pick<ThreadStoreOptions, 'config' | 'log'>> = {},
): RunStore {
  return openThreadStore({
    layout: layoutOf(folder),
    threadPath: path.resolve('src/indexer/main.ts'),
    wasm: path.resolve('node_modules/sql.js/dist/sql-wasm.wasm'),
    config,
    log,
  });
}
