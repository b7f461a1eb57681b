/** Commands that let notebooks and scripts in terminals log to the folder: start, with the address on the clipboard, and stop. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import { trackingUri } from '../../runs/tracking.ts';
import type { Cairn } from '../cairn.ts';
import { requireTrust } from '../launching/launcher.ts';
import { commands } from '../ui/contributions.ts';
import type { Handler } from './handler.ts';
import { projectTarget } from './targets.ts';

export function notebookCommands(cairn: Cairn) {
  return {
    [commands.notebookStartTracking]: async () => {
      requireTrust();
      const project = await projectTarget(cairn);
      if (project !== undefined) await start(cairn, project);
    },
    [commands.notebookStopTracking]: async () => {
      requireTrust();
      const tracked = cairn.tracking.all.map(({ project }) => project);
      const project = tracked.length > 1 ? await pickTracked(tracked) : tracked[0];
      if (tracked.length === 0) cairn.toast.info(t('Tracking for notebooks is not on.'));
      if (project !== undefined && (await mayStop(cairn, project))) await stop(cairn, project);
    },
  } satisfies Partial<Record<string, Handler>>;
}

async function start(cairn: Cairn, project: Project): Promise<void> {
  const title = t('Starting to track what notebooks log…');
  const record = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    cairn.tracking.start(project),
  );
  const uri = trackingUri(record);
  await vscode.env.clipboard.writeText(uri);
  cairn.toast.info(
    t(
      'What notebooks log through MLflow is recorded in {0}, until you stop it. The address is on the clipboard: paste it into mlflow.set_tracking_uri("…") in the first cell. New terminals know it already.',
      project.name,
    ),
    [
      {
        title: t('Copy as Code'),
        run: () => vscode.env.clipboard.writeText(`import mlflow\n\nmlflow.set_tracking_uri("${uri}")\n`),
      },
    ],
  );
}

async function stop(cairn: Cairn, project: Project): Promise<void> {
  await cairn.tracking.stop(project);
  await project.store.refresh();
  cairn.toast.info(
    t('Notebooks are not tracked any more. Open new terminals: the old ones still have the address.'),
  );
}

/** A client whose endpoint is gone waits for minutes at its next call, so nobody should take it away by mistake. */
async function mayStop(cairn: Cairn, project: Project): Promise<boolean> {
  const running = cairn.live.running.filter((run) => run.project === project);
  const details = await Promise.all(running.map(({ row }) => project.store.detail(row.id)));
  const open = details.flatMap((detail) => (detail?.origin === 'serve' ? [detail.name] : []));
  if (open.length === 0) return true;
  return await cairn.toast.confirm(
    t('Stop tracking while notebooks have runs open?'),
    t(
      '{0} will be ended here, and what still logs to them will wait for minutes and then fail.',
      open.join(', '),
    ),
    t('Stop Tracking'),
  );
}

async function pickTracked(projects: readonly Project[]): Promise<Project | undefined> {
  const picked = await vscode.window.showQuickPick(
    projects.map((project) => ({ label: project.name, description: project.folder, project })),
    { title: t('Folder') },
  );
  return picked?.project;
}
