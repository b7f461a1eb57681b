/** Changes files of the catalog through the editor, so that a person can undo it and sees it in what they have open. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { codeOf, UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { writeProblem } from '../../base/writeProblem.ts';
import type { Project } from '../../project/project.ts';
import type { YamlChange } from '../../protocol/catalogTextThread.ts';
import { requireInside } from '../../storage/requireInside.ts';

/**
 * `file`: relative to .cairn. A file without unsaved changes is saved. Rejects with UserError `yaml`, `readOnly`, `outside`.
 */
export async function changeFile(
  project: Project,
  file: string,
  changes: readonly YamlChange[],
): Promise<void> {
  const absolute = path.join(project.layout.root, file);
  if (!vscode.workspace.isTrusted) await requireInside(project.folder, absolute);
  const document = await openOrMake(absolute);
  const text = document.getText();
  const next = await project.store.catalogTexts.changeYaml({ file, text, changes: [...changes] });
  const wasDirty = document.isDirty;
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, editsBetween(document, next));
  if (!(await vscode.workspace.applyEdit(edit)))
    throw new UserError('readOnly', t('{0} could not be changed; it may have changed meanwhile.', file));
  if (!wasDirty) await document.save();
}

/** Line by line where lines were only changed, else what lies between the first and the last difference. */
export function editsBetween(document: vscode.TextDocument, next: string): vscode.TextEdit[] {
  const text = document.getText();
  const [before, after] = [text.split('\n'), next.split('\n')];
  if (before.length === after.length)
    return before.flatMap((line, at) => {
      const to = after[at] ?? '';
      if (line === to) return [];
      const [start, end] = bounds(line, to);
      return vscode.TextEdit.replace(
        new vscode.Range(at, start, at, line.length - end),
        to.slice(start, to.length - end),
      );
    });
  const [start, end] = bounds(text, next);
  const range = new vscode.Range(document.positionAt(start), document.positionAt(text.length - end));
  return [vscode.TextEdit.replace(range, next.slice(start, next.length - end))];
}

/** Length of what both begin with, and of what both end with. */
function bounds(a: string, b: string): [number, number] {
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return [start, end];
}

async function openOrMake(file: string): Promise<vscode.TextDocument> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, '', { flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST')
      throw new UserError(
        'readOnly',
        t('{0} could not be written: {1}', file, writeProblem(error)),
        undefined,
        {
          cause: error,
        },
      );
  }
  return await vscode.workspace.openTextDocument(vscode.Uri.file(file));
}
