/** Asks for a short text; a button takes it too, for people who have only their mouse in hand. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';

export interface TextQuestion {
  readonly title: string;
  readonly prompt?: string;
  readonly value?: string;
  readonly placeholder?: string;
  /** A sentence on what is wrong with it; undefined: nothing. */
  readonly problem?: (text: string) => string | undefined;
}

/** Undefined when the person went away. */
export async function askText({
  title,
  prompt,
  value = '',
  placeholder,
  problem,
}: TextQuestion): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  const accept = { iconPath: new vscode.ThemeIcon('check'), tooltip: t('Accept') };
  box.title = title;
  box.prompt = prompt;
  box.value = value;
  box.placeholder = placeholder;
  box.buttons = [accept];
  box.ignoreFocusOut = true;
  return await new Promise((resolve) => {
    const judge = () => {
      box.validationMessage = problem?.(box.value);
      return box.validationMessage === undefined;
    };
    const take = () => {
      if (!judge()) return;
      resolve(box.value);
      box.dispose();
    };
    box.onDidChangeValue(judge);
    box.onDidAccept(take);
    box.onDidTriggerButton(take);
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}
