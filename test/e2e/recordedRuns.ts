/** What stands on disk about the runs of a folder, for tests of what was recorded and not only of what is shown. */
import { readdir, readFile } from 'node:fs/promises';
import { codeOf } from '../../src/base/errors.ts';
import { runRecord, type RunRecord } from '../../src/records/run.ts';
import { layoutOf, runDir, runPaths } from '../../src/storage/layout.ts';
import { until } from './until.ts';

/** The records of all runs, oldest first. */
export async function recordedRuns(folder: string): Promise<readonly RunRecord[]> {
  const layout = layoutOf(folder);
  const records: RunRecord[] = [];
  for (const id of await namesIn(layout.runs)) {
    const text = await readFile(runPaths(runDir(layout, id)).run, 'utf8').catch(notThere);
    if (text !== undefined) records.push(runRecord.parse(JSON.parse(text)));
  }
  return records.sort((a, b) => a.created - b.created);
}

/** Waits until there are so many runs, and gives the newest. */
export async function untilRecorded(folder: string, count: number): Promise<RunRecord> {
  return await until(`${count} runs are recorded`, async () => {
    const records = await recordedRuns(folder);
    return records.length === count && records.at(-1);
  });
}

/** All that a run has printed until now. */
export async function outputOf(folder: string, { id }: RunRecord): Promise<string> {
  return await readFile(runPaths(runDir(layoutOf(folder), id)).output, 'utf8');
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(notThere)) ?? [];
}

function notThere(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}
