/** What launching, stopping and recovering need of this program. */
import path from 'node:path';
import type { LaunchHost } from '../runs/launch.ts';
import type { Call } from './command.ts';

export function launchHost({ terminal, config }: Call): LaunchHost {
  return {
    execPath: terminal.execPath,
    workerPath: path.join(terminal.out, 'worker.js'),
    env: terminal.env,
    clock: { now: terminal.now },
    random: Math.random,
    config,
  };
}
