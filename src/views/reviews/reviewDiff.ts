/** *Show what changed*: the text that was approved beside the one that is there now. */
import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import { keptText } from '../../review/reviewStore.ts';
import type { ChangedFileShape, ReviewRow } from '../../protocol/reviewShape.ts';
import { reviewedScheme } from '../panels/names.ts';
import { folderUri, type Projects } from '../projects.ts';
import { foreignCommands } from '../ui/contributions.ts';

const query = z.object({
  folder: z.string(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});

/** Of the script and what it imports; of one file where that is named. Rejects with UserError `unchanged`. */
export async function showChanges(project: Project, row: ReviewRow, only?: string): Promise<void> {
  const files = (row.outdated?.files ?? []).filter((file) => only === undefined || file.path === only);
  const [first, ...rest] = files;
  if (row.outdated === null || first === undefined)
    throw new UserError('unchanged', t('Nothing of {0} changed since it was approved.', row.script));
  const title = t('since {0} was approved', row.outdated.sha256.slice(0, 7));
  if (rest.length === 0) {
    const [, before, now] = sides(project, first);
    const name = `${path.posix.basename(first.path)} (${title})`;
    await vscode.commands.executeCommand(foreignCommands.diff, before, now, name);
    return;
  }
  await vscode.commands.executeCommand(
    foreignCommands.changes,
    `${path.posix.basename(row.script)} (${title})`,
    files.map((file) => sides(project, file)),
  );
}

/** A text as it was reviewed; none at all for a file that is new since. */
export function reviewedText({ projects }: { readonly projects: Projects }, uri: vscode.Uri): string {
  const asked = query.parse(JSON.parse(uri.query));
  const project = projects.byFolder(asked.folder);
  if (project === undefined) throw new UserError('gone', t('The folder of {0} is not open.', uri.path));
  if (asked.sha256 === null) return '';
  const text = keptText(project.layout, asked.sha256);
  if (text !== undefined) return text;
  throw new UserError(
    'notKept',
    t('The text {0} was not kept when it was reviewed, or is not UTF-8.', asked.sha256.slice(0, 7)),
  );
}

function sides(project: Project, { path: file, from, to }: ChangedFileShape) {
  const now = vscode.Uri.file(path.join(project.folder, file));
  return [now, reviewed(project, file, from), to === null ? reviewed(project, file, null) : now];
}

function reviewed(project: Project, file: string, sha256: string | null): vscode.Uri {
  return vscode.Uri.from({
    scheme: reviewedScheme,
    path: `/${file}`,
    query: JSON.stringify({ folder: folderUri(project), sha256 }),
  });
}
