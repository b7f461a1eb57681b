/** `cairn trash`: what is in the trash, and emptying it. */
import path from 'node:path';
import { formatAge, formatSize } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { emptyTrash, listTrash } from '../runs/trash.ts';
import { folderSize } from '../storage/folderSize.ts';
import type { Command } from './command.ts';
import { tellTrashResult } from './tellTrashResult.ts';
import { cellText, textTable } from './textTable.ts';

export const trash: Command = {
  name: 'trash',
  summary: t('list the runs in the trash, or empty it'),
  operands: '',
  options: { empty: { type: 'boolean', help: t('remove them for good') } },
  notes: [],
  run: async (call) => {
    const { terminal, layout, json } = call;
    if (call.flags.has('empty')) return await tellTrashResult(call, 'removed', await emptyTrash(layout));
    const runs = await Promise.all(
      (await listTrash(layout)).map(async (run) => ({
        ...run,
        size: await folderSize(path.join(layout.trash, run.id)),
      })),
    );
    if (json) await terminal.print(`${JSON.stringify({ runs })}\n`);
    else if (runs.length > 0) {
      const rows = runs.map(({ id, name, size, trashed }) => [
        cellText(name),
        formatSize(size),
        formatAge(trashed, terminal.now()),
        id,
      ]);
      await terminal.print(`${textTable(rows, ['left', 'right', 'right'])}\n`);
    }
    return 0;
  },
};
