/** Prints what moving to the trash and back has done, the same for every subcommand that does. */
import { t } from '../base/l10n.ts';
import type { TrashResult } from '../runs/trash.ts';
import type { Call } from './command.ts';

/** The exit code: 1 when something was not done. */
export async function tellTrashResult(
  { terminal, json }: Call,
  verb: 'trashed' | 'restored' | 'removed',
  { done, problems }: TrashResult,
): Promise<number> {
  for (const { where, message } of problems) await terminal.tell(`cairn: ${where}: ${message}\n`);
  if (json) await terminal.print(`${JSON.stringify({ [verb]: done, problems })}\n`);
  else for (const id of done) await terminal.tell(`${sentences[verb](id)}\n`);
  return problems.length === 0 ? 0 : 1;
}

const sentences = {
  trashed: (id: string) => t('cairn: moved {0} to the trash', id),
  restored: (id: string) => t('cairn: restored {0}', id),
  removed: (id: string) => t('cairn: removed {0} for good', id),
};
