/** Starts a recorded run: makes its folder, writes run.json, and hands the rest to a detached worker. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { messageOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { layoutOf, runPaths, type RunPaths } from '../storage/layout.ts';
import { checkLaunch } from './launchChecks.ts';
import { debuggeeEnvironment, trainingEnvironment } from './launchEnvironment.ts';
import { mlflowEnvironment, newToken } from './mlflowEnvironment.ts';
import { makeRunFolder, removeRunFolder } from './launchFolder.ts';
import { recordOf } from './launchRecord.ts';
import type { Launched, LaunchHost, LaunchRequest } from './launchRequest.ts';
import { readProcess } from './recover.ts';
import { spawnWorker } from './workerSpawn.ts';

export type { Launched, LaunchHost, LaunchRequest } from './launchRequest.ts';

/**
 * Resolves once the worker has taken the run over, before the script has started.
 * Rejects with UserError: `script`, `command`, `cwd`, `readOnly`, `diskFull`, `worker`.
 */
export async function launch(request: LaunchRequest, host: LaunchHost): Promise<Launched> {
  const program = await checkLaunch(request, host);
  const { record, redactor } = await recordOf(request, host);
  const layout = layoutOf(request.folder);
  const { id, name, dir } = await makeRunFolder(layout, record, host);
  const nonce = randomBytes(16).toString('hex');
  // Whoever names a server for this run means it.
  const token = request.env?.['MLFLOW_TRACKING_URI'] === undefined ? newToken() : undefined;
  const contract = {
    id,
    paths: runPaths(dir),
    nonce,
    ...(request.pythonPath !== undefined && { pythonPath: request.pythonPath }),
  };
  const env = trainingEnvironment({
    ...contract,
    hostEnv: host.env,
    origin: request.origin,
    extra: request.env ?? {},
  });
  const mlflow = {
    user: record.user,
    ...(record.experiment !== undefined && { experiment: record.experiment }),
  };
  try {
    const worker = await spawnWorker(
      {
        mode: 'launch',
        dir,
        folder: path.resolve(request.folder),
        host: hostname(),
        nonce,
        program,
        args: request.command.slice(1),
        cwd: request.cwd,
        script: request.script,
        interpreter: request.interpreter,
        env,
        attach: request.attach ?? false,
        secrets: redactor.secrets,
        ...(token !== undefined && {
          mlflow: { token, ...mlflow },
        }),
        config: host.config ?? {},
        timings: host.timings,
      },
      host,
    );
    if (request.attach !== true) return { id, name, dir, worker };
    const port = token === undefined ? undefined : await endpointPort(runPaths(dir));
    const forDebuggee =
      token === undefined || port === undefined ? env : mlflowEnvironment(env, { port, token, ...mlflow });
    return { id, name, dir, worker, debuggeeEnv: debuggeeEnvironment(forDebuggee, host.env) };
  } catch (error) {
    await removeRunFolder(dir);
    throw new UserError(
      'worker',
      t('The recorder could not be started: {0}', messageOf(error)),
      t('Reload the window and run again.'),
      { cause: error },
    );
  }
}

/** A debugger starts the script itself, so it must be told where the worker listens; undefined when it does not. */
async function endpointPort(paths: RunPaths): Promise<number | undefined> {
  const until = performance.now() + endpointWait;
  while (performance.now() < until) {
    const port = (await readProcess(paths))?.endpoint?.port;
    if (port !== undefined) return port;
    await setTimeout(20);
  }
  return undefined;
}

/** ms; a worker needs a tenth of a second to begin. */
const endpointWait = 5000;
