/** Asks for a short text: something likely is a click away, anything else is typed into the same box. */
import * as vscode from 'vscode';

export interface TextPick {
  readonly title: string;
  readonly placeholder: string;
  readonly likely: readonly { readonly text: string; readonly description?: string }[];
  /** A sentence on what is wrong with a text; undefined: nothing. */
  readonly problem?: (text: string) => string | undefined;
}

/** Trimmed; undefined when the person went away. */
export async function pickText({
  title,
  placeholder,
  likely,
  problem,
}: TextPick): Promise<string | undefined> {
  const box = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly text: string }>();
  box.title = title;
  box.placeholder = placeholder;
  box.ignoreFocusOut = true;
  const known = likely.map(({ text, description }) => ({
    label: text,
    text,
    ...(description !== undefined && { description }),
  }));
  const show = () => {
    const typed = box.value.trim();
    const wrong = typed === '' ? undefined : problem?.(typed);
    const isNew = typed !== '' && !likely.some(({ text }) => text === typed);
    box.items = [
      ...(isNew
        ? [
            {
              label: typed,
              text: typed,
              alwaysShow: true,
              ...(wrong !== undefined && { description: wrong }),
            },
          ]
        : []),
      ...known,
    ];
  };
  show();
  return await new Promise((resolve) => {
    box.onDidChangeValue(show);
    box.onDidAccept(() => {
      const [picked] = box.selectedItems;
      if (picked === undefined || problem?.(picked.text) !== undefined) return;
      resolve(picked.text);
      box.dispose();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}
