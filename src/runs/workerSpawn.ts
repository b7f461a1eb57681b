/** Starts a detached worker that outlives whoever started it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { LaunchHost } from './launchRequest.ts';
import type { ServeOrder, WorkerOrder } from './workerOrder.ts';

/** The worker's process id, once it has been handed its order. Rejects when it could not be started or died unread. */
export async function spawnWorker(
  order: WorkerOrder | ServeOrder,
  host: Pick<LaunchHost, 'execPath' | 'workerPath' | 'env'>,
): Promise<number> {
  const worker = spawn(host.execPath, [host.workerPath], {
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    // A working directory that is not the workspace, so that the worker never keeps a folder from being removed.
    cwd: path.parse(order.dir).root,
    env: workerEnvironment(host.env),
  });
  await once(worker, 'spawn');
  const { pid, stdin } = worker;
  if (pid === undefined) throw new Error('The worker has no process id.');
  await new Promise<void>((resolve, reject) => {
    stdin.once('error', reject);
    stdin.end(JSON.stringify(order), () => {
      resolve();
    });
  });
  worker.unref();
  return pid;
}

/**
 * The worker is plain Node: what steers Node or Electron in its parent must not reach it, nor what marks the processes
 * of the run inside which this one may have been started.
 */
function workerEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !/^(CAIRN_|ELECTRON_|NODE_OPTIONS$|NODE_V8_COVERAGE$)/i.test(name),
  );
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' };
}
