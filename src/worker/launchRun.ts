/** A run from its beginning: the code is recorded, the script starts, and everything is watched to the end. */
import path from 'node:path';
import { messageOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { defaultLimits } from '../records/config.ts';
import { capture, type Capture } from '../runs/capture.ts';
import { createRedactor } from '../runs/redact.ts';
import type { LaunchOrder } from '../runs/workerOrder.ts';
import { attachChild } from './attachChild.ts';
import type { Child, Exit } from './child.ts';
import { finishRun } from './finishRun.ts';
import { pause, type Job } from './job.ts';
import { startChild } from './startChild.ts';
import { supervise } from './supervise.ts';

export async function launchRun(job: Job<LaunchOrder>): Promise<void> {
  const { run, timings } = job;
  const { code, all } = beginCapture(job);
  let hasGpu = false;
  const captured = all.then((event) => {
    hasGpu = event.gpus.length > 0;
    run.session.recorder.event(event);
  });
  // The script may change what it is made of, so it waits for its code to be recorded; packages hold still.
  await Promise.race([code, pause(timings.captureWait)]);
  const child = await begin(job);
  const exit = await supervise(job, child, () => hasGpu);
  if (exit === undefined) {
    run.session.abandon();
    return;
  }
  await captured;
  await finishRun(job, exit);
}

async function begin({ order, run, stop, timings, leave }: Job<LaunchOrder>): Promise<Child> {
  if (stop.look() !== undefined) return unstarted({ at: run.clock.now() });
  const child = order.attach
    ? await attachChild({ paths: run.paths, clock: run.clock, stop, wait: timings.attachWait, leave })
    : await startChild(order, run.paths, run.clock);
  const { identity } = child;
  if (identity !== undefined) {
    try {
      run.note({ child: identity });
    } catch (error) {
      // A script that nobody has on record must not run: letting go of the gate unread ends it.
      child.gate?.drop();
      const failure = t(
        'The script was not started, because its process could not be recorded: {0}',
        messageOf(error),
      );
      return unstarted({ at: run.clock.now(), failure });
    }
    run.session.recorder.event({ type: 'started', pid: identity.pid });
    await run.session.pump();
  }
  child.gate?.open();
  return child;
}

function unstarted(exit: Exit): Child {
  return { identity: undefined, leadsGroup: false, exited: Promise.resolve(exit) };
}

function beginCapture({ order, run }: Job<LaunchOrder>): Capture {
  const { script, interpreter, cwd, program, env, folder, secrets } = order;
  return capture({
    paths: run.paths,
    folder,
    codeFolder: script === undefined ? cwd : path.dirname(script),
    ...(script !== undefined && { script }),
    ...(interpreter !== undefined && { interpreter }),
    program,
    env,
    patchBytes: (order.config.limits?.patchMB ?? defaultLimits.patchMB) * 1e6,
    redactor: createRedactor(secrets),
  });
}
