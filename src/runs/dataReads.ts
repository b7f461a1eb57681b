/** Which runs read which data: what the catalog holds against its datasets and their versions. */
import type { RunIndex } from '../storage/runIndex.ts';
import type { RunTable } from './runTable.ts';

export interface DataRead {
  /** Id of the run. */
  readonly run: string;
  readonly runName: string;
  readonly script: string | undefined;
  /** ms since 1970. */
  readonly started: number;
  /** As the run calls it. */
  readonly name: string;
  /** As the run or its library calls the version; '' when it does not. */
  readonly version: string;
  readonly role: string | undefined;
  /** From the workspace folder. */
  readonly location: string | undefined;
  /** SHA-256 of the content, hex. */
  readonly hash: string | undefined;
}

/** Newest run first. */
export function dataReads({ index, table }: { index: RunIndex; table: RunTable }): DataRead[] {
  return index
    .datasets()
    .flatMap(([n, name, version, role, location, hash]) => {
      const run = table.get(n);
      if (run === undefined) return [];
      const { id, name: runName, script, started } = run;
      return {
        ...{ run: id, runName, script, started, name, version: version ?? '' },
        ...{ role: role ?? undefined, location: location ?? undefined, hash: hash ?? undefined },
      };
    })
    .sort((a, b) => b.started - a.started);
}
