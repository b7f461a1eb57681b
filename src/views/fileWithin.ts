/** Files that a page names. */
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Project } from '../project/project.ts';

/** `file` from the folder of the project; throws UserError `outside` where it leads out of it. */
export function fileWithin(project: Pick<Project, 'folder' | 'relative'>, file: string): vscode.Uri {
  const uri = vscode.Uri.joinPath(vscode.Uri.file(project.folder), file);
  if (path.isAbsolute(project.relative(uri.fsPath)))
    throw new UserError('outside', t('{0} is not a path within the folder.', file));
  return uri;
}
