/** *Add to Catalog*: files and folders of the explorer, data that a run named, or what somebody picks. */
import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { formatCount } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import type { Cairn } from '../cairn.ts';
import { commands } from '../ui/contributions.ts';
import { folderUri } from '../projects.ts';
import { pickText } from '../ui/pickText.ts';
import { recordVersion } from './recordVersion.ts';
import { projectTarget } from './targets.ts';

interface ToAdd {
  readonly project: Project;
  readonly location: string;
}

export async function addToCatalog(cairn: Cairn, arg: unknown, all: unknown): Promise<void> {
  const wanted = fromExplorer(cairn, arg, all) ?? fromTree(cairn, arg) ?? (await pick(cairn));
  for (const one of wanted) await addOne(cairn, one);
}

async function addOne(cairn: Cairn, { project, location }: ToAdd): Promise<void> {
  const { addDataset } = await import('../../project/datasetActions.ts');
  const { proposeOwners } = await import('../../project/proposeOwners.ts');
  const [proposed] = await proposeOwners(project.folder, { file: location }, vscode.workspace.isTrusted);
  const { name, isNew } = await addDataset(project, { location, owner: proposed?.owner });
  const ref = { folder: folderUri(project), kind: 'dataset' as const, name };
  const open = {
    title: t('Open Dataset'),
    run: () => vscode.commands.executeCommand(commands.catalogOpen, ref),
  };
  if (!isNew) {
    cairn.toast.info(t('{0} is in the catalog already, as {1}.', location, name), [open]);
    return;
  }
  const version = await recordVersion(cairn, project, name);
  cairn.toast.info(t('{0} is in the catalog now, as {1} v{2}.', location, name, version), [open]);
}

function fromExplorer(cairn: Cairn, arg: unknown, all: unknown): ToAdd[] | undefined {
  const uris = Array.isArray(all) ? all.filter((one: unknown) => one instanceof vscode.Uri) : [];
  const given = uris.length > 0 ? uris : arg instanceof vscode.Uri ? [arg] : [];
  if (given.length === 0) return undefined;
  return given.flatMap((uri) => {
    const project = cairn.projects.ofFile(uri);
    return project === undefined ? [] : [{ project, location: locationOf(project, uri) }];
  });
}

/** A row of data that runs named. */
const unknownRow = z.object({
  project: z.object({ folder: z.string() }),
  data: z.object({ name: z.string(), location: z.string().nullable() }),
});

function fromTree(cairn: Cairn, arg: unknown): ToAdd[] | undefined {
  const { data: row } = unknownRow.safeParse(arg);
  const project = cairn.projects.all.find(({ folder }) => folder === row?.project.folder);
  const location = row?.data.location ?? row?.data.name;
  return project === undefined || location === undefined ? undefined : [{ project, location }];
}

async function pick(cairn: Cairn): Promise<ToAdd[]> {
  const project = await projectTarget(cairn);
  if (project === undefined) return [];
  const unknown = await project.store.catalog.unknownData({});
  const ofRuns = unknown.map(({ name, location, runs }) => ({
    label: `$(play-circle) ${location ?? name}`,
    description: runs === 1 ? t('read by 1 run') : t('read by {0} runs', formatCount(runs)),
    location: location ?? name,
  }));
  const files = { label: t('$(file) Choose files…'), description: '', location: undefined };
  const folder = { label: t('$(folder) Choose a folder…'), description: '', location: undefined };
  const address = { label: t('$(globe) A web address…'), description: '', location: undefined };
  const picked = await vscode.window.showQuickPick([...ofRuns, files, folder, address], {
    title: t('Add to the catalog'),
  });
  if (picked === undefined) return [];
  if (picked.location !== undefined) return [{ project, location: picked.location }];
  if (picked === address) {
    const url = await pickText({
      title: t('Add to the catalog'),
      placeholder: t('https://… of a CSV, Parquet or JSON file'),
      likely: [],
      problem: (text) =>
        /^https?:\/\/[^/]+\/./i.test(text) ? undefined : t('It should start with https:// or http://.'),
    });
    return url === undefined ? [] : [{ project, location: url }];
  }
  const chosen = await vscode.window.showOpenDialog({
    title: t('Add to the catalog'),
    openLabel: t('Add'),
    defaultUri: vscode.Uri.file(project.folder),
    canSelectFiles: picked === files,
    canSelectFolders: picked === folder,
    canSelectMany: picked === files,
  });
  return (chosen ?? []).map((uri) => ({ project, location: locationOf(project, uri) }));
}

/** As the catalog writes it: from the folder where it lies in there, absolute elsewhere. */
function locationOf(project: Project, uri: vscode.Uri): string {
  const relative = path.relative(project.folder, uri.fsPath);
  const isInside = relative !== '' && relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
  return (isInside ? relative : uri.fsPath).replaceAll(path.sep, '/');
}
