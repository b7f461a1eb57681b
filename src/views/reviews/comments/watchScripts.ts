/** Loads the comments of reviews when the first script is shown that has them, or can have them. */
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../../base/disposable.ts';
import type { Projects } from '../../projects.ts';
import type { Toast } from '../../ui/toast.ts';
import type { ReviewRows } from '../reviewRows.ts';
import { isReviewable, scriptText } from './reviewable.ts';

export interface WatchParts {
  readonly projects: Projects;
  readonly rows: ReviewRows;
  readonly toast: Toast;
  readonly load: () => Promise<unknown>;
}

export function watchScripts({ projects, rows, toast, load }: WatchParts): Disposable {
  const owned = new DisposableStore();
  const look = async () => {
    for (const { document } of vscode.window.visibleTextEditors) {
      const text = scriptText(projects, document);
      if (text === undefined || !(await isReviewable(rows, document, text))) continue;
      owned.dispose();
      await load();
      return;
    }
  };
  const lookNow = () => toast.own(look());
  owned.add(vscode.window.onDidChangeVisibleTextEditors(lookNow));
  owned.add(rows.onDidChange(lookNow));
  lookNow();
  return owned;
}
