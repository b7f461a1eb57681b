/** A script that a debugger starts: the editor tells its process id, and its exit code when it has ended. */
import type { Clock } from '../base/clock.ts';
import { t } from '../base/l10n.ts';
import { debuggeeLine, type DebuggeeLine } from '../runs/debuggee.ts';
import { identityOf } from '../runs/processes.ts';
import { readLog } from '../storage/appendLog.ts';
import type { RunPaths } from '../storage/layout.ts';
import type { Child, Exit } from './child.ts';
import { pause } from './pause.ts';
import type { StopRequests } from './stopRequests.ts';
import { watchChild } from './watchChild.ts';

export interface AttachOptions {
  readonly paths: RunPaths;
  readonly clock: Clock;
  readonly stop: StopRequests;
  /** How long to wait for the process id, ms. */
  readonly wait: number;
  readonly leave: AbortSignal;
}

export async function attachChild({ paths, clock, stop, wait, leave }: AttachOptions): Promise<Child> {
  const until = performance.now() + wait;
  for (;;) {
    const { pid, exitCode } = readDebuggee(paths);
    const identity = pid === undefined ? undefined : await identityOf(pid);
    if (identity !== undefined) return watchDebuggee(paths, identity, clock);
    if (pid !== undefined) return never(await goneAlready(paths, clock));
    if (exitCode !== undefined) return never({ at: clock.now(), code: exitCode });
    if (stop.look() !== undefined || leave.aborted) return never({ at: clock.now() });
    if (performance.now() > until) {
      return never({ at: clock.now(), failure: t('The debugger did not start the script.') });
    }
    await pause(50);
  }
}

export function watchDebuggee(paths: RunPaths, identity: Child['identity'], clock: Clock): Child {
  const exitOf = () => exitCodeOf(paths, clock);
  const child = watchChild({ identity, leadsGroup: false, clock, exitOf });
  const exited = child.exited.then(async (exit) => (await awaitExitCode(paths, clock)) ?? exit);
  return { ...child, exited };
}

/** A script that was over before this worker could look at it. */
async function goneAlready(paths: RunPaths, clock: Clock): Promise<Exit> {
  const failure = t('The script ended before it could be watched.');
  return (await awaitExitCode(paths, clock)) ?? { at: clock.now(), failure };
}

/** The editor may hear of the exit code a moment after the process has gone. */
async function awaitExitCode(paths: RunPaths, clock: Clock): Promise<Exit | undefined> {
  for (let round = 0; round < 20 && exitCodeOf(paths, clock) === undefined; round++) await pause(50);
  return exitCodeOf(paths, clock);
}

function exitCodeOf(paths: RunPaths, clock: Clock): Exit | undefined {
  const { exitCode } = readDebuggee(paths);
  return exitCode === undefined ? undefined : { at: clock.now(), code: exitCode };
}

function never(exit: Exit): Child {
  return { identity: undefined, leadsGroup: false, exited: Promise.resolve(exit) };
}

function readDebuggee(paths: RunPaths): DebuggeeLine {
  const lines = readLog({ path: paths.debuggee, schema: debuggeeLine }).items;
  return lines.reduce<DebuggeeLine>((known, line) => ({ ...known, ...line.value }), {});
}
