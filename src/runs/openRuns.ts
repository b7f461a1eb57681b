/** Opens the runs of one folder in this process: snapshot, if it is sound, then the files. The thread and the command line share it. */
import { messageOf } from '../base/errors.ts';
import { emptyRunIndex, openRunIndex } from '../storage/openRunIndex.ts';
import type { RunIndex } from '../storage/runIndex.ts';
import type { Runs } from './query.ts';
import { RunScanner } from './runScanner.ts';
import type { ScannerParts } from './runScanner.ts';
import { RunTable } from './runTable.ts';

export interface OpenRunsOptions extends Omit<ScannerParts, 'index' | 'table'> {
  /** Absolute path of sql-wasm.wasm. */
  readonly wasm: string;
}

export interface OpenRuns extends Runs {
  readonly scanner: RunScanner;
  /** Whether the rows came from index.sqlite; false: nothing is known before the first scan. */
  readonly fromSnapshot: boolean;
  close(): void;
}

/** Does not scan: rows are those of the snapshot until `scanner.scanAll` ran. */
export async function openRuns(options: OpenRunsOptions): Promise<OpenRuns> {
  const found = await openRunIndex(options.wasm, options.layout.index);
  if (found !== undefined) {
    try {
      return assemble(options, found, true);
    } catch (error) {
      // Damage inside a page shows only when it is read; what the files say is rebuilt, so nothing is lost.
      found.close();
      if (messageOf(error) === '') throw error;
    }
  }
  return openRunsAnew(options);
}

/** As if there were no snapshot. */
export async function openRunsAnew(options: OpenRunsOptions): Promise<OpenRuns> {
  return assemble(options, await emptyRunIndex(options.wasm), false);
}

function assemble(options: OpenRunsOptions, index: RunIndex, fromSnapshot: boolean): OpenRuns {
  const table = new RunTable(index);
  const scanner = new RunScanner({ ...options, index, table });
  return { index, table, scanner, fromSnapshot, close: () => index.close() };
}
