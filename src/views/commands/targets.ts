/** Which run, script or folder a command is about: what it was given, else what is selected, else a question. */
import * as vscode from 'vscode';
import * as z from 'zod';
import { formatCount } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import type { RunRow } from '../../protocol/runShape.ts';
import { runId } from '../../records/runId.ts';
import { isScript } from '../../runs/interpreters.ts';
import path from 'node:path';
import type { Cairn } from '../cairn.ts';
import type { ScriptToRun } from '../launching/launcher.ts';
import { GroupNode, RunNode } from '../trees/nodes.ts';
import { rowDescription } from '../trees/rowText.ts';
import { runPickLabel } from '../trees/treeItems.ts';

export interface RunTarget {
  readonly project: Project;
  readonly row: RunRow;
}

/** As lenses, pages and the status bar name a run. */
const reference = z.object({ folder: z.string(), run: runId });

/** All runs a tree command is about: the clicked row and, when it is one of them, the selected ones. */
export async function runTargets(
  cairn: Cairn,
  args: readonly unknown[],
  question: Question,
): Promise<readonly RunTarget[]> {
  const [first, all] = args;
  if (Array.isArray(all)) {
    const nodes = all.filter((node: unknown) => node instanceof RunNode);
    if (nodes.length > 0) return nodes;
  }
  // The view's own buttons name at most the focused row, and mean the selected ones.
  const { selection } = cairn.view;
  if (
    (first === undefined || (first instanceof RunNode && selection.includes(first))) &&
    selection.length > 0
  ) {
    const fitting = selection.filter(({ row }) => question.fits?.(row) ?? true);
    if (fitting.length > 0) return fitting;
  }
  const one = await runTarget(cairn, first, question);
  return one === undefined ? [] : [one];
}

export interface Question {
  readonly title: string;
  readonly fits?: (row: RunRow) => boolean;
}

/** One run; undefined when the person went away. */
export async function runTarget(
  cairn: Cairn,
  arg: unknown,
  question: Question,
): Promise<RunTarget | undefined> {
  if (arg instanceof RunNode) return arg;
  const named = reference.safeParse(arg);
  if (named.success) {
    const project = cairn.projects.byFolder(named.data.folder);
    const row = await project?.store.detail(named.data.run);
    if (project !== undefined && row !== undefined) return { project, row };
  }
  const { selection } = cairn.view;
  if (selection.length === 1 && selection[0] !== undefined && (question.fits?.(selection[0].row) ?? true))
    return selection[0];
  return await pickRun(cairn, question);
}

/** Asks for one run of all folders, newest first. */
export async function pickRun(cairn: Cairn, question: Question): Promise<RunTarget | undefined> {
  const targets = (await Promise.all(cairn.projects.all.map((project) => newest(project, question)))).flat();
  if (targets.length === 0) {
    cairn.toast.info(t('There is no run for this yet.'));
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(targets.map(pickItem), {
    title: question.title,
    matchOnDescription: true,
    placeHolder: t('Name of a run'),
  });
  return picked?.target;
}

export function pickItem(target: RunTarget): vscode.QuickPickItem & { target: RunTarget } {
  const { row } = target;
  return {
    label: runPickLabel(row),
    description: rowDescription(row, Date.now()),
    ...(row.script !== null && { detail: row.script }),
    target,
  };
}

/** The script given by a file, a group of the tree, or the active editor; else one that is asked for. */
export async function scriptTarget(
  cairn: Cairn,
  arg: unknown,
  title: string,
): Promise<ScriptToRun | undefined> {
  if (arg instanceof vscode.Uri) return cairn.launcher.scriptAt(arg);
  if (arg instanceof GroupNode && arg.by === 'script' && arg.group.key !== null)
    return { project: arg.project, file: path.resolve(arg.project.folder, arg.group.key) };
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active?.scheme === 'file' && isScript(active.fsPath)) return cairn.launcher.scriptAt(active);
  return await pickScript(cairn, title);
}

/** The folder a command works in; asked for when there are several. */
export async function projectTarget(cairn: Cairn): Promise<Project | undefined> {
  const { all } = cairn.projects;
  if (all.length <= 1) return all[0];
  const picked = await vscode.window.showQuickPick(
    all.map((project) => ({ label: project.name, description: project.folder, project })),
    { title: t('Folder') },
  );
  return picked?.project;
}

async function newest(project: Project, { fits }: Question): Promise<RunTarget[]> {
  const { rows } = await project.store.rows({ limit: 200 });
  return rows.filter((row) => fits?.(row) ?? true).map((row) => ({ project, row }));
}

async function pickScript(cairn: Cairn, title: string): Promise<ScriptToRun | undefined> {
  const found = await vscode.workspace.findFiles(
    '**/*.{py,R,r,jl,sh,js,mjs,cjs}',
    '**/{node_modules,.venv,venv,site-packages,.cairn,.git,__pycache__}/**',
    500,
  );
  const items = found
    .flatMap((uri) => {
      const project = cairn.projects.ofFile(uri);
      return project === undefined
        ? []
        : [{ label: project.relative(uri.fsPath), project, file: uri.fsPath }];
    })
    .sort((a, b) => a.label.localeCompare(b.label));
  if (items.length === 0) {
    cairn.toast.info(t('There is no script in this folder.'));
    return undefined;
  }
  return await vscode.window.showQuickPick(items, {
    title,
    placeHolder:
      items.length === 500 ? t('Showing the first {0} scripts', formatCount(500)) : t('Name of a script'),
  });
}
