/** `cairn rm`: moves runs to the trash, from where they come back. */
import { t } from '../base/l10n.ts';
import { moveToTrash } from '../runs/trash.ts';
import type { Command } from './command.ts';
import { findRuns } from './findRuns.ts';
import { tellTrashResult } from './tellTrashResult.ts';

export const rm: Command = {
  name: 'rm',
  summary: t('move runs to the trash'),
  operands: 'RUN…',
  options: {},
  notes: [
    t('Running runs are refused. cairn restore brings runs back, cairn trash --empty removes them for good.'),
  ],
  run: async (call) => {
    const runs = await findRuns(call, call.operands);
    const clock = { now: call.terminal.now };
    const result = await moveToTrash(
      call.layout,
      runs.map((run) => run.id),
      clock,
    );
    return await tellTrashResult(call, 'trashed', result);
  },
};
