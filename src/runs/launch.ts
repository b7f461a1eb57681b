/** Starts a recorded run: makes its folder, writes run.json, and hands the rest to a detached worker. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import { messageOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { layoutOf, runPaths } from '../storage/layout.ts';
import { checkLaunch } from './launchChecks.ts';
import { debuggeeEnvironment, trainingEnvironment } from './launchEnvironment.ts';
import { makeRunFolder, removeRunFolder } from './launchFolder.ts';
import { recordOf } from './launchRecord.ts';
import type { Launched, LaunchHost, LaunchRequest } from './launchRequest.ts';
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
        config: host.config ?? {},
        timings: host.timings,
      },
      host,
    );
    return {
      id,
      name,
      dir,
      worker,
      ...(request.attach === true && { debuggeeEnv: debuggeeEnvironment(env, host.env) }),
    };
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
