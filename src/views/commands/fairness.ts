/** *Fairness Report…*: of the predictions that a run named, of a file in the explorer, or of one that somebody picks. */
import * as vscode from 'vscode';
import * as z from 'zod';
import { t } from '../../base/l10n.ts';
import { fairnessName } from '../../project/fairnessSubject.ts';
import type { Project } from '../../project/project.ts';
import type { RunDetail } from '../../protocol/runShape.ts';
import { runId } from '../../records/runId.ts';
import { predictionsInside } from '../../runs/artifactPath.ts';
import type { Cairn } from '../cairn.ts';
import { askPredictions } from '../panels/fairness/askPredictions.ts';
import { runTables } from '../panels/fairness/runTables.ts';
import { RunNode } from '../trees/nodes.ts';
import { commands } from '../ui/contributions.ts';
import type { Handler } from './handler.ts';
import { projectTarget } from './targets.ts';

interface Predictions {
  readonly project: Project;
  readonly run?: string;
  /** Absolute, or relative to the folder. */
  readonly file: string;
}

/** As a page names a run. */
const reference = z.object({ folder: z.string(), run: runId });

export function fairnessCommands(cairn: Cairn) {
  return {
    [commands.fairnessReport]: async (arg) => {
      const found = await predictionsOf(cairn, arg);
      if (found)
        await cairn.pages.openFairness(found.project, fairnessName({ run: found.run, file: found.file }));
    },
  } satisfies Partial<Record<string, Handler>>;
}

async function predictionsOf(cairn: Cairn, arg: unknown): Promise<Predictions | undefined> {
  if (arg instanceof vscode.Uri) {
    const project = cairn.projects.ofFile(arg);
    return project && { project, file: project.relative(arg.fsPath) };
  }
  const named = reference.safeParse(arg).data;
  const project = named && cairn.projects.byFolder(named.folder);
  const run =
    arg instanceof RunNode ? { project: arg.project, id: arg.row.id } : project && { project, id: named.run };
  if (run) return await ofRun(run.project, run.id);
  return await pick(cairn);
}

/** What the run named, at once when that is one file; else a choice of it, of the tables among its artifacts, and of any file. */
async function ofRun(project: Project, run: string): Promise<Predictions | undefined> {
  const detail = await project.store.detail(run);
  const named = filesOf(project, detail);
  // What its model was judged by: predictions that another run wrote.
  const judgedBy = detail?.fairness?.run ?? undefined;
  if (named.length === 0 && judgedBy !== undefined && judgedBy !== run) return await ofRun(project, judgedBy);
  const [only] = named;
  if (only !== undefined && named.length === 1) return { project, run, file: only.file };
  const tables = detail ? runTables(detail, project.layout) : [];
  if (named.length === 0 && tables.length === 0) return await pickFile(project, run);
  const picked = await vscode.window.showQuickPick(
    [
      ...named.map(({ name, file }) => ({ label: name, file, description: t('named by the run') })),
      ...tables.map(({ name, file, isLogged }) => ({
        ...{ label: name, file: project.relative(file) },
        description: isLogged ? t('logged as a table') : t('artifact'),
      })),
      { label: t('$(file) Choose a file…'), description: '', file: undefined },
    ],
    { title: t('Predictions of the run'), matchOnDescription: true },
  );
  if (picked === undefined) return undefined;
  return picked.file === undefined ? await pickFile(project, run) : { project, run, file: picked.file };
}

/** With the files as somebody in the folder would write them. */
function filesOf(project: Project, detail: RunDetail | undefined): { name: string; file: string }[] {
  return (detail?.predictions ?? []).flatMap(({ path: name }) => {
    const file = detail && predictionsInside(name, detail, project.layout);
    return file === undefined ? [] : [{ name, file: project.relative(file) }];
  });
}

/** The predictions of recent runs, newest first, or a file. */
async function pick(cairn: Cairn): Promise<Predictions | undefined> {
  const project = await projectTarget(cairn);
  if (project === undefined) return undefined;
  const { rows } = await project.store.rows({ limit: mostRuns });
  const details = await Promise.all(rows.map(async ({ id }) => await project.store.detail(id)));
  const ofRuns = details.flatMap((detail) => (detail ? ofOneRun(project, detail) : []));
  if (ofRuns.length === 0) return await pickFile(project);
  const other = { label: t('$(file) Choose a file…'), description: '', found: undefined };
  const picked = await vscode.window.showQuickPick([...ofRuns, other], {
    title: t('Fairness report of which predictions?'),
    matchOnDescription: true,
  });
  if (picked === undefined) return undefined;
  return picked.found ?? (await pickFile(project));
}

function ofOneRun(project: Project, detail: RunDetail) {
  const tables = runTables(detail, project.layout).filter(({ isLogged }) => isLogged);
  const files = [
    ...filesOf(project, detail),
    ...tables.map(({ name, file }) => ({ name, file: project.relative(file) })),
  ];
  return files.map(({ name, file }) => ({
    ...{ label: detail.name, description: name },
    ...(detail.script !== null && { detail: detail.script }),
    found: { project, run: detail.id, file },
  }));
}

async function pickFile(project: Project, run?: string): Promise<Predictions | undefined> {
  const file = await askPredictions(project, t('File of predictions'));
  return file === undefined ? undefined : { project, ...(run !== undefined && { run }), file };
}

const mostRuns = 100;
