/** Asks a run to stop, from whatever program: a line in the run's folder that its worker reads. */
import { appendFile } from 'node:fs/promises';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { runPaths } from '../storage/layout.ts';
import type { LaunchHost } from './launchRequest.ts';
import { hasEnded } from './runEnd.ts';
import { takeOver, type RecoverOutcome } from './recover.ts';
import type { StopKind } from './stopLine.ts';

/**
 * `graceful` asks the script first and kills its process tree after the grace period; `now`, or asking a second time,
 * kills at once. Resolves when the request stands, not when the run has ended; starts a worker when the run's is dead.
 * Gives `unknown` when nothing proves that somebody will read it, for instance for a run of another machine.
 * Rejects with UserError `notRunning`, `readOnly`.
 */
export async function requestStop(
  dir: string,
  kind: StopKind,
  host: LaunchHost,
): Promise<RecoverOutcome | undefined> {
  const paths = runPaths(dir);
  if (await hasEnded(paths)) throw new UserError('notRunning', t('The run has already ended.'));
  try {
    await appendFile(paths.stop, `${JSON.stringify({ t: host.clock.now(), kind })}\n`);
  } catch (error) {
    throw new UserError('readOnly', t('The run cannot be stopped: its folder cannot be written.'), dir, {
      cause: error,
    });
  }
  return await takeOver(dir, host);
}
