/** One worker's life: becomes the run's only writer, starts or adopts the script, records it, and writes how it ended. */
import { hostname } from 'node:os';
import type { Clock } from '../base/clock.ts';
import type { ProcessIdentity, ProcessRecord } from '../records/process.ts';
import { findChild } from '../runs/findChild.ts';
import { identityOf, startOf } from '../runs/processes.ts';
import { readProcess } from '../runs/recover.ts';
import { createRedactor, redacted, type Redactor } from '../base/redact.ts';
import { hasEnded } from '../runs/runEnd.ts';
import { SecretTraces } from '../runs/secretTraces.ts';
import { holderOf, takeLock } from '../runs/workerLock.ts';
import type { TakeoverOrder, WorkerOrder } from '../runs/workerOrder.ts';
import { runPaths, type RunPaths } from '../storage/layout.ts';
import { confess } from './confess.ts';
import { forwardClock, readHistory } from './history.ts';
import type { Job } from './job.ts';
import { launchRun } from './launchRun.ts';
import { cwdOf, OpenRun } from './openRun.ts';
import { endpointOf } from './runEndpoint.ts';
import { StopRequests } from './stopRequests.ts';
import { attempts, closePlainly, isChildAlive, outlast, type StuckRun } from './stuckRun.ts';
import { takeOverRun } from './takeOverRun.ts';
import { timingsOf } from './timings.ts';

export interface Work {
  readonly order: WorkerOrder;
  readonly clock: Clock;
  /** Absolute path of sql-wasm.wasm. */
  readonly wasm: string;
  readonly leave: AbortSignal;
}

/** Resolves when the run has ended, when `leave` says so, or at once when another worker writes the run. */
export async function work(all: Work): Promise<void> {
  const paths = runPaths(all.order.dir);
  const opened: Opened = {};
  try {
    await begin(all, paths, opened);
  } catch (error) {
    confess(error, paths, all.clock, opened.run?.session.recorder.marks);
    throw error;
  }
}

interface Opened {
  run?: OpenRun;
}

async function begin(all: Work, paths: RunPaths, opened: Opened): Promise<void> {
  const { order } = all;
  const me = await identityOf(process.pid);
  if (me === undefined) throw new Error('This system does not tell which process this is.');
  const holder = await holderOf(paths);
  const isFree = order.mode === 'launch' ? holder.number === 0 : holder.proof === 'dead';
  if (!isFree || !(await takeLock(paths, me, holder.number)) || (await hasEnded(paths))) return;

  const before =
    order.mode === 'launch' ? undefined : ((await readProcess(paths)) ?? (await findChild(paths)).record);
  const record: ProcessRecord = {
    ...before,
    nonce: order.mode === 'launch' ? order.nonce : (before?.nonce ?? ''),
    host: hostname(),
    worker: me,
    ...(order.mode === 'launch' && order.attach && { attached: true }),
  };
  if (order.mode === 'launch') await launchRun({ ...(await open({ ...all, record, me }, opened)), order });
  else await goOn({ ...all, order, record, me }, opened);
}

/** A record that could not be gone on with several times is closed with what is known, once its script is gone. */
async function goOn(all: Begun & { readonly order: TakeoverOrder }, opened: Opened): Promise<void> {
  const { order, record, leave } = all;
  const paths = runPaths(order.dir);
  const { failures } = readHistory(paths.events);
  const clock = forwardClock(all.clock);
  const rest = { stop: new StopRequests(paths.stop), timings: timingsOf(order.timings), leave };
  const left: StuckRun = { order, record, paths, clock, ...rest };
  if (failures >= attempts && !(await outlast(left))) return;
  try {
    await takeOverRun({ ...(await open(all, opened)), order });
  } catch (error) {
    if (failures + 1 < attempts || (await isChildAlive(left))) throw error;
    await closePlainly(left);
    new SecretTraces(paths.secrets).remove();
  }
}

interface Begun extends Work {
  readonly record: ProcessRecord;
  readonly me: ProcessIdentity;
}

async function open({ order, clock, wasm, leave, record, me }: Begun, opened: Opened): Promise<OpenJob> {
  const paths = runPaths(order.dir);
  const traces = new SecretTraces(paths.secrets);
  const redactor = createRedactor(order.secrets, hidingToken(order, traces));
  if (record.child !== undefined) await learnSecrets(record.child, redactor);
  const run = new OpenRun({ order, clock, cwd: cwdOf(order), record, me, redactor, traces });
  opened.run = run;
  const endpoint = endpointOf({ order, run, me, wasm });
  return { run, endpoint, leave, stop: new StopRequests(paths.stop), timings: timingsOf(order.timings) };
}

type OpenJob = Omit<Job, 'order'>;

/** A token is as hard to guess as it is short-lived: it needs no fingerprint for whoever takes over, which is slow to make. */
function hidingToken(order: WorkerOrder, traces: SecretTraces): { hide(text: string): string } {
  const token = order.mode === 'launch' ? order.mlflow?.token : undefined;
  if (token === undefined) return traces;
  return { hide: (text) => traces.hide(text.replaceAll(token, redacted)) };
}

/** A live script still carries what its first recorder was told. */
async function learnSecrets(child: ProcessIdentity, redactor: Redactor): Promise<void> {
  const start = await startOf(child);
  if (start === undefined) return;
  redactor.args(start.args);
  redactor.args(start.env);
}
