/** Who answers for something in the catalog. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import { ownersOf } from '../yamlHelp/yamlWords.ts';

/** Proposals first, then the owners that are known, then any other. */
export async function askOwner(
  project: Project,
  title: string,
  proposals: readonly { readonly owner: string; readonly from: string }[],
): Promise<string | undefined> {
  const proposed = new Set(proposals.map(({ owner }) => owner));
  const others = (await ownersOf(project)).filter((owner) => !proposed.has(owner));
  const another: vscode.QuickPickItem = { label: t('$(edit) Another…') };
  const picked = await vscode.window.showQuickPick(
    [
      ...proposals.map(({ owner, from }) => ({ label: owner, description: from })),
      ...others.map((owner) => ({ label: owner })),
      another,
    ],
    { title, placeHolder: t('A person or a team') },
  );
  if (picked !== another) return picked?.label;
  const typed = await vscode.window.showInputBox({ title, prompt: t('A person or a team') });
  return typed?.trim() === '' ? undefined : typed?.trim();
}
