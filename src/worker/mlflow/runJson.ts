/** A run as MLflow's JSON tells it. */
import type { MetricSummary } from '../../records/metric.ts';
import type { RunState } from '../../runs/reduceRun.ts';
import type { MlflowContext, ReadRun } from './context.ts';
import { jsonDouble } from './fields.ts';
import type { Answer } from './route.ts';
import { wordOf } from './statusWords.ts';
import { artifactUriOf } from './uris.ts';

export function runJson(run: ReadRun, context: MlflowContext): Answer {
  const { state } = run;
  return {
    info: runInfo(run, context),
    data: {
      metrics: metricsJson(run.series.summaries()),
      params: [...state.params].map(([key, { value }]) => ({ key, value })),
      tags: tagsJson(state.tags, state.name),
    },
    inputs: inputsJson(state),
    outputs: outputsJson(state),
  };
}

export function runInfo({ id, state, deleted }: ReadRun, { experiments }: MlflowContext): Answer {
  const { ended, told, record } = state;
  return infoJson({
    id,
    name: state.name,
    experiment: experiments.ofRun(state.experiment).id,
    user: record.user,
    status: wordOf[ended?.status ?? told?.status ?? 'running'],
    started: state.started ?? record.created,
    ended: ended?.t ?? told?.t,
    deleted,
  });
}

export function infoJson(run: {
  readonly id: string;
  readonly name: string;
  /** Its id. */
  readonly experiment: string;
  readonly user: string;
  readonly status: string;
  /** ms since 1970. */
  readonly started: number;
  readonly ended: number | undefined;
  readonly deleted: boolean;
}): Answer {
  return {
    run_uuid: run.id,
    run_id: run.id,
    run_name: run.name,
    experiment_id: run.experiment,
    user_id: run.user,
    status: run.status,
    start_time: Math.round(run.started),
    ...(run.ended !== undefined && { end_time: Math.round(run.ended) }),
    artifact_uri: artifactUriOf(run.experiment, run.id),
    lifecycle_stage: run.deleted ? 'deleted' : 'active',
  };
}

/** What Cairn measures of the machine is left out: clients log again for a model what they find here. */
export function metricsJson(summaries: readonly MetricSummary[]): Answer[] {
  return summaries
    .filter(({ source }) => source !== 'system')
    .map(({ key, last }) => pointJson(key, { step: last.step, time: last.time, value: last.value }));
}

/** Steps and times are int64 in MLflow. */
export function pointJson(
  key: string,
  { step, time, value }: { readonly step: number; readonly time: number; readonly value: number },
): Answer {
  return { key, value: jsonDouble(value), timestamp: Math.round(time), step: Math.trunc(step) };
}

export function tagsJson(tags: Iterable<readonly [string, string]>, name: string): Answer[] {
  const all = new Map(tags).set('mlflow.runName', name);
  return [...all].map(([key, value]) => ({ key, value }));
}

export function inputsJson({ datasets, models }: RunState): Answer {
  return {
    dataset_inputs: [...datasets.values()].map(({ name, role, version, mlflow }) => ({
      tags: Object.entries({ ...(role !== undefined && { [contextTag]: role }), ...mlflow?.tags }).map(
        ([key, value]) => ({ key, value }),
      ),
      dataset: {
        name,
        digest: version ?? '',
        source_type: mlflow?.sourceType ?? '',
        source: mlflow?.source ?? '',
        ...(mlflow?.schema !== undefined && { schema: mlflow.schema }),
        ...(mlflow?.profile !== undefined && { profile: mlflow.profile }),
      },
    })),
    model_inputs: [...models.values()].flatMap(({ id, use }) => (use === 'input' ? [{ model_id: id }] : [])),
  };
}

export function outputsJson({ models }: RunState): Answer {
  return {
    model_outputs: [...models.values()].flatMap(({ id, use, step }) =>
      use === 'output' ? [{ model_id: id, step: step ?? 0 }] : [],
    ),
  };
}

export const contextTag = 'mlflow.data.context';
