/** Closes a run: what is left in its files, its artifacts with their hashes, and at last how it ended. */
import { codeOf } from '../base/errors.ts';
import type { EndStatus } from '../records/event.ts';
import { openRunFiles } from '../runs/runFiles.ts';
import type { Exit } from './child.ts';
import { noteBypass } from './bypass.ts';
import { endOfRun } from './endOfRun.ts';
import type { Job } from './job.ts';
import { pause } from './pause.ts';
import type { StopRequests } from './stopRequests.ts';

/** On a full disk it waits a while for room; then the run is left open, for a later recovery to close. */
export async function finishRun({ run, stop, timings, endpoint }: Job, exit: Exit): Promise<void> {
  await endpoint?.quiet();
  await run.mend();
  if (run.record.child !== undefined) noteDown(() => run.note({ childExited: true }));
  await run.records.poll(true);
  run.records.close();
  if (!(await eventually(() => run.session.drain(), timings.diskWait))) {
    await endpoint?.abandon();
    return;
  }
  if (run.session.isOverlong(true)) await run.session.cutOutput();
  await run.session.data.settle(timings.dataWait);
  await run.session.listArtifacts();
  const ended = endOfRun({
    exit,
    stopped: wasStopped(stop, exit),
    started: run.record.child !== undefined || run.session.recorder.history.started !== undefined,
    served: run.record.servedBy !== undefined,
    told: toldStatus(run),
    output: run.session.lastText(),
  });
  const last = { ...ended, t: Math.max(ended.t, run.session.recorder.history.lastTime) };
  if (endpoint !== undefined) {
    noteBypass(run, endpoint);
    await endpoint.end(last, timings.diskWait);
    noteDown(() => run.forgetEndpoint());
  }
  await eventually(() => run.session.close([last]), timings.diskWait);
}

/** What the script said of its end through MLflow. */
function toldStatus(run: Job['run']): EndStatus | undefined {
  const read = openRunFiles(run.paths.dir, run.paths.dir);
  return read.ok ? (read.run.state.told?.status ?? undefined) : undefined;
}

/** A request that came after the script had ended by itself did not end it. */
export function wasStopped(stop: StopRequests, exit: Exit): boolean {
  if (stop.look() === undefined) return false;
  const isKnown = exit.code !== undefined || exit.signal !== undefined;
  return !isKnown || (stop.since ?? 0) <= exit.at + fileClockMs;
}

/** The time of the exit is that of a file, whose clock ticks a few times in a hundred ms and lags behind until it does. */
const fileClockMs = 20;

function noteDown(act: () => void): void {
  try {
    act();
  } catch (error) {
    // Only a shortcut for the next reader: the child's identity says the same, and nobody listens at the endpoint.
    if (codeOf(error) === undefined) throw error;
  }
}

async function eventually(attempt: () => boolean | Promise<boolean>, ms: number): Promise<boolean> {
  const until = performance.now() + ms;
  for (;;) {
    if (await attempt()) return true;
    if (performance.now() > until) return false;
    await pause(200);
  }
}
