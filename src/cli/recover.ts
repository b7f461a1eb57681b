/** `cairn recover`: finishes what a crash left open. */
import { t } from '../base/l10n.ts';
import { recoverFolder } from '../runs/recover.ts';
import type { RecoverOutcome } from '../runs/recover.ts';
import type { Command } from './command.ts';
import { launchHost } from './launchHost.ts';

export const recover: Command = {
  name: 'recover',
  summary: t('finish what a crash left open'),
  operands: '',
  options: {},
  notes: [
    t('A script that is still alive is watched again; a run whose processes are provably dead is closed.'),
    t(
      'Exit code 2: of some run it could not be told, for instance because it was started on another machine.',
    ),
  ],
  run: async (call) => {
    const { terminal, json } = call;
    const { recovered, problems } = await recoverFolder(call.layout, launchHost(call));
    for (const { where, message } of problems) await terminal.tell(`cairn: ${where}: ${message}\n`);
    if (json) await terminal.print(`${JSON.stringify({ recovered, problems })}\n`);
    else {
      for (const { id, outcome } of recovered) await terminal.print(`${id}  ${sentences[outcome]}\n`);
      if (recovered.length === 0) await terminal.tell(`${t('cairn: no run is open')}\n`);
    }
    return problems.length > 0 || recovered.some(({ outcome }) => outcome === 'unknown') ? 2 : 0;
  },
};

const sentences: Readonly<Record<RecoverOutcome, string>> = {
  alive: t('is being recorded; nothing to do'),
  adopted: t('is alive and is recorded again'),
  closed: t('has ended and is being closed'),
  unknown: t('cannot be told from here'),
};
