/** Asks how a list is to be shown, and says how it is now. Undefined: the person went away. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';

export async function pickBy<B extends string>(
  title: string,
  now: B,
  ways: readonly { readonly label: string; readonly by: B }[],
): Promise<B | undefined> {
  const items = ways.map((way) => (way.by === now ? { ...way, description: t('now') } : way));
  return (await vscode.window.showQuickPick(items, { title }))?.by;
}
