/** In a folder that is not trusted reviews are shown, and nothing is written. */
import * as vscode from 'vscode';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';

/** Throws UserError `trust`. Menus hide what cannot be done, but key bindings and other extensions can ask all the same. */
export function requireTrustToReview(): void {
  if (!vscode.workspace.isTrusted)
    throw new UserError(
      'trust',
      t('This folder is not trusted: reviews can be viewed, not written.'),
      t('Trust the folder first.'),
    );
}
