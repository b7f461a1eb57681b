/** A run that a person started in a terminal, outside of the window: with the command line as it is built. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { root } from '../../tools/toolchain.mjs';
import { until } from './until.ts';
import { recordedRuns } from './recordedRuns.ts';

const run = promisify(execFile);
const cli = path.join(root, 'out', 'cli.js');

/** Starts a command in the folder and leaves it running; gives the run's id. */
export async function startInTerminal(folder: string, ...command: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [cli, 'run', '--detach', '--json', '--', ...command], {
    cwd: folder,
  });
  const { id } = z.object({ id: z.string() }).parse(JSON.parse(stdout));
  await until('the run is recorded', async () =>
    (await recordedRuns(folder)).some((record) => record.id === id),
  );
  return id;
}

/** Runs a command in the folder to its end. */
export async function runInTerminal(folder: string, ...command: readonly string[]): Promise<void> {
  await run(process.execPath, [cli, 'run', '--', ...command], { cwd: folder });
}
