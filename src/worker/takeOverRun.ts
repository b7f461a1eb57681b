/** A run whose worker died: its live script is watched on, and what its dead one left is taken over. */
import type { Clock } from '../base/clock.ts';
import type { ProcessRecord } from '../records/process.ts';
import { proveProcess } from '../runs/processes.ts';
import { sendSignal } from '../runs/processTree.ts';
import type { TakeoverOrder } from '../runs/workerOrder.ts';
import type { RunPaths } from '../storage/layout.ts';
import { watchDebuggee } from './attachChild.ts';
import { captureLate } from './captureLate.ts';
import type { Child } from './child.ts';
import { lastSeen } from '../runs/lastSeen.ts';
import { finishRun } from './finishRun.ts';
import type { Job } from './job.ts';
import { readExit } from './startChild.ts';
import { supervise } from './supervise.ts';
import { watchChild } from './watchChild.ts';

export async function takeOverRun(job: Job<TakeoverOrder>): Promise<void> {
  const { run } = job;
  const { record, paths, session } = run;
  const seen = lastSeen(paths);
  const identity = record.childExited === true ? undefined : record.child;
  const isAlive = identity !== undefined && (await proveProcess(identity)) !== 'dead';
  await job.endpoint?.reopen(isAlive);
  const code = captureLate(job, isAlive ? identity : undefined);
  const child = childOf(run, isAlive);
  if (isAlive) {
    session.recorder.event({ type: 'adopted', pid: identity.pid });
    // The dead worker may have held it in order to cut its output.
    if (child.leadsGroup) sendSignal(-identity.pid, 'SIGCONT');
  }
  const exit = await supervise(job, child, () => code.hasGpu);
  if (exit === undefined) {
    await job.endpoint?.abandon();
    session.abandon();
    return;
  }
  const isKnown = exit.code !== undefined || exit.signal !== undefined;
  await code.done;
  await finishRun(job, isAlive || isKnown ? exit : { ...exit, at: seen });
}

/** A run that another worker has begun. */
export interface LeftRun {
  readonly record: ProcessRecord;
  readonly paths: RunPaths;
  readonly clock: Clock;
}

export function childOf({ record, paths, clock }: LeftRun, isAlive: boolean): Child {
  const identity = isAlive ? record.child : undefined;
  if (record.attached === true) return watchDebuggee(paths, identity, clock);
  const leadsGroup = process.platform !== 'win32';
  return watchChild({ identity: record.child, leadsGroup, clock, exitOf: () => readExit(paths) });
}
