/** `cairn stop`: asks runs to stop. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { requestStop } from '../runs/stop.ts';
import { hasEnded } from '../runs/runEnd.ts';
import { runDir, runPaths } from '../storage/layout.ts';
import type { Call, Command } from './command.ts';
import { findRuns } from './findRuns.ts';
import { launchHost } from './launchHost.ts';

export const stop: Command = {
  name: 'stop',
  summary: t('stop runs, with everything they started'),
  operands: 'RUN…',
  options: {
    now: { type: 'boolean', help: t('kill at once instead of asking first') },
    wait: { type: 'boolean', help: t('return when they have ended') },
  },
  notes: [
    t(
      'The script is asked first (SIGTERM) and its process tree is killed after the grace period of config.yaml.',
    ),
    t('Asking a second time kills at once. Exit code 1: some run had already ended or could not be stopped.'),
  ],
  run: stopRuns,
};

async function stopRuns(call: Call): Promise<number> {
  const host = launchHost(call);
  const kind = call.flags.has('now') ? 'now' : 'graceful';
  const requested: string[] = [];
  const isStopped = (id: string) => hasEnded(runPaths(runDir(call.layout, id)));
  const problems: { where: string; message: string }[] = [];
  for (const { id } of await findRuns(call, call.operands)) {
    try {
      await requestStop(runDir(call.layout, id), kind, host);
      requested.push(id);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push({ where: id, message: messageOf(error) });
    }
  }
  if (call.flags.has('wait')) {
    for (const id of requested) while (!(await isStopped(id))) await sleep(100);
  }
  const stopped: string[] = [];
  for (const id of requested) if (await isStopped(id)) stopped.push(id);
  for (const { where, message } of problems) await call.terminal.tell(`cairn: ${where}: ${message}\n`);
  if (call.json) await call.terminal.print(`${JSON.stringify({ requested, stopped, problems })}\n`);
  else {
    for (const id of requested) {
      const isOver = stopped.includes(id);
      const said = isOver ? t('cairn: {0} has stopped', id) : t('cairn: asked {0} to stop', id);
      await call.terminal.tell(`${said}\n`);
    }
  }
  return problems.length === 0 ? 0 : 1;
}
