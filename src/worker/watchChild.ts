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
    let seen = 0;
    for (let now = clock.now(); await mayLive(identity); now = clock.now()) {
      seen = now;
      await pause(watchMs);
    }
    const exit = exitOf() ?? { at: clock.now() };
    // The time of a file tells nothing when the clock was set back.
    return { ...exit, at: Math.max(exit.at, seen) };
  }
}

/** `unknown` is not dead: a process that cannot be looked at for a moment is still waited for. */
async function mayLive(identity: ProcessIdentity | undefined): Promise<boolean> {
  return identity !== undefined && (await proveProcess(identity)) !== 'dead';
}

/** Asking costs a file read on Linux and a process elsewhere. */
const watchMs = process.platform === 'linux' ? 150 : 2000;
