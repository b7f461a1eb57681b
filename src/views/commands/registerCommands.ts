/** Registers every command there is, each exactly once; the compiler sees to it that none is missing. */
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { Cairn } from '../cairn.ts';
import type { CommandId } from '../ui/contributions.ts';
import type { Handler } from './handler.ts';
import { configCommands } from './config.ts';
import { listCommands } from './list.ts';
import { notebookCommands } from './notebook.ts';
import { runCommands } from './runs.ts';
import { scriptCommands } from './scripts.ts';
import { publishCommands } from './publish.ts';
import { serverCommands } from './server.ts';
import { sharingCommands } from './sharing.ts';
import { statusCommands } from './status.ts';
import { trashCommands } from './trash.ts';

export function registerCommands(cairn: Cairn): Disposable {
  const handlers: Record<CommandId, Handler> = {
    ...runCommands(cairn),
    ...listCommands(cairn),
    ...trashCommands(cairn),
    ...scriptCommands(cairn),
    ...sharingCommands(cairn),
    ...serverCommands(cairn),
    ...publishCommands(cairn),
    ...notebookCommands(cairn),
    ...statusCommands(cairn),
    ...configCommands(cairn),
  };
  const owned = new DisposableStore();
  for (const [id, handler] of Object.entries(handlers))
    owned.add(
      vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
        try {
          return await handler(...args);
        } catch (error) {
          cairn.toast.error(error);
          return undefined;
        }
      }),
    );
  return owned;
}
