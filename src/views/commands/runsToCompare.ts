/** Which runs of a script its compare page draws at first: two wherever there are two, since one alone cannot be compared. */
import type { RunStore } from '../../project/runStore.ts';
import { quoted } from '../../runs/filter/print.ts';

export interface ComparedScript {
  /** Shows the runs of the script alone. */
  readonly filter: string;
  /** Ids: the best, then the newest of the others. */
  readonly runs: readonly string[];
}

export async function runsToCompare(
  store: Pick<RunStore, 'script' | 'rows'>,
  script: string,
): Promise<ComparedScript> {
  const filter = `script = ${quoted(script)}`;
  const [{ best }, newest] = await Promise.all([store.script(script), store.rows({ filter, limit: 2 })]);
  const ids = [...(best === null ? [] : [best.id]), ...newest.rows.map(({ id }) => id)];
  return { filter, runs: [...new Set(ids)].slice(0, 2) };
}
