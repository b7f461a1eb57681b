/** What happens after activation, in the background: runs are looked for, and those a crash left open are finished. */
import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable.ts';
import { formatDuration } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { Project } from '../project/project.ts';
import { startingMs } from '../runs/startingMs.ts';
import type { Projects } from './projects.ts';
import type { Log } from './ui/log.ts';
import type { Toast } from './ui/toast.ts';

export function wakeUp({ projects, log, toast }: { projects: Projects; log: Log; toast: Toast }): Disposable {
  const owned = new DisposableStore();
  const recover = async (project: Project, ids?: readonly string[]): Promise<void> => {
    if (!(await hasRuns(project))) return;
    const began = performance.now();
    const { recovered, starting, problems } = await project.recover(ids);
    const took = formatDuration(performance.now() - began);
    // An adopted run has a new worker process.
    for (const { id, outcome } of recovered)
      if (outcome !== 'alive') log.info(t('Looked after {0}: {1} ({2})', id, outcome, took));
    for (const { where, message } of problems) log.warn(`${where}: ${message}`);
    if (starting.length === 0) return;
    // A launch that died a moment ago, with the window before this one, cannot be told from one that is under way.
    const timer = setTimeout(() => toast.own(recover(project, starting)), startingMs);
    owned.add(toDisposable(() => clearTimeout(timer)));
  };
  projects.attach((project) => {
    const timer = setImmediate(() => toast.own(wake(project, recover)));
    return { dispose: () => clearImmediate(timer) };
  });
  owned.add(
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      for (const project of projects.all) toast.own(recover(project));
    }),
  );
  return owned;
}

/** A folder without runs costs one look: its index thread starts when its runs are first asked for. */
async function wake(project: Project, recover: (project: Project) => Promise<void>): Promise<void> {
  if (!(await hasRuns(project))) return;
  await project.store.names();
  await recover(project);
}

async function hasRuns(project: Project): Promise<boolean> {
  return await stat(project.layout.runs).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
