/** What the compare page asks about differences: facts of the runs, and their code in VS Code's own diff editor. */
import * as vscode from 'vscode';
import { UserError } from '../../../base/errors.ts';
import { t } from '../../../base/l10n.ts';
import { toldNames } from '../../../base/toldNames.ts';
import type { Project } from '../../../project/project.ts';
import type { differencesMethods } from '../../../protocol/compare/differences.ts';
import type { Handlers } from '../../../protocol/rpcShape.ts';
import type { RunDetail } from '../../../protocol/runShape.ts';
import { comparedRun, differences } from '../../../runs/compare/differences.ts';
import { folderUri, type Projects } from '../../projects.ts';
import { foreignCommands } from '../../ui/contributions.ts';
import { codeDifference, requireCode, textOf, type RunCode } from './codeOfRuns.ts';
import { codeAddress, codeUri } from './codeUri.ts';

export function differenceHandlers(project: Project): Handlers<typeof differencesMethods> {
  const detailOf = async (run: string): Promise<RunDetail> => {
    const detail = await project.store.detail(run);
    if (!detail) throw new UserError('gone', t('The run {0} is not there any more.', run));
    return detail;
  };
  const codeOf = async (run: string): Promise<RunCode> => ({
    detail: await detailOf(run),
    layout: project.layout,
  });
  return {
    differences: async ({ runs }) => {
      const compared = [];
      for (const run of runs) compared.push(await comparedRun(project.layout, await detailOf(run)));
      return { sections: differences(compared) };
    },
    codeDifferences: async ({ runs: [first, ...others] }) => {
      const found = [];
      if (first === undefined) return [];
      const left = await codeOf(first);
      for (const run of others) found.push(await codeDifference(left, await codeOf(run)));
      return found;
    },
    openCodeDifference: async ({ left, right, path }) => {
      const sides = [await codeOf(left), await codeOf(right)] as const;
      for (const side of sides) requireCode(side);
      await openInDiffEditor(project, sides, path);
      return null;
    },
  };
}

/** One side of a file in the diff editor, also of one that a reload restored. */
export async function codeText(projects: Projects, uri: vscode.Uri): Promise<string> {
  const { folder, run, file } = codeAddress(uri);
  const project = projects.byFolder(folder);
  const detail = await project?.store.detail(run);
  if (!project || !detail) throw new UserError('gone', t('The run {0} is not there any more.', run));
  return (await textOf({ detail, layout: project.layout }, file)) ?? '';
}

async function openInDiffEditor(
  project: Project,
  [left, right]: readonly [RunCode, RunCode],
  path: string | null,
): Promise<void> {
  const folder = folderUri(project);
  const uri = (run: RunCode, name: string) => codeUri({ folder, run: run.detail.id, file: name });
  const [one = '', other = ''] = toldNames([left.detail, right.detail]);
  const title = t('{0} ↔ {1}', one, other);
  if (path !== null) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    await vscode.commands.executeCommand(
      foreignCommands.diff,
      uri(left, path),
      uri(right, path),
      `${name} (${title})`,
    );
    return;
  }
  const { files, problem } = await codeDifference(left, right);
  if (problem !== null) throw new UserError('noCode', problem);
  const shown = files.filter(({ kind }) => kind !== 'binary');
  if (shown.length === 0) throw new UserError('same', t('The code of {0} and {1} is the same.', one, other));
  await vscode.commands.executeCommand(
    foreignCommands.changes,
    title,
    shown.map(({ path: name }) => [uri(right, name), uri(left, name), uri(right, name)]),
  );
}
