/** Run, compare and model pages of a window, which open each other. Loaded by `Pages` when the first page is asked for. */
import path from 'node:path';
import type * as vscode from 'vscode';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import { datasetPageState, type DatasetPageState } from '../../protocol/datasetPage.ts';
import { fairnessPageState, type FairnessPageState } from '../../protocol/fairnessPage.ts';
import { reviewPageState, type ReviewPageState } from '../../protocol/reviewPage.ts';
import { freshModelState, modelPageState, type ModelPageState } from '../../protocol/modelPage.ts';
import type { ArtifactFiles } from '../artifactFiles.ts';
import type { ToJudge } from '../judging/judge.ts';
import type { RunDocuments } from '../documents.ts';
import { fairnessTitle } from '../../project/fairnessSubject.ts';
import { importRuns } from '../importing.ts';
import { folderUri, type Projects } from '../projects.ts';
import type { RunColors } from '../runColors.ts';
import type { TeamServers } from '../team/teamServers.ts';
import type { Log } from '../ui/log.ts';
import type { Toast } from '../ui/toast.ts';
import { ComparePanels } from './compare/comparePanels.ts';
import { OwnViews } from './compare/ownViews.ts';
import { codeText } from './compare/differenceHandlers.ts';
import { DatasetPanel } from './datasetPanel.ts';
import { FairnessPanel } from './fairness/fairnessPanel.ts';
import { changeColumns } from './fairness/changeColumns.ts';
import { askColumns } from './fairness/askColumns.ts';
import { KnownColumns } from './fairness/knownColumns.ts';
import { ModelPanel } from './modelPanel.ts';
import { datasetPageType, fairnessPageType, modelPageType, reviewPageType } from './names.ts';
import type { CodeChanges } from '../reviews/codeChanges.ts';
import type { Reviewing } from '../reviews/reviewing.ts';
import type { ReviewRows } from '../reviews/reviewRows.ts';
import { ReviewPanel } from './reviewPanel.ts';
import { RunPanels } from './runPanels.ts';
import { SubjectPanels } from './subjectPanels.ts';

export interface PagesParts {
  readonly extension: vscode.Uri;
  readonly memory: vscode.Memento;
  readonly projects: Projects;
  readonly servers: Pick<TeamServers, 'ready'>;
  readonly documents: RunDocuments;
  readonly artifacts: ArtifactFiles;
  readonly colors: RunColors;
  readonly reviews: ReviewRows;
  readonly changes: () => Promise<CodeChanges>;
  readonly reviewing: () => Promise<Reviewing>;
  /** Makes what was counted part of a run's record, where it is not yet. */
  readonly keepFairness: (project: Project, report: ToJudge) => void;
  readonly toast: Toast;
  readonly log: Log;
}

export interface ModelToOpen {
  readonly name: string;
  /** Absent: as the page stands, else the champion or the newest. */
  readonly version?: number | undefined;
  /** The MLflow server that it is read from, as people call it. */
  readonly server?: string | undefined;
}

export interface OpenPages {
  readonly runs: RunPanels<Project>;
  readonly compare: ComparePanels;
  readonly models: SubjectPanels<ModelPageState>;
  readonly datasets: SubjectPanels<DatasetPageState>;
  readonly fairness: SubjectPanels<FairnessPageState>;
  readonly reviews: SubjectPanels<ReviewPageState>;
  /** Asks for the columns that are not known yet, or for all of them once more. */
  openFairness(project: Project, name: string, isAsked: boolean): Promise<void>;
  openModel(project: Project, model: ModelToOpen): void;
  /** Text of a file as a run had it. */
  codeText(uri: vscode.Uri): Promise<string>;
}

export function openPages(parts: PagesParts): OpenPages {
  const { extension, memory, projects, servers, documents, artifacts, colors, log, keepFairness } = parts;
  const compare = new ComparePanels(extension, projects, {
    colors,
    views: new OwnViews(memory),
    openRun: (project, run) => runs.open(project, run),
    log: (line) => log.info(line),
  });
  const models: SubjectPanels<ModelPageState> = new SubjectPanels({
    ...{ extension, projects, page: 'model' as const, type: modelPageType, state: modelPageState },
    make: (of) =>
      new ModelPanel({
        ...of,
        actions: {
          openRun: (project, run) => runs.open(project, run),
          compare: (project, ids) => compare.open(project, { filter: null, runs: ids }),
          ready: async (project) => await servers.ready(project),
          log: (line) => log.info(line),
        },
      }),
  });
  const runs: RunPanels<Project> = new RunPanels<Project>(extension, {
    findHost: (folder) => projects.byFolder(folder),
    openDocument: async (project, run, part, name) => await documents.open(project, run, part, name),
    openWithin: async (project, run, artifact) => await artifacts.open(project, run, artifact),
    importRun: async (project, run) => {
      const [id] = await importRuns(project, [run]);
      if (id !== undefined) runs.open(project, id);
    },
    openModel: (project, name, version) => openModel(project, { name, version }),
    compareWithBest: async (project, run) => await compareWithBest(compare, project, run),
    log: (line) => log.info(line),
  });
  const datasets = new SubjectPanels({
    ...{ extension, projects, page: 'dataset' as const, type: datasetPageType, state: datasetPageState },
    make: (of) =>
      new DatasetPanel(of, {
        openRun: ({ project }, run) => runs.open(project, run),
        log: (line) => log.info(line),
      }),
  });
  const reviews = new SubjectPanels({
    ...{ extension, projects, page: 'review' as const, type: reviewPageType, state: reviewPageState },
    title: (name) => t('Review: {0}', path.posix.basename(name)),
    make: (of) =>
      new ReviewPanel(of, {
        rows: parts.reviews,
        changes: parts.changes,
        reviewing: parts.reviewing,
        openRun: (run) => runs.open(of.project, run),
        openModel: (name, version) => openModel(of.project, { name, version }),
        openDataset: (name) => datasets.open(of.project, { name }),
        log: (line) => log.info(line),
      }),
  });
  const known = new KnownColumns(memory);
  const openFairness: OpenPages['openFairness'] = async (project, name, isAsked) => {
    if (await askColumns({ project, name, known, isAsked })) fairness.open(project, { name, server: null });
  };
  const fairness: SubjectPanels<FairnessPageState> = new SubjectPanels({
    ...{ extension, projects, page: 'fairness' as const, type: fairnessPageType, state: fairnessPageState },
    title: (name) => t('Fairness: {0}', fairnessTitle(name)),
    make: (of) =>
      new FairnessPanel(of, {
        known,
        openRun: (run) => runs.open(of.project, run),
        openModel: (name, version) => openModel(of.project, { name, version }),
        openScript: async (run, script) => await documents.open(of.project, run, 'script', script),
        choose: async (setting, changed) => {
          const askAll = async () => await openFairness(of.project, of.name, true);
          await changeColumns({ project: of.project, name: of.name, known, setting, changed, askAll });
        },
        keep: (report) => keepFairness(of.project, report),
        log: (line) => log.info(line),
      }),
  });
  const openModel: OpenPages['openModel'] = (project, { name, version, server = null }) => {
    const folder = folderUri(project);
    const at = version === undefined ? undefined : freshModelState({ folder, name, server, version });
    models.open(project, { name, server }, at);
  };
  return {
    runs,
    compare,
    models,
    datasets,
    fairness,
    reviews,
    openFairness,
    openModel,
    codeText: async (uri) => await codeText(projects, uri),
  };
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
