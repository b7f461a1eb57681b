/** Finds the runs that somebody names on the command line. */
import type { Call } from './command.ts';
import { openRuns } from './openRuns.ts';
import { pickRuns, runsOf } from './pickRuns.ts';
import type { NamedRun } from './pickRuns.ts';

/** Rejects with UserError `run` when a word names no run or several, `usage` when there is no word. */
export async function findRuns(call: Call, words: readonly string[]): Promise<readonly NamedRun[]> {
  const runs = await openRuns(call);
  try {
    return pickRuns(runs.list(), words, runsOf(call.layout.folder));
  } finally {
    runs.dispose();
  }
}
