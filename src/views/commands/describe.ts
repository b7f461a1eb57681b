/** What datasets and features are, in words, and features that are new: entries of the catalog without a look at its files. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import type { CatalogRef } from '../catalogRef.ts';
import { pickText } from '../ui/pickText.ts';
import { changeFile } from '../yamlHelp/changeFile.ts';
import { askOwner } from './askOwner.ts';

export async function describe(project: Project, { kind, name }: CatalogRef): Promise<void> {
  const known =
    kind === 'dataset'
      ? await project.store.catalog.catalogDataset({ name })
      : await project.store.features.get(name);
  const before = known?.description ?? '';
  const typed = await askDescription(name, before);
  if (typed === undefined || typed === before) return;
  const path = [name, 'description'];
  await changeFile(project, kind === 'dataset' ? 'datasets.yaml' : 'features.yaml', [
    typed === '' ? { kind: 'remove', path } : { kind: 'set', path, value: typed },
  ]);
}

/** A feature that comes from a dataset; true when it was added. */
export async function addFeature(project: Project, dataset: string): Promise<string | undefined> {
  const [columns, features, source] = await Promise.all([
    project.store.features.columnsOf(dataset),
    project.store.features.all(),
    project.store.catalog.catalogDataset({ name: dataset }),
  ]);
  const names = new Set(features.map(({ name }) => name));
  const name = await pickText({
    title: t('New feature of {0}', dataset),
    placeholder: t('A column, or the name of what is made from some'),
    likely: columns
      .filter((column) => !names.has(column))
      .map((text) => ({ text, description: t('column') })),
    problem: (text) => (names.has(text) ? t('There is a feature “{0}” already.', text) : undefined),
  });
  if (name === undefined) return undefined;
  const description = await askDescription(name, '');
  if (description === undefined) return undefined;
  const proposed = source?.owner ?? null;
  const owner = await askOwner(
    project,
    t('Owner of {0}', name),
    proposed === null ? [] : [{ owner: proposed, from: t('owner of {0}', dataset) }],
  );
  if (owner === undefined) return undefined;
  const value = {
    ...(description !== '' && { description }),
    ...{ owner, dataset },
    ...(columns.includes(name) && { columns: name }),
  };
  await changeFile(project, 'features.yaml', [{ kind: 'set', path: [name], value }]);
  return name;
}

/** Trimmed; undefined when the person went away. */
async function askDescription(name: string, before: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    ...{ title: t('Description of {0}', name), value: before, ignoreFocusOut: true },
    prompt: t('What it says and how it is made, in a sentence or two; it may stay empty'),
  });
  return typed?.trim();
}
