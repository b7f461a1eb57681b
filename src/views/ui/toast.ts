/** The one place that shows people what went wrong: a UserError as its sentence with the next step, a bug with a way to its log. */
import * as vscode from 'vscode';
import { UserError, messageOf, type Problem } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { foreignCommands, settings, type SettingId } from './contributions.ts';
import { withGoneCode } from './goneCode.ts';
import type { Log } from './log.ts';

export interface ToastAction {
  readonly title: string;
  run(): unknown;
}

export class Toast {
  readonly #log: Log;
  readonly #memory: vscode.Memento;

  constructor(log: Log, memory: vscode.Memento) {
    this.#log = log;
    this.#memory = memory;
  }

  /** Owns a promise: whatever it rejects with is shown. */
  own(work: PromiseLike<unknown>): void {
    work.then(undefined, (error: unknown) => this.error(error));
  }

  error(thrown: unknown): void {
    if (thrown instanceof vscode.CancellationError) return;
    const error = withGoneCode(thrown);
    if (error instanceof UserError) {
      this.#log.warn([error.message, error.next].filter((part) => part !== undefined).join(' '));
      const sentence = [error.message, error.next].filter((part) => part !== undefined).join(' ');
      this.#ask(vscode.window.showErrorMessage, sentence, actionsFor(error.code));
      return;
    }
    this.#log.error(error);
    this.#ask(vscode.window.showErrorMessage, t('Something went wrong in Cairn: {0}', messageOf(error)), [
      { title: t('Show Log'), run: () => this.#log.show() },
    ]);
  }

  info(sentence: string, actions: readonly ToastAction[] = []): void {
    this.#log.info(sentence);
    this.#ask(vscode.window.showInformationMessage, sentence, actions);
  }

  /** Said until the person has had enough of it; `id` names it. */
  hint(id: string, sentence: string, actions: readonly ToastAction[] = []): void {
    const key = `hint.${id}`;
    if (this.#memory.get<unknown>(key) === 'never') return;
    const never = { title: t("Don't show again"), run: () => this.#memory.update(key, 'never') };
    this.info(sentence, [...actions, never]);
  }

  /** One message for all things that were not done. */
  problems(sentence: string, problems: readonly Problem[]): void {
    const [first, ...rest] = problems;
    if (first === undefined) return;
    for (const { where, message } of problems) this.#log.warn(`${where}: ${message}`);
    const more = rest.length > 0 ? ` ${t('And {0} more.', rest.length)}` : '';
    this.#ask(vscode.window.showWarningMessage, `${sentence} ${first.where}: ${first.message}${more}`, [
      { title: t('Show Log'), run: () => this.#log.show() },
    ]);
  }

  /** True when the person said yes to something that cannot be taken back. */
  async confirm(sentence: string, detail: string, yes: string): Promise<boolean> {
    return (await vscode.window.showWarningMessage(sentence, { modal: true, detail }, yes)) === yes;
  }

  #ask(
    show: (sentence: string, ...titles: string[]) => Thenable<string | undefined>,
    sentence: string,
    actions: readonly ToastAction[],
  ): void {
    show(sentence, ...actions.map(({ title }) => title)).then(
      async (chosen) => {
        await actions.find(({ title }) => title === chosen)?.run();
      },
      (error: unknown) => this.#log.error(error),
    );
  }
}

/** What can be done at once about an error of this code. */
function actionsFor(code: string): ToastAction[] {
  switch (code) {
    case 'trust':
      return [command(t('Manage Trust'), foreignCommands.manageTrust)];
    case 'updated':
      return [command(t('Reload Window'), foreignCommands.reloadWindow)];
    case 'python':
      return vscode.extensions.getExtension('ms-python.python')
        ? [command(t('Select Interpreter'), foreignCommands.selectInterpreter)]
        : [openMachineSetting(settings.python)];
    case 'pythonSetting':
      return [openMachineSetting(settings.python)];
    case 'noDebugger':
      return [command(t('Show Extension'), foreignCommands.openExtension, 'ms-python.debugpy')];
    default:
      return [];
  }
}

function command(title: string, id: string, ...args: unknown[]): ToastAction {
  return { title, run: () => vscode.commands.executeCommand(id, ...args) };
}

/** In a remote window the settings of the machine have a page of their own, and the user's page does not show them. */
function openMachineSetting(id: SettingId): ToastAction {
  const isRemote = vscode.env.remoteName !== undefined;
  const page = isRemote ? foreignCommands.openRemoteSettings : foreignCommands.openSettings;
  return command(t('Open Settings'), page, { query: id });
}
