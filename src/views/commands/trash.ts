/** Deleting runs in two steps, and the room they take. */
import * as vscode from 'vscode';
import { formatAge, formatSize } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import type { Cairn } from '../cairn.ts';
import { commands, foreignCommands, views } from '../ui/contributions.ts';
import type { Handler } from './handler.ts';
import { projectTarget, runTargets, type RunTarget } from './targets.ts';
import { isLive } from '../trees/rowText.ts';

export function trashCommands(cairn: Cairn) {
  return {
    [commands.runsMoveToTrash]: async (...args) => {
      const fits = (row: RunTarget['row']) => row.place === null && !isLive(row);
      const targets = await runTargets(cairn, args, { title: t('Move to trash'), fits });
      const projects = new Set(targets.map(({ project }) => project));
      for (const project of projects) {
        const ids = targets.filter((target) => target.project === project).map(({ row }) => row.id);
        const { done, problems } = await project.moveToTrash(ids);
        cairn.toast.problems(t('Not every run was moved to the trash.'), problems);
        if (done.length === 0) continue;
        const sentence =
          done.length === 1
            ? t('1 run was moved to the trash.')
            : t('{0} runs were moved to the trash.', done.length);
        cairn.toast.hint('trash', sentence, [
          { title: t('Undo'), run: async () => await project.restore(done) },
        ]);
      }
    },
    [commands.runsRestore]: async () => {
      const project = await projectTarget(cairn);
      if (project !== undefined) await restore(cairn, project);
    },
    [commands.runsEmptyTrash]: async () => {
      const project = await projectTarget(cairn);
      if (project !== undefined) await empty(cairn, project);
    },
    [commands.runsDiskUse]: async () => await showDiskUse(cairn),
  } satisfies Partial<Record<string, Handler>>;
}

async function restore(cairn: Cairn, project: Project): Promise<void> {
  const trashed = await project.listTrash();
  if (trashed.length === 0) {
    cairn.toast.info(t('The trash is empty.'));
    return;
  }
  const picked = await vscode.window.showQuickPick(
    trashed.map((run) => ({
      label: run.name,
      description: t('{0}, moved {1}', run.id, formatAge(run.trashed, Date.now())),
      id: run.id,
    })),
    {
      title: t('Restore from the trash ({0})', formatSize((await project.store.diskUse()).trash)),
      canPickMany: true,
      matchOnDescription: true,
    },
  );
  if (picked === undefined || picked.length === 0) return;
  const { problems } = await project.restore(picked.map(({ id }) => id));
  cairn.toast.problems(t('Not every run was restored.'), problems);
}

async function empty(cairn: Cairn, project: Project): Promise<void> {
  const trashed = await project.listTrash();
  if (trashed.length === 0) {
    cairn.toast.info(t('The trash is empty.'));
    return;
  }
  const { trash } = await project.store.diskUse();
  const sentence =
    trashed.length === 1 ? t('Delete 1 run for good?') : t('Delete {0} runs for good?', trashed.length);
  const detail = t('This frees {0} and cannot be undone.', formatSize(trash));
  if (!(await cairn.toast.confirm(sentence, detail, t('Empty Trash')))) return;
  const { problems } = await vscode.window.withProgress(
    { location: { viewId: views.runs } },
    async () => await project.emptyTrash(),
  );
  cairn.toast.problems(t('Not every run was deleted.'), problems);
}

async function showDiskUse(cairn: Cairn): Promise<void> {
  const uses = await Promise.all(
    cairn.projects.all.map(async (project) => ({ project, use: await project.store.diskUse() })),
  );
  const picked = await vscode.window.showQuickPick(
    uses.flatMap(({ project, use }) => [
      {
        label: t('$(folder) {0}: runs', project.name),
        description: formatSize(use.runs),
        act: 'show' as const,
        project,
      },
      {
        label: t('$(trash) {0}: trash', project.name),
        description: t('{0}, Enter empties it', formatSize(use.trash)),
        act: 'empty' as const,
        project,
      },
    ]),
    { title: t('Disk use') },
  );
  if (picked?.act === 'empty') await empty(cairn, picked.project);
  if (picked?.act === 'show')
    await vscode.commands.executeCommand(
      foreignCommands.revealInExplorer,
      vscode.Uri.file(picked.project.layout.runs),
    );
}
