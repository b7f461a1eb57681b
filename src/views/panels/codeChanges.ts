/** Shows in VS Code's own diff editor what was changed but not committed when a run was started. */
import * as vscode from 'vscode';
import * as z from 'zod';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { runId } from '../../records/runId.ts';
import { runDir, runPaths } from '../../storage/layout.ts';
import { foreignCommands } from '../ui/contributions.ts';
import { changesScheme as scheme } from './names.ts';
import { changedFiles, textAtCommit, textWithPatch } from './codeState.ts';
import type { CodeState } from './codeState.ts';
import type { PatchedFile } from './patch.ts';
import type { RunPageHost } from './runPageHost.ts';

const query = z.object({
  folder: z.string(),
  run: runId,
  /** Index of the file in the recorded patch. */
  index: z.number().int().nonnegative(),
  side: z.enum(['commit', 'run', 'none']),
});

export class CodeChanges {
  readonly #findHost: (folderUri: string) => RunPageHost | undefined;
  readonly #log: (line: string) => void;

  constructor(findHost: (folderUri: string) => RunPageHost | undefined, log: (line: string) => void) {
    this.#findHost = findHost;
    this.#log = log;
  }

  /** Rejects with UserError `noPatch`, `gone`. */
  async show(folderUri: string, run: string): Promise<void> {
    const { state, name } = await this.#stateOf(folderUri, run);
    const files = (await changedFiles(state)).map((file, index) => ({ file, index }));
    const shown = files.filter(({ file }) => !file.binary);
    const [first, ...rest] = shown.map(({ file, index }) => sidesOf(file, { folder: folderUri, run, index }));
    if (!first)
      throw new UserError(
        'noPatch',
        t('The recorded changes are in binary files only, which are not kept as text.'),
      );
    const title = t('{0}: changes since {1}', name, state.commit.slice(0, 7));
    if (rest.length === 0) {
      await vscode.commands.executeCommand(
        foreignCommands.diff,
        first[1],
        first[2],
        `${basename(first[0])} (${title})`,
      );
      return;
    }
    await vscode.commands.executeCommand(foreignCommands.changes, title, [first, ...rest]);
  }

  /** One side of a file in the diff editor, also of one that a reload restored. */
  async textOf(uri: vscode.Uri): Promise<string> {
    const { folder, run, index, side } = query.parse(JSON.parse(uri.query));
    if (side === 'none') return '';
    const { state } = await this.#stateOf(folder, run);
    const file = (await changedFiles(state))[index];
    if (!file) return '';
    if (side === 'run') return await textWithPatch(state, file);
    return file.before === undefined ? '' : await textAtCommit(state, file.before);
  }

  async #stateOf(folderUri: string, run: string): Promise<{ state: CodeState; name: string }> {
    const host = this.#findHost(folderUri);
    const detail = await host?.store.detail(run);
    if (!host || !detail) throw new UserError('gone', t('The run {0} is not there any more.', run));
    if (detail.git?.commit === undefined)
      throw new UserError('noPatch', t('No commit was recorded for this run.'));
    const { patch } = runPaths(runDir(host.layout, run));
    const state = { root: detail.git.root, commit: detail.git.commit, patch, log: this.#log };
    return { state, name: detail.name };
  }
}

/** [file, before, after], as vscode.changes takes them. */
function sidesOf(
  file: PatchedFile,
  asked: { folder: string; run: string; index: number },
): [vscode.Uri, vscode.Uri, vscode.Uri] {
  const path = file.after ?? file.before ?? '';
  const uri = (side: z.infer<typeof query>['side']) =>
    vscode.Uri.from({ scheme, path: `/${asked.run}/${path}`, query: JSON.stringify({ ...asked, side }) });
  return [
    uri('run'),
    uri(file.before === undefined ? 'none' : 'commit'),
    uri(file.after === undefined ? 'none' : 'run'),
  ];
}

function basename(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
