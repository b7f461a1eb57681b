/** What a first recorder that died early did not get to: of a live script the code as it is now, of a dead one nothing. */
import path from 'node:path';
import { t } from '../base/l10n.ts';
import { defaultLimits } from '../records/config.ts';
import type { ProcessIdentity } from '../records/process.ts';
import { runRecord, type RunRecord } from '../records/run.ts';
import { capture } from '../runs/capture.ts';
import type { CaptureRequest } from '../runs/captureRequest.ts';
import { startOf } from '../runs/processes.ts';
import { createRedactor } from '../base/redact.ts';
import type { TakeoverOrder } from '../runs/workerOrder.ts';
import { readJsonFile } from '../storage/atomicFile.ts';
import type { Job } from './job.ts';

export interface LateCapture {
  readonly hasGpu: boolean;
  /** Never rejects. */
  readonly done: Promise<void>;
}

/** `child` is undefined when the script is dead. */
export function captureLate(job: Job<TakeoverOrder>, child: ProcessIdentity | undefined): LateCapture {
  const { session, paths } = job.run;
  const before = session.recorder.history.captured;
  const isServed = job.run.record.servedBy !== undefined;
  if (isServed) return { hasGpu: false, done: Promise.resolve() };
  if (before !== undefined) return { hasGpu: before.gpus.length > 0, done: Promise.resolve() };
  const record = readJsonFile(paths.run, runRecord);
  if (child === undefined || !record.ok) {
    const message = t(
      'The state of the code was not recorded, because the first recorder of this run died too early.',
    );
    session.recorder.problem({ where: 'run', message });
    return { hasGpu: false, done: Promise.resolve() };
  }
  const late = { hasGpu: false, done: Promise.resolve() };
  late.done = requestOf(job, child, record.value)
    .then((request) => capture(request).all)
    .then((event) => {
      late.hasGpu = event.gpus.length > 0;
      const message = t(
        'The state of the code was recorded while the script was already running, because the first recorder died too early; files may have changed in between.',
      );
      job.run.session.recorder.event({ ...event, problems: [message, ...event.problems] });
    });
  return late;
}

async function requestOf(
  { order, run }: Job<TakeoverOrder>,
  child: ProcessIdentity,
  { command, cwd, script: named }: RunRecord,
): Promise<CaptureRequest> {
  const script = named === undefined ? undefined : path.resolve(order.folder, named);
  const start = await startOf(child);
  const env: Record<string, string> = {};
  for (const entry of start?.env ?? []) env[entry.replace(/=.*$/s, '')] = entry.replace(/^[^=]*=/, '');
  return {
    paths: run.paths,
    folder: order.folder,
    codeFolder: script === undefined ? cwd : path.dirname(script),
    ...(script !== undefined && { script }),
    program: programOf(command[0] ?? '', cwd),
    env,
    patchBytes: (order.config.limits?.patchMB ?? defaultLimits.patchMB) * 1e6,
    // Without the traces: a whole repository has more words than can be looked at so slowly.
    redactor: createRedactor(run.redactor.secrets),
  };
}

/** A bare name is looked up on the script's PATH. */
function programOf(named: string, cwd: string): string {
  return /[\\/]/.test(named) ? path.resolve(cwd, named) : named;
}
