/** Runs with long series on disk, as the recorder would have left them, and one that goes on. */
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import type { RunEvent } from '../../src/records/event.ts';
import type { ProcessRecord } from '../../src/records/process.ts';
import type { RunRecord } from '../../src/records/run.ts';
import { identityOf } from '../../src/runs/processes.ts';
import { layoutOf, runDir, runPaths, type RunPaths } from '../../src/storage/layout.ts';
import { openSeriesWriter } from '../../src/storage/series/seriesWriter.ts';

export const firstTime = Date.UTC(2026, 0, 1);

/** The value of a metric that falls and shakes, the same for every tool that is measured. */
export function lossAt(run: number, step: number): number {
  return Math.exp(-step / 20_000) + Math.sin(step * 12.9898 + run) * 0.05;
}

/** Ids of `count` ended runs with `points` of `loss` each. */
export function makeCurveFolders(
  folder: string,
  { count, points }: { count: number; points: number },
): string[] {
  return Array.from({ length: count }, (_, run) => {
    const { id, paths } = makeRun(folder, run);
    writeEvents(paths, [
      { t: firstTime, type: 'started', pid: 1 },
      { t: firstTime + 30_000, type: 'ended', status: 'finished', exitCode: 0 },
    ]);
    const writer = openSeriesWriter(paths.metrics);
    for (let step = 0; step < points; step += 1) {
      writer.append('loss', step, firstTime + step * 100, lossAt(run, step), 'inbox');
      // As a recorder that wrote every few seconds.
      if (step % 5000 === 4999) writer.flush({ inbox: step, output: 0 });
    }
    writer.close({ inbox: points, output: 0 });
    return id;
  });
}

/** A run whose worker is this process. */
export async function makeLiveRun(folder: string): Promise<{ id: string; paths: RunPaths }> {
  const own = await identityOf(process.pid);
  if (own === undefined) throw new Error('This process cannot be identified.');
  const made = makeRun(folder, 9999);
  const record: ProcessRecord = { nonce: 'bench', host: os.hostname(), worker: own };
  writeFileSync(made.paths.process, JSON.stringify(record));
  writeEvents(made.paths, [{ t: firstTime, type: 'started', pid: process.pid }]);
  return made;
}

function makeRun(folder: string, run: number): { id: string; paths: RunPaths } {
  const id = `20260101-000000-quiet-heron-${run.toString(16).padStart(4, '0')}`;
  const paths = runPaths(runDir(layoutOf(folder), id));
  mkdirSync(paths.dir, { recursive: true });
  const record: RunRecord = {
    version: 1,
    ...{
      id,
      name: `heron-${String(run)}`,
      command: ['python3', 'train.py'],
      cwd: folder,
      script: 'train.py',
    },
    ...{
      params: {},
      tags: {},
      created: firstTime + run,
      user: 'sam',
      host: os.hostname(),
      origin: 'terminal',
    },
    ...{ environment: {}, machine: { os: 'linux', arch: 'x64', cpu: 'cpu', cores: 2, memory: 8e9 } },
  };
  writeFileSync(paths.run, JSON.stringify(record));
  return { id, paths };
}

function writeEvents(paths: RunPaths, events: readonly RunEvent[]): void {
  writeFileSync(paths.events, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}
