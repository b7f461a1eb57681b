/** A run from its beginning: the code is recorded, the script starts, and everything is watched to the end. */
import path from 'node:path';
import { messageOf } from '../base/errors.ts';
import { globMatcher } from '../base/glob.ts';
import { t } from '../base/l10n.ts';
import { defaultLimits } from '../records/config.ts';
import type { ProcessRecord } from '../records/process.ts';
import { capture, type Capture } from '../runs/capture.ts';
import { mlflowEnvironment } from '../runs/mlflowEnvironment.ts';
import { createRedactor } from '../base/redact.ts';
import type { LaunchOrder } from '../runs/workerOrder.ts';
import { attachChild } from './attachChild.ts';
import type { Child, Exit } from './child.ts';
import { finishRun } from './finishRun.ts';
import type { Job } from './job.ts';
import { pause } from './pause.ts';
import { startChild } from './startChild.ts';
import { supervise } from './supervise.ts';

export async function launchRun(job: Job<LaunchOrder>): Promise<void> {
  const { run, timings } = job;
  const endpoint = openEndpoint(job);
  const { code, all } = beginCapture(job);
  let hasGpu = false;
  const captured = all.then((event) => {
    hasGpu = event.gpus.length > 0;
    run.session.recorder.event(event);
  });
  noteReads(job);
  // The script may change what it is made of, so it waits for its code to be recorded; packages hold still.
  await Promise.race([code, pause(timings.captureWait)]);
  const child = await begin(job, await endpoint);
  const exit = await supervise(job, child, () => hasGpu);
  if (exit === undefined) {
    await job.endpoint?.abandon();
    run.session.abandon();
    return;
  }
  await captured;
  await finishRun(job, exit);
}

/** What config.yaml says that the script reads. */
function noteReads({ order: { config, script, folder }, run }: Job<LaunchOrder>): void {
  if (script === undefined) return;
  const relative = path.relative(folder, script).replaceAll(path.sep, '/');
  const names = Object.entries(config.reads ?? {}).flatMap(([glob, datasets]) =>
    globMatcher(glob)(relative) ? datasets : [],
  );
  for (const name of new Set(names)) run.session.recorder.event({ type: 'dataset', name });
}

/** Listens while the code is recorded, so that the script need not wait for it. */
async function openEndpoint({ order, run, endpoint }: Job<LaunchOrder>): Promise<ProcessRecord['endpoint']> {
  if (order.mlflow === undefined) return undefined;
  const place = await endpoint?.open(order.mlflow.token);
  // A debugger is waiting to hear of it.
  if (order.attach && place !== undefined) run.note({ endpoint: place });
  return place;
}

async function begin(
  { order, run, stop, timings, leave }: Job<LaunchOrder>,
  endpoint: ProcessRecord['endpoint'],
): Promise<Child> {
  if (stop.look() !== undefined) return unstarted({ at: run.clock.now() });
  const child = order.attach
    ? await attachChild({ paths: run.paths, clock: run.clock, stop, wait: timings.attachWait, leave })
    : await startChild(endpoint === undefined ? order : ledTo(order, endpoint.port), run.paths, run.clock);
  const { identity } = child;
  if (identity !== undefined) {
    try {
      run.note({ child: identity, ...(endpoint !== undefined && { endpoint }) });
    } catch (error) {
      // A script that nobody has on record must not run: letting go of the gate unread ends it.
      child.gate?.drop();
      const failure = t(
        'The script was not started, because its process could not be recorded: {0}',
        messageOf(error),
      );
      return unstarted({ at: run.clock.now(), failure });
    }
    run.noteStart(identity.pid);
    await run.session.pump();
  }
  child.gate?.open();
  return child;
}

function ledTo(order: LaunchOrder, port: number): LaunchOrder {
  const { mlflow, env } = order;
  return mlflow === undefined ? order : { ...order, env: mlflowEnvironment(env, { port, ...mlflow }) };
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
