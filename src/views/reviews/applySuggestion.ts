/** Puts what a comment suggests in the place of the lines that it is about; the person saves it, or takes it back. */
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { requireTrustToReview } from './reviewTrust.ts';
import type { Project } from '../../project/project.ts';
import type { ScriptReview } from '../../review/scriptReviews.ts';
import { threadsOf } from '../../review/threads.ts';

/** `id` of the comment. Rejects with UserError `noSuggestion`, `gone`, `trust`. */
export async function applySuggestion(project: Project, review: ScriptReview, id: string): Promise<void> {
  requireTrustToReview();
  const uri = vscode.Uri.file(path.join(project.folder, review.script));
  const document = await vscode.workspace.openTextDocument(uri);
  const lines = document.getText().split(/\r?\n/);
  const thread = threadsOf(review.read.entries, lines).find(({ comment }) => comment.id === id);
  const suggestion = thread?.comment.suggestion;
  if (thread === undefined || suggestion === undefined)
    throw new UserError('noSuggestion', t('This comment suggests nothing.'));
  const { place, comment } = thread;
  if (place.line === undefined || place.state === 'changed' || place.state === 'gone')
    throw new UserError(
      'gone',
      t('The lines that the suggestion is about were changed.'),
      t('Put it in by hand.'),
    );
  const [from, to] = [place.line - 1, place.line - 1 + comment.lines.length];
  const end = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const text = suggestion.replace(/\r?\n$/, '').replaceAll(/\r?\n/g, end);
  const isLast = to >= document.lineCount;
  const range = new vscode.Range(
    from,
    0,
    isLast ? to - 1 : to,
    isLast ? document.lineAt(to - 1).text.length : 0,
  );
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, document.validateRange(range), suggestion === '' ? '' : isLast ? text : text + end);
  await vscode.workspace.applyEdit(edit);
  const at = new vscode.Position(from, 0);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
}
