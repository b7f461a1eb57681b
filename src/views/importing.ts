/** Imports runs of other tools, and says what could not be taken along. */
import * as vscode from 'vscode';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Project } from '../project/project.ts';
import type { RunRow } from '../protocol/runShape.ts';

/** Ids of what the runs became, in their order. Rejects with UserError `import` when nothing could be imported. */
export async function importRuns(project: Project, ids: readonly string[]): Promise<string[]> {
  if (!vscode.workspace.isTrusted)
    throw new UserError('trust', t('This folder is not trusted: runs can be viewed, not imported.'));
  const { imported, problems } = await project.store.import(ids);
  const sentence = problems.map(({ message }) => message).join(' ');
  if (imported.length === 0) throw new UserError('import', sentence);
  if (problems.length > 0) void vscode.window.showWarningMessage(sentence);
  return imported.map(({ id }) => id);
}

/** Runs of other tools can be looked at; what people add to a run belongs to runs of Cairn's own. */
export function requireOwn(row: Pick<RunRow, 'name' | 'place'>): void {
  if (row.place === null) return;
  throw new UserError(
    'foreign',
    t('{0} was recorded by {1}, so it can be looked at here, not changed.', row.name, row.place.tool),
    t('Import it first: then it is a run of your own.'),
  );
}
