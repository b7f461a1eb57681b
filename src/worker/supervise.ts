/** Watches one run from the script's start to its end, and returns how it ended. */
import { t } from '../base/l10n.ts';
import { defaultLimits } from '../records/config.ts';
import { processTree, sendSignal } from '../runs/processTree.ts';
import type { Child, Exit } from './child.ts';
import type { Job } from './job.ts';
import { pause } from './pause.ts';
import { Stopper } from './stopper.ts';
import { startMeter } from './systemMeter.ts';

/**
 * Everything the script and what it left behind have said has been taken in when this resolves, except what `drain`
 * finds; undefined when told to leave.
 */
export async function supervise(job: Job, child: Child, hasGpu: () => boolean): Promise<Exit | undefined> {
  const { order, run, stop, timings, leave } = job;
  const graceMs = (order.config.stopGraceSeconds ?? defaultLimits.stopGraceSeconds) * 1000;
  const stopper = new Stopper(child, { nonce: run.record.nonce, graceMs });
  const { identity } = child;
  const recorder = () => run.session.recorder;
  const meter =
    identity === undefined ? undefined : startMeter({ identity, recorder, every: timings.system, hasGpu });
  const chores = choresOf(job);
  const end: { exit?: Exit } = {};
  void child.exited.then((exit) => (end.exit = exit));
  try {
    while (!leave.aborted) {
      const more = await run.session.pump();
      const wish = stop.look();
      if (wish !== undefined) stopper.press(wish);
      await chores();
      if (run.session.isOverlong(false)) await whileHeld(child, () => run.session.cutOutput());
      if (end.exit !== undefined) {
        await outlastDescendants(job, child, stopper);
        return end.exit;
      }
      if (!more) await Promise.race([pause(timings.poll), child.exited]);
    }
    return undefined;
  } finally {
    meter?.stop();
  }
}

/** What is done now and then while the script runs. */
function choresOf({ run, timings }: Job): () => Promise<void> {
  const last = {
    synced: performance.now(),
    listed: performance.now(),
    followed: performance.now(),
    mended: performance.now(),
  };
  return async () => {
    const now = performance.now();
    if (now - last.mended > mendMs) {
      last.mended = now;
      await run.mend();
    }
    if (now - last.synced > timings.sync) {
      last.synced = now;
      run.session.recorder.sync();
    }
    if (now - last.followed > timings.records) {
      await run.records.poll(false);
      last.followed = performance.now();
    }
    if (now - last.listed > timings.artifacts) {
      last.listed = now;
      await run.session.noteArtifacts();
    }
  };
}

const mendMs = 1000;

/**
 * The run ends with the process that was started. What that one left running in the background is recorded for a little
 * longer, then named: nobody waits for ever for a server that a script happened to start.
 */
async function outlastDescendants(
  { run, stop, timings, leave }: Job,
  child: Child,
  stopper: Stopper,
): Promise<void> {
  if (child.identity === undefined || !child.leadsGroup) return;
  const until = performance.now() + timings.linger;
  for (;;) {
    const left = await processTree(child.identity, run.record.nonce);
    if (left.length === 0) return;
    if (stop.look() !== undefined) {
      await stopper.kill();
      return;
    }
    if (performance.now() >= until || leave.aborted) {
      const pids = left.map((info) => info.pid).join(', ');
      const message = t(
        'The script left processes running ({0}); what they do from now on is not recorded.',
        pids,
      );
      run.session.recorder.problem({ where: 'script', message });
      return;
    }
    await run.session.pump();
    await pause(timings.poll);
  }
}

/** Nothing of the script writes while `act` runs. Where processes cannot be held, a few bytes may be lost in the cut. */
export async function whileHeld(child: Child, act: () => Promise<void>): Promise<void> {
  const group = child.identity === undefined || !child.leadsGroup ? undefined : -child.identity.pid;
  if (group === undefined) {
    await act();
    return;
  }
  try {
    sendSignal(group, 'SIGSTOP');
    // A write that has begun is finished before the signal counts.
    await pause(10);
    await act();
  } finally {
    sendSignal(group, 'SIGCONT');
  }
}
