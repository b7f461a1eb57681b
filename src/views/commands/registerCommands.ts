/** Registers every command there is, each exactly once. */
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { Cairn } from '../cairn.ts';
import { boxCommands, commands, type CommandId } from '../ui/contributions.ts';
import type { Handler } from './handler.ts';

export function registerCommands(cairn: Cairn): Disposable {
  let loaded: Promise<Record<CommandId, Handler>> | undefined;
  const handlers = async () =>
    await (loaded ??= import('./handlers.ts').then(({ handlersOf }) => handlersOf(cairn)));
  const owned = new DisposableStore();
  for (const id of Object.values(commands))
    owned.add(
      vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
        try {
          return await (await handlers())[id](...args);
        } catch (error) {
          cairn.toast.error(error);
          if (boxCommands.includes(id)) throw new vscode.CancellationError();
          return undefined;
        }
      }),
    );
  return owned;
}
