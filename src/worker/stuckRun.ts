/**
 * A run whose recorders fail again and again, for instance because its script put a folder where a file belongs: nobody
 * starts them for ever. Its live script is only watched, and when that is over and the record still cannot be
 * completed, the run is closed with what is known.
 */
import { t } from '../base/l10n.ts';
import { defaultLimits } from '../records/config.ts';
import type { RunEvent } from '../records/event.ts';
import { proveProcess } from '../runs/processes.ts';
import type { TakeoverOrder } from '../runs/workerOrder.ts';
import { openSoleLog } from '../storage/appendLog.ts';
import type { Exit } from './child.ts';
import { lastSeen } from '../runs/lastSeen.ts';
import { endOfRun } from './endOfRun.ts';
import { wasStopped } from './finishRun.ts';
import { readHistory } from './history.ts';
import { pause } from './pause.ts';
import { Stopper } from './stopper.ts';
import type { StopRequests } from './stopRequests.ts';
import { childOf, type LeftRun } from './takeOverRun.ts';
import type { Timings } from './timings.ts';

export interface StuckRun extends LeftRun {
  readonly order: TakeoverOrder;
  readonly stop: StopRequests;
  readonly timings: Timings;
  readonly leave: AbortSignal;
}

/** After so many failures at the same place another attempt would be the same again. */
export const attempts = 3;

export async function isChildAlive({ record }: LeftRun): Promise<boolean> {
  return (
    record.child !== undefined && record.childExited !== true && (await proveProcess(record.child)) !== 'dead'
  );
}

/** Waits for the end of a live script and stops it when asked, and touches nothing else. False when told to leave. */
export async function outlast(run: StuckRun): Promise<boolean> {
  const { order, record, stop, timings, leave } = run;
  if (!(await isChildAlive(run))) return true;
  const child = childOf(run, true);
  const graceMs = (order.config.stopGraceSeconds ?? defaultLimits.stopGraceSeconds) * 1000;
  const stopper = new Stopper(child, { nonce: record.nonce, graceMs });
  const end: { exit?: Exit } = {};
  void child.exited.then((exit) => (end.exit = exit));
  while (end.exit === undefined) {
    if (leave.aborted) return false;
    const wish = stop.look();
    if (wish !== undefined) stopper.press(wish);
    await Promise.race([pause(timings.poll), child.exited]);
  }
  return true;
}

/** Of a script that is gone. What it said stays in its files. */
export async function closePlainly(run: StuckRun): Promise<void> {
  const { record, paths, stop } = run;
  const exit = await childOf(run, false).exited;
  const isKnown = exit.code !== undefined || exit.signal !== undefined;
  const { lastTime, started } = readHistory(paths.events);
  const at = Math.max(isKnown ? exit.at : lastSeen(paths), lastTime);
  const ended = endOfRun({
    exit: { ...exit, at },
    stopped: wasStopped(stop, exit),
    started: record.child !== undefined || started !== undefined,
    served: record.servedBy !== undefined,
    told: undefined,
    output: '',
  });
  const message = t(
    'The recorder failed {0} times at the same place: what it had not recorded by then is missing here.',
    attempts,
  );
  const last: readonly RunEvent[] = [{ type: 'problem', t: at, where: 'recorder', message }, ended];
  const log = openSoleLog(paths.events);
  log.appendAll(last);
  log.close();
}
