/** Commands about features: open one, its owner, hand several over, and those that nobody uses. */
import path from 'node:path';
import * as vscode from 'vscode';
import { formatAge } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import type { FeatureBrief, UnusedFeature } from '../../protocol/featureThread.ts';
import type { Evidence } from '../../protocol/featureUse.ts';
import type { Cairn } from '../cairn.ts';
import { refIn, type CatalogRef } from '../catalogRef.ts';
import { factsOf, reasonText, sourceOf, textOf } from '../features/featureText.ts';
import { folderUri } from '../projects.ts';
import { commands, foreignCommands, views } from '../ui/contributions.ts';
import { changeFile } from '../yamlHelp/changeFile.ts';
import { proposalsFor } from '../yamlHelp/ownerProposals.ts';
import { askOwner } from './askOwner.ts';
import { describe } from './describe.ts';
import type { Handler } from './handler.ts';
import { projectTarget } from './targets.ts';

interface Target {
  readonly project: Project;
  readonly ref: CatalogRef;
}

export function featureCommands(cairn: Cairn) {
  return {
    [commands.featuresOpen]: async (arg) => {
      const found = await featureTarget(cairn, arg, t('Open a feature'));
      if (found !== undefined) await openEntry(found.project, found.feature.line);
    },
    [commands.featuresOpenPlaces]: async (arg) => {
      const found = await featureTarget(cairn, arg, t('Show all places of a feature'));
      if (found !== undefined) await openPlaces(found.project, found.feature);
    },
    [commands.featuresUsage]: async (arg) => {
      const found = await featureTarget(cairn, arg, t('Who uses a feature'));
      if (found !== undefined) await showUsage(cairn, found.project, found.feature.name);
    },
    [commands.catalogSetOwner]: async (arg) => await setOwner(cairn, arg),
    [commands.catalogDescribe]: async (arg) => {
      const target = ownedTarget(cairn, arg) ?? (await pickFeature(cairn, t('Describe')));
      if (target !== undefined) await describe(target.project, target.ref);
    },
    [commands.featuresHandOver]: async (arg, all) => await handOver(cairn, arg, all),
    [commands.featuresUnused]: async () => await showUnused(cairn),
  } satisfies Partial<Record<string, Handler>>;
}

async function openEntry(project: Project, line: number): Promise<void> {
  const at = new vscode.Position(Math.max(0, line - 1), 0);
  await vscode.window.showTextDocument(vscode.Uri.file(project.layout.features), {
    selection: new vscode.Range(at, at),
  });
}

/** Its entry, with all the places that name it around it. */
async function openPlaces(project: Project, { name, line, ...feature }: FeatureBrief): Promise<void> {
  const { findPlaces, functionPlace } = await import('../features/findPlaces.ts');
  const places = (await findPlaces(project, { kind: 'feature', name })).map(({ location }) => location);
  const made = feature.function === null ? undefined : await functionPlace(project, feature.function);
  await openEntry(project, line);
  await vscode.commands.executeCommand(
    foreignCommands.goToLocations,
    vscode.Uri.file(project.layout.features),
    new vscode.Position(line - 1, 0),
    made === undefined ? places : [made, ...places],
    'peek',
  );
}

/** Model versions first, then runs, each with how it is known; choosing one opens it. */
async function showUsage(cairn: Cairn, project: Project, name: string): Promise<void> {
  const found = await vscode.window.withProgress(
    { location: { viewId: views.catalog } },
    async () => await project.store.features.get(name),
  );
  const { usage, notes = [] } = found ?? {};
  const folder = folderUri(project);
  const how = (evidence: readonly Evidence[]) => evidence.map(textOf).join(' · ');
  const about = (first: string, evidence: readonly Evidence[]) =>
    [first, sourceOf(evidence) ?? ''].filter((part) => part !== '').join(' · ');
  const items = [
    ...(usage?.models ?? []).map(({ model, version, aliases, evidence, server }) => ({
      label: `$(package) ${model} v${String(version)}`,
      description: about(aliases.join(', '), evidence),
      ...{ detail: how(evidence), command: commands.modelsOpen },
      ref: { folder, kind: 'modelVersion', name: model, version, ...(server !== undefined && { server }) },
    })),
    ...(usage?.runs ?? []).map(({ run, name: label, started, evidence }) => ({
      label: `$(beaker) ${label}`,
      description: about(formatAge(started, Date.now()), evidence),
      ...{ detail: how(evidence), command: commands.runsOpen, ref: { folder, run } },
    })),
  ];
  if (items.length === 0) {
    cairn.toast.info([t('No run and no model uses “{0}”.', name), ...notes].join(' '));
    return;
  }
  const unknown = notes.map((note) => ({
    ...{ label: `$(info) ${note}`, description: '', detail: '', command: undefined, ref: undefined },
  }));
  const picked = await vscode.window.showQuickPick([...items, ...unknown], {
    ...{ title: t('Who uses {0}', name), placeHolder: t('Choose one to open it') },
    ...{ matchOnDescription: true, matchOnDetail: true },
  });
  if (picked?.command !== undefined) await vscode.commands.executeCommand(picked.command, picked.ref);
}

async function setOwner(cairn: Cairn, arg: unknown): Promise<void> {
  const target = ownedTarget(cairn, arg) ?? (await pickFeature(cairn, t('Set the owner of')));
  if (target === undefined) return;
  const { project, ref } = target;
  const owner = await askOwner(project, t('Owner of {0}', ref.name), await proposalsFor(project, ref));
  if (owner === undefined) return;
  const file = ref.kind === 'dataset' ? 'datasets.yaml' : 'features.yaml';
  await changeFile(project, file, [{ kind: 'set', path: [ref.name, 'owner'], value: owner }]);
}

async function handOver(cairn: Cairn, arg: unknown, all: unknown): Promise<void> {
  const refs = (Array.isArray(all) ? all : [arg]).flatMap((one: unknown) => refIn(one) ?? []);
  const given = refs.filter(({ kind }) => kind === 'feature');
  const project =
    given[0] === undefined ? await projectTarget(cairn) : cairn.projects.byFolder(given[0].folder);
  if (project === undefined) return;
  const names =
    given.length > 1 ? given.map(({ name }) => name) : await pickByOwner(cairn, project, given[0]?.name);
  if (names === undefined || names.length === 0) return;
  const [first = ''] = names;
  const title =
    names.length === 1 ? t('New owner of {0}', first) : t('New owner of {0} features', names.length);
  const owner = await askOwner(project, title, []);
  if (owner === undefined) return;
  await changeFile(
    project,
    'features.yaml',
    names.map((name) => ({ kind: 'set', path: [name, 'owner'], value: owner })),
  );
  cairn.toast.info(t('Handed over to {0}: {1}.', owner, names.length));
}

/** Whose features, then which of them: all are chosen at first. `only`: those of its owner, of which it alone is. */
async function pickByOwner(cairn: Cairn, project: Project, only?: string): Promise<string[] | undefined> {
  const { quietAuthors } = await import('../../project/proposeOwners.ts');
  const [features, quiet] = await Promise.all([
    project.store.features.all(),
    quietAuthors(project.folder, vscode.workspace.isTrusted),
  ]);
  if (features.length === 0) {
    cairn.toast.info(t('There is no feature in this folder yet.'));
    return undefined;
  }
  const byOwner = new Map<string | null, FeatureBrief[]>();
  for (const feature of features)
    byOwner.set(feature.owner, [...(byOwner.get(feature.owner) ?? []), feature]);
  const chosen = [...byOwner.values()].find((own) => own.some(({ name }) => name === only));
  const from = chosen === undefined ? await askWhose(byOwner, quiet) : { own: chosen };
  if (from === undefined) return undefined;
  if (chosen?.length === 1) return only === undefined ? [] : [only];
  const picked = await vscode.window.showQuickPick(
    from.own.map(({ name, description }) => ({
      ...{ label: name, description: description ?? '' },
      picked: only === undefined || name === only,
    })),
    { title: t('Features to hand over'), canPickMany: true },
  );
  return picked?.map(({ label }) => label);
}

async function askWhose(
  byOwner: ReadonlyMap<string | null, readonly FeatureBrief[]>,
  quiet: ReadonlySet<string>,
): Promise<{ readonly own: readonly FeatureBrief[] } | undefined> {
  return await vscode.window.showQuickPick(
    [...byOwner].map(([owner, own]) => ({
      label: owner ?? t('No owner'),
      description: [
        own.length === 1 ? t('1 feature') : t('{0} features', own.length),
        ...(owner !== null && quiet.has(owner) ? [t('no commit for half a year')] : []),
      ].join(' · '),
      own,
    })),
    { title: t('Hand over features of') },
  );
}

async function showUnused(cairn: Cairn): Promise<void> {
  const found = await Promise.all(
    cairn.projects.all.map(async (project) =>
      (await project.store.features.unused()).map((feature) => ({
        label: feature.name,
        description: reasonText(feature),
        detail: [...factsOf(feature, Date.now()).slice(0, 1), placesText(feature)].join(' · '),
        ...{ project, feature },
      })),
    ),
  );
  const items = found.flat();
  if (items.length === 0) {
    cairn.toast.info(t('Every feature is used.'));
    return;
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: t('Unused features'),
    placeHolder: t('Choose one to open the places to edit'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked !== undefined) await openPlaces(picked.project, picked.feature);
}

function placesText({ places }: UnusedFeature): string {
  return places.map(({ file, line }) => `${path.posix.basename(file)}:${line}`).join(', ');
}

/** The feature that is named, else one that is asked for. */
async function featureTarget(
  cairn: Cairn,
  arg: unknown,
  title: string,
): Promise<{ readonly project: Project; readonly feature: FeatureBrief } | undefined> {
  const target = ownedTarget(cairn, arg) ?? (await pickFeature(cairn, title));
  const [feature] = (await target?.project.store.features.byName([target.ref.name])) ?? [];
  return target && feature && { project: target.project, feature };
}

function ownedTarget(cairn: Cairn, arg: unknown): Target | undefined {
  const ref = refIn(arg);
  const project = ref && cairn.projects.byFolder(ref.folder);
  return ref !== undefined && project !== undefined && (ref.kind === 'feature' || ref.kind === 'dataset')
    ? { project, ref }
    : undefined;
}

async function pickFeature(cairn: Cairn, title: string): Promise<Target | undefined> {
  const found = await Promise.all(
    cairn.projects.all.map(async (project) =>
      (await project.store.features.all()).map(({ name, owner, description }) => ({
        label: name,
        description: owner ?? t('no owner'),
        detail: description ?? '',
        target: { project, ref: { folder: folderUri(project), kind: 'feature' as const, name } },
      })),
    ),
  );
  const items = found.flat();
  if (items.length === 0) {
    cairn.toast.info(t('There is no feature in this folder yet.'));
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(items, {
    title,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.target;
}
