/** Commands on the catalog as a whole and on its datasets. */
import * as vscode from 'vscode';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import type { FeatureBy } from '../../protocol/catalogThread.ts';
import type { Cairn } from '../cairn.ts';
import { refIn, type CatalogRef } from '../catalogRef.ts';
import { folderUri } from '../projects.ts';
import { commands, foreignCommands } from '../ui/contributions.ts';
import { addToCatalog } from './addToCatalog.ts';
import { addFeature } from './describe.ts';
import type { Handler } from './handler.ts';
import { pickBy } from './pickBy.ts';
import { recordVersion } from './recordVersion.ts';

export function catalogCommands(cairn: Cairn) {
  const ofDataset =
    (title: string, act: (project: Project, name: string) => Promise<unknown>): Handler =>
    async (arg) => {
      const target = await datasetTarget(cairn, arg, title);
      return target && (await act(target.project, target.name));
    };
  return {
    [commands.catalogAdd]: async (arg, all) => await addToCatalog(cairn, arg, all),
    [commands.catalogOpen]: ofDataset(t('Open dataset'), async (project, name) => {
      await cairn.pages.openDataset(project, name);
    }),
    [commands.catalogOpenEntry]: ofDataset(t('Open the entry of'), openEntry),
    [commands.featuresAdd]: ofDataset(t('Dataset of the new feature'), async (project, name) => {
      const added = await addFeature(project, name);
      if (added !== undefined) cairn.toast.info(t('{0} is a feature of {1} now.', added, name));
    }),
    [commands.catalogRecordVersion]: ofDataset(t('Record a version of'), async (project, name) => {
      const version = await recordVersion(cairn, project, name);
      cairn.toast.info(t('{0} is v{1}.', name, version));
    }),
    [commands.catalogRemove]: ofDataset(t('Take out of the catalog'), async (project, name) => {
      const detail = t('Its versions go with it; the data stays. Git has what the file said before.');
      if (await cairn.toast.confirm(t('Take {0} out of the catalog?', name), detail, t('Take Out')))
        await project.editCatalog('datasets', (edit) => edit.remove([name]));
    }),
    [commands.catalogOpenFile]: ofDataset(t('Open the data of'), async (project, name) => {
      const file = await firstFile(project, name);
      await vscode.commands.executeCommand(foreignCommands.open, vscode.Uri.file(file));
    }),
    [commands.catalogReveal]: ofDataset(t('Show in the explorer'), async (project, name) => {
      const file = await firstFile(project, name);
      await vscode.commands.executeCommand(foreignCommands.revealInExplorer, vscode.Uri.file(file));
    }),
    [commands.catalogCopyName]: async (arg) => {
      const ref = refIn(arg) ?? (await search(cairn));
      if (ref !== undefined) await vscode.env.clipboard.writeText(ref.name);
    },
    [commands.catalogCopyPath]: ofDataset(t('Copy the path of'), async (project, name) => {
      const found = await project.store.catalog.catalogDataset({ name });
      if (found !== null) await vscode.env.clipboard.writeText(found.location);
    }),
    [commands.catalogSearch]: async () => {
      const ref = await search(cairn);
      if (ref !== undefined) await openEntryOf(ref);
    },
    [commands.catalogRefresh]: async () => {
      const all = cairn.projects.all.map(async ({ store }) => await store.catalog.readData({ names: null }));
      await Promise.all(all);
      cairn.catalog.reload();
    },
    [commands.catalogGroupFeatures]: async () => await chooseGroup(cairn),
  } satisfies Partial<Record<string, Handler>>;
}

interface DatasetTarget {
  readonly project: Project;
  readonly name: string;
}

async function datasetTarget(cairn: Cairn, arg: unknown, title: string): Promise<DatasetTarget | undefined> {
  const ref = refIn(arg);
  const given = ref?.kind === 'dataset' ? cairn.projects.byFolder(ref.folder) : undefined;
  if (ref !== undefined && given !== undefined) return { project: given, name: ref.name };
  const lists = await Promise.all(
    cairn.projects.all.map(async (project) =>
      (await project.store.catalog.catalogDatasets({})).map(({ name, location, description }) => ({
        label: name,
        description: location,
        ...(description !== null && { detail: description }),
        target: { project, name },
      })),
    ),
  );
  const items = lists.flat();
  if (items.length === 0)
    throw new UserError(
      'noDataset',
      t('There is no dataset in the catalog yet.'),
      t('Add one with “Add to Catalog”.'),
    );
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  return picked?.target;
}

async function openEntry(project: Project, name: string): Promise<void> {
  const found = await project.store.catalog.catalogDataset({ name });
  const at = new vscode.Position((found?.line ?? 1) - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(project.layout.datasets), {
    selection: new vscode.Range(at, at),
  });
}

async function firstFile(project: Project, name: string): Promise<string> {
  const found = await project.store.catalog.catalogDataset({ name });
  const [file] = found?.files ?? [];
  if (file !== undefined) return file;
  throw new UserError('unread', found?.disk.why ?? t('There is no file of {0} on disk.', name));
}

const icons = { dataset: 'database', feature: 'symbol-field', model: 'package' } as const;

/** Every entry of the catalog, to be found by name, description or owner. */
async function search(cairn: Cairn): Promise<CatalogRef | undefined> {
  const several = cairn.projects.all.length > 1;
  const found = await Promise.all(
    cairn.projects.all.map(async (project) =>
      (await project.store.catalog.catalogNames({})).map(({ kind, name, owner, description }) => ({
        label: `$(${icons[kind]}) ${name}`,
        description: [owner ?? '', several ? project.name : ''].filter((part) => part !== '').join(' · '),
        ...(description !== null && { detail: description }),
        ref: { folder: folderUri(project), kind, name },
      })),
    ),
  );
  const picked = await vscode.window.showQuickPick(found.flat(), {
    title: t('Search the catalog'),
    placeHolder: t('A dataset, a feature or a model, by name, owner or description'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.ref;
}

async function openEntryOf(ref: CatalogRef): Promise<void> {
  const by = {
    dataset: commands.catalogOpen,
    feature: commands.featuresOpen,
    model: commands.modelsOpen,
    modelVersion: commands.modelsOpen,
  };
  await vscode.commands.executeCommand(by[ref.kind], ref);
}

async function chooseGroup(cairn: Cairn): Promise<void> {
  const by = await pickBy<FeatureBy>(t('Group features by'), cairn.catalog.groupBy, [
    { label: t('$(database) Dataset'), by: 'dataset' },
    { label: t('$(person) Owner'), by: 'owner' },
    { label: t('$(package) Model'), by: 'model' },
    { label: t('$(list-flat) One list'), by: 'none' },
  ]);
  if (by !== undefined) await cairn.catalog.setGroupBy(by);
}
