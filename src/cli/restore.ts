/** `cairn restore`: brings runs back from the trash. */
import { t } from '../base/l10n.ts';
import { listTrash, restore as restoreRuns } from '../runs/trash.ts';
import type { Command } from './command.ts';
import { pickRuns } from './pickRuns.ts';
import { tellTrashResult } from './tellTrashResult.ts';

export const restore: Command = {
  name: 'restore',
  summary: t('bring runs back from the trash'),
  operands: 'RUN…',
  options: {},
  notes: [t('cairn trash lists them.')],
  run: async (call) => {
    const place = { name: t('the trash'), listing: t('cairn trash lists them.') };
    const ids = pickRuns(await listTrash(call.layout), call.operands, place).map((run) => run.id);
    return await tellTrashResult(call, 'restored', await restoreRuns(call.layout, ids));
  },
};
