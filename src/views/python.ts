/** Which Python the editor has chosen, as the Python extension tells; absent when it is not there or nobody has chosen. */
import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { t } from '../base/l10n.ts';
import type { Log } from './ui/log.ts';

/** Only what we call; other parts of the extension's API may change as they like. */
interface Environments {
  getActiveEnvironmentPath(resource: vscode.Uri): unknown;
  resolveEnvironment(environment: unknown): unknown;
}

/** The object itself, not a copy of two of its methods: they may need the rest of it. */
const api = z.object({
  environments: z.custom<Environments>(
    (value) =>
      z.object({ getActiveEnvironmentPath: aFunction, resolveEnvironment: aFunction }).safeParse(value)
        .success,
  ),
});
const aFunction = z.custom<unknown>((value) => typeof value === 'function');

/** What was chosen: the path of an interpreter or of an environment's folder; a bare name when nobody chose. */
const active = z.object({ path: z.string() });
const resolved = z.object({
  executable: z.object({ uri: z.object({ fsPath: z.string() }).optional() }),
});

/** Absolute. The extension may start the interpreter to learn about it, which can take its time: the status bar tells. */
export async function chosenPython(resource: vscode.Uri, log: Log): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<unknown>('ms-python.python');
  if (extension === undefined) return undefined;
  try {
    return await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Window,
        title: t('Asking the Python extension for the interpreter'),
      },
      async () => await ask(api.parse(await extension.activate()).environments, resource),
    );
  } catch (error) {
    log.warn('The Python extension did not name an interpreter; looking for one without it.');
    log.error(error);
    return undefined;
  }
}

/** A chosen path that cannot be resolved is named all the same, so that the person hears what is wrong with it. */
async function ask(environments: Environments, resource: vscode.Uri): Promise<string | undefined> {
  const chosen = await environments.getActiveEnvironmentPath(resource);
  const found = resolved.safeParse(await environments.resolveEnvironment(chosen)).data?.executable.uri
    ?.fsPath;
  const named = active.safeParse(chosen).data?.path ?? '';
  return found ?? (path.isAbsolute(named) ? named : undefined);
}
