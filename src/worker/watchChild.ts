/** Children that this worker did not start: adopted after a crash, or started by a debugger. Their end is seen by asking. */
import type { Clock } from '../base/clock.ts';
import type { ProcessIdentity } from '../records/process.ts';
import { proveProcess } from '../runs/processes.ts';
import type { Child, Exit } from './child.ts';
import { pause } from './pause.ts';

export interface WatchOptions {
  readonly identity: ProcessIdentity | undefined;
  readonly leadsGroup: boolean;
  readonly clock: Clock;
  /** The exit code, once the process is gone. */
  readonly exitOf: () => Exit | undefined;
}

export function watchChild({ identity, leadsGroup, clock, exitOf }: WatchOptions): Child {
  return { identity, leadsGroup, exited: watch() };

  async function watch(): Promise<Exit> {
    // `unknown` is not dead: a process that cannot be looked at for a moment is still waited for.
    while (identity !== undefined && (await proveProcess(identity)) !== 'dead') await pause(watchMs);
    return exitOf() ?? { at: clock.now() };
  }
}

/** Asking costs a file read on Linux and a process elsewhere. */
const watchMs = process.platform === 'linux' ? 150 : 2000;
