/**
 * Which scripts are commented on: Python on a disk, in a folder of this window, that was reviewed, has runs, or has a main guard. Other
 * files are left to other extensions, which may offer comments on these ones, too: VS Code then asks whose comment it is to be.
 */
import type * as vscode from 'vscode';
import { UserError } from '../../../base/errors.ts';
import { t } from '../../../base/l10n.ts';
import type { Project } from '../../../project/project.ts';
import { findEntryPoint } from '../../lenses/entryPoint.ts';
import type { Projects } from '../../projects.ts';
import type { ReviewRows } from '../reviewRows.ts';

export interface ScriptText {
  readonly project: Project;
  /** From the workspace folder, with slashes. */
  readonly script: string;
}

/** Undefined: it is no Python file of an opened folder. */
export function scriptText(projects: Projects, document: vscode.TextDocument): ScriptText | undefined {
  if (document.languageId !== 'python' || document.uri.scheme !== 'file') return undefined;
  const project = projects.ofFile(document.uri);
  return project && { project, script: project.relative(document.uri.fsPath) };
}

export function noScript(): UserError {
  return new UserError(
    'noScript',
    t('Only lines of Python scripts in an opened folder can be commented on.'),
    t('Open one in an editor.'),
  );
}

export async function isReviewable(
  rows: ReviewRows,
  document: vscode.TextDocument,
  { project, script }: ScriptText,
): Promise<boolean> {
  if (findEntryPoint(document.getText(), document.languageId) !== undefined) return true;
  const row = (await rows.of(project)).get(script);
  return row !== undefined && (row.state !== 'never' || row.runs > 0);
}
