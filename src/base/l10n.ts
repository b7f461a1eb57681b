/** Translation for code that must not know vscode: the extension plugs in vscode.l10n.t, the command line does not. */
export type Translate = (message: string, ...args: (string | number)[]) => string;

const plain: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole));

let translate: Translate = plain;

export function setTranslate(replacement: Translate): void {
  translate = replacement;
}

/** `t('Stopped {0} runs.', 3)`: the sentence in the user's language. */
export const t: Translate = (message, ...args) => translate(message, ...args);
