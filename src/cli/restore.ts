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
  notes: [t('RUN is an id here, or the beginning of one; cairn trash lists them.')],
  run: async (call) => {
    const trashed = (await listTrash(call.layout)).map(({ id }) => ({ id, name: id }));
    const ids = pickRuns(trashed, call.operands, t('the trash')).map((run) => run.id);
    return await tellTrashResult(call, 'restored', await restoreRuns(call.layout, ids));
  },
};
