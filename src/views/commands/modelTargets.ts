/** Which registered model or version a command is about: a row of the tree, a ref from a page, or one that is asked for. */
import * as vscode from 'vscode';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import type { ModelRow } from '../../protocol/modelShape.ts';
import type { Cairn } from '../cairn.ts';
import { refIn } from '../catalogRef.ts';

export interface ModelTarget {
  readonly project: Project;
  readonly model: ModelRow;
  readonly version?: number | undefined;
}

export interface VersionTarget extends ModelTarget {
  readonly version: number;
}

/** A model of the connected server, or a version of one. */
export interface ServerModelTarget {
  readonly project: Project;
  readonly server: string;
  readonly name: string;
  readonly version: number | undefined;
}

/** Undefined: `arg` names none. */
export function serverVersionOf(cairn: Cairn, arg: unknown): ServerModelTarget | undefined {
  const ref = refIn(arg);
  const project = ref && cairn.projects.byFolder(ref.folder);
  if (project === undefined || ref?.server === undefined) return undefined;
  return { project, server: ref.server, name: ref.name, version: ref.version };
}

/** Undefined when the person went away. Rejects with UserError `noModel`. */
export async function modelTarget(
  cairn: Cairn,
  arg: unknown,
  title: string,
): Promise<ModelTarget | undefined> {
  const named = await targetOf(cairn, arg);
  if (named !== undefined) return named;
  const found = await Promise.all(
    cairn.projects.all.map(async (project) => {
      const { models } = await project.store.models.list();
      return models.map((model) => ({ project, model }));
    }),
  );
  const items = found.flat().map((target) => ({
    label: target.model.name,
    description: aliasWords(target.model),
    ...(target.model.description !== null && { detail: target.model.description }),
    target,
  }));
  if (items.length === 0) {
    cairn.toast.info(t('There is no registered model in this folder yet.'));
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.target;
}

export async function versionTarget(
  cairn: Cairn,
  arg: unknown,
  title: string,
): Promise<VersionTarget | undefined> {
  const target = await modelTarget(cairn, arg, title);
  if (target === undefined) return undefined;
  const { version, model } = target;
  if (version !== undefined) return { ...target, version };
  const items = model.versions.map((row) => ({
    label: `${model.name} v${String(row.version)}`,
    description: [...row.aliases, row.runName ?? ''].join(' ').trim(),
    version: row.version,
  }));
  const picked = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { title });
  return picked && { ...target, version: picked.version };
}

async function targetOf(cairn: Cairn, arg: unknown): Promise<ModelTarget | undefined> {
  const ref = refIn(arg);
  const project = ref && cairn.projects.byFolder(ref.folder);
  if (project === undefined || (ref?.kind !== 'model' && ref?.kind !== 'modelVersion')) return undefined;
  if (ref.server !== undefined)
    throw new UserError(
      'readOnly',
      t('{0} is read from the MLflow server {1}; it is changed there.', ref.name, ref.server),
    );
  const model = (await project.store.models.list()).models.find(({ name }) => name === ref.name);
  if (model === undefined) throw new UserError('noModel', t('There is no registered model {0}.', ref.name));
  return { project, model, version: ref.version };
}

function aliasWords({ versions }: ModelRow): string {
  return versions
    .flatMap(({ version, aliases }) => aliases.map((alias) => `${alias} v${String(version)}`))
    .join(' · ');
}
