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
  const isNew = (typed: string) => typed !== '' && !likely.some(({ text }) => text === typed);
  // The list comes back from the window later than a fast typist presses Enter: until then, what was typed counts.
  let shown = '';
  const show = () => {
    const typed = box.value.trim();
    const wrong = typed === '' ? undefined : problem?.(typed);
    if (!isNew(typed)) {
      box.items = known;
      return;
    }
    const item = {
      label: typed,
      text: typed,
      alwaysShow: true,
      ...(wrong !== undefined && { description: wrong }),
    };
    box.items = [item, ...known];
    box.activeItems = [item];
  };
  show();
  return await new Promise((resolve) => {
    box.onDidChangeValue(show);
    box.onDidChangeActive((items) => {
      const typed = box.value.trim();
      if (items.some(({ text }) => text === typed)) shown = typed;
    });
    box.onDidAccept(() => {
      const typed = box.value.trim();
      const text = typed === '' || shown === typed ? box.selectedItems[0]?.text : typed;
      if (text === undefined || problem?.(text) !== undefined) return;
      resolve(text);
      box.dispose();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}
