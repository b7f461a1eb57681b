/** One worker's life: becomes the run's only writer, starts or adopts the script, records it, and writes how it ended. */
import { hostname } from 'node:os';
import type { Clock } from '../base/clock.ts';
import type { ProcessIdentity, ProcessRecord } from '../records/process.ts';
import { identityOf, startOf } from '../runs/processes.ts';
import { readProcess } from '../runs/recover.ts';
import { createRedactor, redacted, type Redactor } from '../runs/redact.ts';
import { hasEnded } from '../runs/runEnd.ts';
import { SecretTraces } from '../runs/secretTraces.ts';
import { holderOf, takeLock } from '../runs/workerLock.ts';
import type { WorkerOrder } from '../runs/workerOrder.ts';
import { runPaths } from '../storage/layout.ts';
import { endpointOf } from './runEndpoint.ts';
import { launchRun } from './launchRun.ts';
import { cwdOf, OpenRun } from './openRun.ts';
import { StopRequests } from './stopRequests.ts';
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
export async function work({ order, clock, wasm, leave }: Work): Promise<void> {
  const paths = runPaths(order.dir);
  const me = await identityOf(process.pid);
  if (me === undefined) throw new Error('This system does not tell which process this is.');
  const holder = await holderOf(paths);
  const isFree = order.mode === 'launch' ? holder.number === 0 : holder.proof === 'dead';
  if (!isFree || !(await takeLock(paths, me, holder.number)) || (await hasEnded(paths))) return;

  const before = order.mode === 'launch' ? undefined : await readProcess(paths);
  const record: ProcessRecord = {
    ...before,
    nonce: order.mode === 'launch' ? order.nonce : (before?.nonce ?? ''),
    host: hostname(),
    worker: me,
    ...(order.mode === 'launch' && order.attach && { attached: true }),
  };
  const traces = new SecretTraces(paths.secrets);
  const redactor = createRedactor(order.secrets, hidingToken(order, traces));
  if (record.child !== undefined) await learnSecrets(record.child, redactor);
  const run = new OpenRun({ order, clock, cwd: cwdOf(order), record, me, redactor, traces });
  const endpoint = endpointOf({ order, run, me, wasm });
  const job = { run, endpoint, leave, stop: new StopRequests(paths.stop), timings: timingsOf(order.timings) };
  if (order.mode === 'launch') await launchRun({ ...job, order });
  else await takeOverRun({ ...job, order });
}

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
