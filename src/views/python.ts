/** Which Python the editor has chosen, as the Python extension tells; absent when it is not there or does not know. */
import * as vscode from 'vscode';
import * as z from 'zod';
import type { Log } from './ui/log.ts';

const resolved = z.object({
  executable: z.object({ uri: z.object({ fsPath: z.string() }).optional() }),
});

/** Only what we call; other parts of the extension's API may change as they like. */
const api = z.object({
  environments: z.object({
    getActiveEnvironmentPath: z.custom<(resource?: vscode.Uri) => unknown>((v) => typeof v === 'function'),
    resolveEnvironment: z.custom<(environment: unknown) => PromiseLike<unknown>>(
      (v) => typeof v === 'function',
    ),
  }),
});

export async function chosenPython(resource: vscode.Uri, log: Log): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<unknown>('ms-python.python');
  if (extension === undefined) return undefined;
  try {
    const { environments } = api.parse(await extension.activate());
    const active = environments.getActiveEnvironmentPath(resource);
    const found = resolved.safeParse(await environments.resolveEnvironment(active));
    return found.data?.executable.uri?.fsPath;
  } catch (error) {
    log.warn('The Python extension did not name an interpreter; looking for one without it.');
    log.error(error);
    return undefined;
  }
}
