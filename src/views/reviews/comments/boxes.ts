/** The boxes in which comments are typed: VS Code shows each of them, of whatever extension, as one more editor. */
import * as vscode from 'vscode';
import type { Draft } from './draft.ts';

export const boxScheme = 'comment';

/** That which has the focus first, else the newest. */
export function boxesThat(isOurs: (box: vscode.Uri) => boolean): vscode.TextEditor[] {
  const active = vscode.window.activeTextEditor;
  const open = [...vscode.window.visibleTextEditors].reverse();
  const all = active === undefined ? open : [active, ...open];
  return all.filter(({ document: { uri } }) => uri.scheme === boxScheme && isOurs(uri));
}

/** To be asked just before VS Code is shown the draft: its is the next box that comes. Undefined: none came. */
export async function boxOf(draft: Draft): Promise<vscode.TextEditor | undefined> {
  const before = vscode.window.visibleTextEditors;
  return await new Promise((resolve) => {
    const done = (box: vscode.TextEditor | undefined) => {
      clearTimeout(timer);
      listening.dispose();
      draft.box = box?.document.uri;
      resolve(box);
    };
    const timer = setTimeout(() => done(undefined), boxMs);
    const listening = vscode.window.onDidChangeVisibleTextEditors((editors) => {
      const fresh = editors.find((one) => {
        const { scheme, authority } = one.document.uri;
        return scheme === boxScheme && authority === '' && !before.includes(one);
      });
      if (fresh !== undefined) done(fresh);
    });
  });
}

/** ms; a box takes a tenth of a second. */
const boxMs = 10_000;
