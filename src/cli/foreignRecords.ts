/** Runs of other tools that lie in a folder, for one subcommand that asks what they used: looked for when it does. */
import path from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { ForeignRuns } from '../indexer/foreignRuns.ts';
import type { ForeignUsesParts } from '../indexer/foreignUses.ts';
import { sourceKinds } from '../sources/registry.ts';
import type { Call } from './command.ts';
import type { FolderRuns } from './openRuns.ts';

export interface FolderRecords extends ForeignUsesParts {
  dispose(): void;
}

export function foreignRecords({ layout, config, terminal }: Call, runs: FolderRuns): FolderRecords {
  const foreign = new ForeignRuns({
    folder: layout.folder,
    kinds: sourceKinds,
    tools: { wasm: path.join(terminal.out, 'sql-wasm.wasm') },
    pause,
  });
  return {
    records: async () => {
      await foreign.scan(
        runs.ask((open) => open),
        config,
        () => undefined,
        true,
      );
      return foreign.records();
    },
    // No server is asked by the command line.
    ofServer: () => ({ runs: [], versions: [] }),
    pause,
    dispose: () => foreign.close(),
  };
}
