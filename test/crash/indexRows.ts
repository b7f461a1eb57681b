/** All runs of a folder as the index shows them: from its files alone, or beginning with a snapshot. */
import { openRuns, openRunsAnew, type OpenRunsOptions } from '../../src/runs/openRuns.ts';
import { proveAlive } from '../../src/runs/processes.ts';
import { shapes } from '../../src/runs/query.ts';
import type { RunShape } from '../../src/protocol/runShape.ts';
import type { Layout } from '../../src/storage/layout.ts';

export async function rowsFrom(
  layout: Layout,
  wasm: string,
  snapshot?: string,
): Promise<{ readonly rows: readonly RunShape[]; readonly fromSnapshot: boolean }> {
  const options: OpenRunsOptions = {
    layout: { ...layout, index: snapshot ?? layout.index },
    wasm,
    config: {},
    clock: { now: () => Date.now() },
    prove: proveAlive,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  };
  const runs = snapshot === undefined ? await openRunsAnew(options) : await openRuns(options);
  try {
    await runs.scanner.scanAll(() => undefined);
    const { fromSnapshot } = runs;
    return { rows: shapes(runs, { limit: Infinity }, {}).runs, fromSnapshot };
  } finally {
    runs.close();
  }
}
