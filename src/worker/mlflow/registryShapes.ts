/** Registered models and their versions as MLflow's clients read them. */
import type { ModelVersion, RegisteredModel } from '../../records/modelVersion.ts';
import type { MlflowContext } from './context.ts';
import { sourceOf } from './modelSource.ts';
import type { Answer } from './route.ts';

export interface VersionOf {
  readonly model: RegisteredModel;
  readonly version: ModelVersion;
}

export function registeredModelShape(context: MlflowContext, model: RegisteredModel): Answer {
  return {
    name: model.name,
    creation_timestamp: createdAt(model),
    last_updated_timestamp: updatedAt(model),
    user_id: model.by,
    description: model.description,
    latest_versions: latestOfStages(model).map((version) => versionShape(context, { model, version })),
    tags: pairsOf(model.tags),
    aliases: Object.entries(model.aliases).map(([alias, version]) => ({ alias, version: String(version) })),
  };
}

export function versionShape(context: MlflowContext, { model, version }: VersionOf): Answer {
  return {
    name: model.name,
    version: String(version.version),
    creation_timestamp: createdAt(version),
    last_updated_timestamp: createdAt(version),
    user_id: version.by,
    current_stage: stageOf(model, version),
    description: version.description,
    source: sourceOf(context, version),
    run_id: version.run,
    model_id: version.model,
    status: 'READY',
    tags: pairsOf(version.tags),
    aliases: aliasesOf(model, version),
  };
}

/**
 * MLflow gave stages up for aliases, and Cairn knows aliases only: the stages of older scripts are the aliases
 * `production` and `staging`.
 */
export const stageAliases = { Production: 'production', Staging: 'staging' } as const;
export type Stage = keyof typeof stageAliases | 'None';

export function stageOf(model: RegisteredModel, version: ModelVersion): Stage {
  const aliases = aliasesOf(model, version);
  if (aliases.includes(stageAliases.Production)) return 'Production';
  return aliases.includes(stageAliases.Staging) ? 'Staging' : 'None';
}

/** The newest version of each stage. */
export function latestOfStages(model: RegisteredModel): ModelVersion[] {
  const latest = new Map<Stage, ModelVersion>();
  for (const version of model.versions) {
    const stage = stageOf(model, version);
    if (version.version > (latest.get(stage)?.version ?? 0)) latest.set(stage, version);
  }
  return [...latest.values()];
}

export function aliasesOf(model: RegisteredModel, { version }: ModelVersion): string[] {
  return Object.entries(model.aliases)
    .filter(([, target]) => target === version)
    .map(([alias]) => alias);
}

/** ms since 1970; undefined when the file does not say. */
export function createdAt({ created }: { readonly created?: string | undefined }): number | undefined {
  return created === undefined ? undefined : Date.parse(created);
}

/** Of a model: when its newest version was made. Git tells the rest. */
export function updatedAt(model: RegisteredModel): number | undefined {
  const times = [model, ...model.versions].map(createdAt).filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.max(...times);
}

function pairsOf(tags: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
