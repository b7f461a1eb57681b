/** The run pages of this window, and what they ask of the views around them. */
import type * as vscode from 'vscode';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Project } from '../project/project.ts';
import type { ArtifactFiles } from './artifactFiles.ts';
import type { RunDocuments } from './documents.ts';
import { importRuns } from './importing.ts';
import type { ComparePanels } from './panels/compare/comparePanels.ts';
import { RunPanels } from './panels/runPanels.ts';
import type { Projects } from './projects.ts';
import type { Log } from './ui/log.ts';

export interface RunPagesParts {
  readonly projects: Projects;
  readonly documents: RunDocuments;
  readonly artifacts: ArtifactFiles;
  readonly compare: ComparePanels;
  readonly log: Log;
}

export function openRunPages(
  extension: vscode.Uri,
  { projects, documents, artifacts, compare, log }: RunPagesParts,
): RunPanels<Project> {
  const panels: RunPanels<Project> = new RunPanels<Project>(extension, {
    findHost: (folder) => projects.byFolder(folder),
    openDocument: async (project, run, part, name) => await documents.open(project, run, part, name),
    openWithin: async (project, run, artifact) => await artifacts.open(project, run, artifact),
    importRun: async (project, run) => {
      const [id] = await importRuns(project, [run]);
      if (id !== undefined) panels.open(project, id);
    },
    compareWithBest: async (project, run) => await compareWithBest(compare, project, run),
    log: (line) => log.info(line),
  });
  return panels;
}

/** Against the best run of the same script. Rejects with UserError `noRival`. */
async function compareWithBest(compare: ComparePanels, project: Project, run: string): Promise<void> {
  const detail = await project.store.detail(run);
  const script = detail?.script ?? undefined;
  const best = script === undefined ? null : (await project.store.script(script)).best;
  if (detail === undefined || best === null || best.id === run)
    throw new UserError('noRival', t('There is no better run of this script to compare with.'));
  compare.open(project, { filter: null, runs: [best.id, run], tab: 'differences' });
}
