/** Commands that write runs to a file, and make runs from one. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import { runAsText, runsAsText, textFormats } from '../../runs/sharing/runTexts.ts';
import type { Cairn } from '../cairn.ts';
import { requireOwn } from '../importing.ts';
import { requireTrust } from '../launching/launcher.ts';
import { isLive } from '../trees/rowText.ts';
import { commands, foreignCommands } from '../ui/contributions.ts';
import type { Handler } from './handler.ts';
import { projectTarget, runTargets, type RunTarget } from './targets.ts';

export function sharingCommands(cairn: Cairn) {
  return {
    [commands.runsExport]: async (...args) => {
      const targets = await runTargets(cairn, args, { title: t('Export') });
      const [first] = targets;
      if (first === undefined) return;
      if (targets.some(({ project }) => project !== first.project))
        throw new UserError('folders', t('The selected runs lie in several folders; export those of one.'));
      const file = await askWhereTo(first, targets.length);
      if (file === undefined) return;
      const problems = await write(first.project, targets, file);
      if (problems.length > 0) void vscode.window.showWarningMessage(problems.join(' '));
      cairn.toast.hint('exported', t('{0} was written.', path.basename(file)), [
        {
          title: t('Show'),
          run: async () =>
            await vscode.commands.executeCommand(foreignCommands.reveal, vscode.Uri.file(file)),
        },
      ]);
    },
    [commands.runsImportFile]: async () => {
      requireTrust();
      const project = await projectTarget(cairn);
      if (project === undefined) return;
      const chosen = await vscode.window.showOpenDialog({
        title: t('Import runs that were exported'),
        filters: { [t('Exported runs')]: ['zip'] },
        defaultUri: vscode.Uri.file(project.folder),
        openLabel: t('Import'),
      });
      const [file] = chosen ?? [];
      if (file === undefined) return;
      // Loaded by those who share: a window that starts has no use for it.
      const { importArchive } = await import('../../runs/sharing/importArchive.ts');
      const { imported } = await importArchive(project.layout, file.fsPath);
      await project.store.refresh(imported.map(({ id }) => id));
      const [run] = imported;
      if (run !== undefined) await cairn.pages.openRun(project, run.id);
      const fresh = imported.filter(({ isNew }) => isNew).length;
      cairn.toast.info(
        fresh === 0
          ? t('All of these runs were here already.')
          : t('Imported runs: {0}. Here already: {1}.', fresh, imported.length - fresh),
      );
    },
  } satisfies Partial<Record<string, Handler>>;
}

async function askWhereTo({ project, row }: RunTarget, count: number): Promise<string | undefined> {
  const name = count === 1 ? row.name.replace(/[^\w.-]+/g, '-') : 'runs';
  const chosen = await vscode.window.showSaveDialog({
    title: count === 1 ? t('Export {0}', row.name) : t('Export {0} runs', count),
    defaultUri: vscode.Uri.file(path.join(project.folder, `${name}.zip`)),
    filters: {
      [t('Whole runs, for import elsewhere')]: ['zip'],
      [t('Table or points')]: ['csv'],
      JSON: ['json'],
      Markdown: ['md'],
    },
  });
  return chosen?.fsPath;
}

/** The ending of the file tells the format. Returns what was left out. */
async function write(
  project: Project,
  targets: readonly RunTarget[],
  file: string,
): Promise<readonly string[]> {
  const ending = path.extname(file).slice(1).toLowerCase();
  const format = textFormats.find((known) => known === ending);
  if (format === undefined && ending !== 'zip')
    throw new UserError(
      'format',
      t('“{0}” is no format that runs can be exported to.', ending),
      t('It is one of: {0}.', ['zip', ...textFormats].join(', ')),
    );
  if (format === undefined) {
    for (const { row } of targets) requireOwn(row);
    const runs = targets.map(({ row }) => ({ id: row.id, name: row.name, isLive: isLive(row) }));
    const { exportRuns } = await import('../../runs/sharing/exportRuns.ts');
    return (await exportRuns(project.layout, runs, file)).problems;
  }
  const details = [];
  for (const { row } of targets) {
    const detail = await project.store.detail(row.id);
    if (detail !== undefined) details.push(detail);
  }
  const [only] = details;
  if (details.length === 1 && only !== undefined) {
    const keys = (await project.store.metrics(only.id)).map(({ key }) => key);
    const series = await project.store.series(only.id, keys, everyPoint);
    await writeFile(
      file,
      runAsText(
        only,
        series.map((points) => ({ key: points.key, points })),
        format,
      ),
    );
  } else await writeFile(file, runsAsText(details, format));
  return [];
}

/** More buckets than a metric can have points: nothing is left out. */
const everyPoint = Number.MAX_SAFE_INTEGER;
