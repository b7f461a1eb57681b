/**
 * MLflow's logged models: kept in the events of a run, their files among its artifacts. The id of a model names its run,
 * so that it is found again by any process without an index.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { codeOf } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { LoggedModel } from '../../runs/reduceRun.ts';
import { ApiError } from './apiError.ts';
import type { MlflowContext, ReadRun } from './context.ts';
import { jsonDouble } from './fields.ts';
import { modelMetricsOf, type ModelMetric } from './modelMetrics.ts';
import { registryOf } from './registryOf.ts';
import type { Answer } from './route.ts';

/** The folder of all models among the artifacts of a run. */
export const modelsFolder = 'logged-models';

export interface KeptModel {
  readonly run: ReadRun;
  readonly model: LoggedModel;
}

export function newModelId(runId: string): string {
  return `m-${runId}-${randomBytes(4).toString('hex')}`;
}

/** The run that a model of this id is kept in, if there is such a model. */
export function runOfModelId(modelId: string): string | undefined {
  return /^m-(.+)-[0-9a-f]{8}$/.exec(modelId)?.[1];
}

/** Throws ApiError RESOURCE_DOES_NOT_EXIST. */
export function findModel(context: MlflowContext, id: string): KeptModel {
  const runId = runOfModelId(id);
  const run = runId === undefined ? undefined : context.runs.read(runId);
  const model = run?.state.loggedModels.get(id);
  if (run !== undefined && model !== undefined && !model.deleted && !run.deleted) return { run, model };
  throw new ApiError('RESOURCE_DOES_NOT_EXIST', t('There is no logged model {0}.', id));
}

/** `model` → `logged-models/model`, or `logged-models/model-2` when another one of the run has that. */
export function freeModelPath(run: ReadRun, name: string): string {
  const known = [...run.state.loggedModels.values()].map(({ path }) => path);
  const there = namesIn(`${run.paths.artifacts}/${modelsFolder}`).map((each) => `${modelsFolder}/${each}`);
  const taken = new Set([...known, ...there].map((path) => path.toLowerCase()));
  const bare = name
    .replace(/[^\p{L}\p{N} _,=+()@~-]/gu, '_')
    .slice(0, 60)
    .trim();
  for (let number = 1; ; number += 1) {
    const path = `${modelsFolder}/${bare}${number === 1 ? '' : `-${String(number)}`}`;
    if (!taken.has(path.toLowerCase())) return path;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Only the model's id counts when it comes back. */
export function modelUriOf(experimentId: string, modelId: string): string {
  return `mlflow-artifacts:/${experimentId}/models/${modelId}/artifacts`;
}

export function experimentIdOf(context: MlflowContext, { state }: ReadRun): string {
  return context.experiments.ofRun(state.experiment).id;
}

const statusNames = {
  pending: 'LOGGED_MODEL_PENDING',
  ready: 'LOGGED_MODEL_READY',
  failed: 'LOGGED_MODEL_UPLOAD_FAILED',
} as const;

/** Clients keep the versions of a model in this tag of it as well; here the registry alone says which there are. */
export const modelVersionsTag = 'mlflow.modelVersions';

/** As MLflow's searches name it. */
export const shortStatusNames = { pending: 'PENDING', ready: 'READY', failed: 'FAILED' } as const;

/** MLflow's LoggedModel. */
export function modelShape(context: MlflowContext, { run, model }: KeptModel): Answer {
  const experimentId = experimentIdOf(context, run);
  const versions = versionsOf(context, model.id);
  const tags = new Map(model.tags);
  if (versions.length > 0) tags.set(modelVersionsTag, JSON.stringify(versions));
  return {
    info: {
      model_id: model.id,
      experiment_id: experimentId,
      name: model.name,
      creation_timestamp_ms: model.created,
      last_updated_timestamp_ms: model.updated,
      artifact_uri: modelUriOf(experimentId, model.id),
      status: statusNames[model.status],
      model_type: model.modelType === '' ? undefined : model.modelType,
      source_run_id: model.ofRun ? run.id : undefined,
      tags: pairs(tags),
      registrations: versions,
    },
    data: {
      params: pairs(model.params),
      metrics: modelMetricsOf(run, model.id).map((metric) => metricShape(metric, model.id, run.id)),
    },
  };
}

function versionsOf(context: MlflowContext, modelId: string): { name: string; version: string }[] {
  const registered = [...registryOf(context).all().models.values()];
  return registered.flatMap(({ name, versions }) =>
    versions
      .filter(({ model }) => model === modelId)
      .map(({ version }) => ({ name, version: String(version) })),
  );
}

export function pairs(map: ReadonlyMap<string, string>): { key: string; value: string }[] {
  return [...map].map(([key, value]) => ({ key, value }));
}

function metricShape(metric: ModelMetric, modelId: string, runId: string): Answer {
  return {
    key: metric.key,
    value: jsonDouble(metric.value),
    timestamp: metric.time,
    step: metric.step,
    dataset_name: metric.dataset?.name,
    dataset_digest: metric.dataset?.digest,
    model_id: modelId,
    run_id: runId,
  };
}
