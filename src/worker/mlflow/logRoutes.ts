/** `runs/log-…`, `runs/set-tag`, `runs/delete-tag`: what is recorded while a run goes on. */
import * as z from 'zod';
import { t } from '../../base/l10n.ts';
import type { MlflowContext, OpenMlflowRun } from './context.ts';
import { list, pair } from './fields.ts';
import { checkCount, invalid, limits } from './limits.ts';
import { checkMetrics, logPoints, metric } from './logPoints.ts';
import { ApiError } from './apiError.ts';
import { jsonRoute, type Answer, type Route } from './route.ts';
import { runIdOf, runRef } from './runRef.ts';
import { cleanParams, cleanTags } from './tags.ts';

const logMetric = runRef.extend(metric.shape);

async function takeMetric(input: z.infer<typeof logMetric>, { runs }: MlflowContext): Promise<Answer> {
  checkMetrics([input]);
  const run = await runs.write(runIdOf(input));
  logPoints(run, [input]);
  await run.commit();
  return {};
}

const logBatch = runRef.extend({
  metrics: list(metric).nullish(),
  params: list(pair).nullish(),
  tags: list(pair).nullish(),
});

/** All of a batch or nothing: everything is looked at before anything is recorded. */
async function takeBatch(
  input: z.infer<typeof logBatch>,
  { runs, redactor }: MlflowContext,
): Promise<Answer> {
  const { metrics, params, tags } = {
    metrics: input.metrics ?? [],
    params: input.params ?? [],
    tags: input.tags ?? [],
  };
  checkCount('metrics', metrics.length, limits.metricsAtOnce);
  checkCount('params', params.length, limits.paramsAtOnce);
  checkCount('tags', tags.length, limits.tagsAtOnce);
  checkCount('entries', metrics.length + params.length + tags.length, limits.allAtOnce);
  checkMetrics(metrics);
  const newParams = cleanParams(params, redactor);
  const newTags = cleanTags(tags, redactor);
  const run = await runs.write(runIdOf(input));
  logParams(run, newParams.params);
  logPoints(run, metrics);
  logTags(run, newTags.tags);
  for (const message of [...newParams.problems, ...newTags.problems]) run.problem('MLflow', message);
  await run.commit();
  return {};
}

/** Throws ApiError when one of them has another value already; then none is recorded. */
function logParams(run: OpenMlflowRun, params: readonly (readonly [string, string])[]): void {
  if (params.length === 0) return;
  const { params: known } = run.state;
  const fresh = new Map<string, string>();
  for (const [key, value] of params) {
    const before = known.get(key);
    // What was given at launch, or printed, is what somebody meant; what MLflow was told is what is.
    const fixed = before?.source === 'mlflow' ? before.value : fresh.get(key);
    if (fixed !== undefined && fixed !== value) {
      throw invalid(
        t(
          'The param {0} has the value “{1}” already, and params do not change: “{2}” was not recorded.',
          key,
          fixed,
          value,
        ),
      );
    }
    if (fixed === undefined) fresh.set(key, value);
  }
  if (fresh.size > 0) run.event({ type: 'params', params: Object.fromEntries(fresh), source: 'mlflow' });
}

const logParameter = runRef.extend(pair.shape);

async function takeParam(input: z.infer<typeof logParameter>, context: MlflowContext): Promise<Answer> {
  const { params, problems } = cleanParams([input], context.redactor);
  const run = await context.runs.write(runIdOf(input));
  logParams(run, params);
  for (const message of problems) run.problem('MLflow', message);
  await run.commit();
  return {};
}

async function setTag(input: z.infer<typeof logParameter>, context: MlflowContext): Promise<Answer> {
  const { tags, problems } = cleanTags([input], context.redactor);
  const run = await context.runs.write(runIdOf(input));
  logTags(run, tags);
  for (const message of problems) run.problem('MLflow', message);
  await run.commit();
  return {};
}

function logTags(run: OpenMlflowRun, tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length === 0) return;
  run.event({ type: 'tags', tags, source: 'mlflow' });
  const name = tags['mlflow.runName'];
  if (name !== undefined && name !== '') run.event({ type: 'named', name: name.slice(0, 200) });
}

const tagOf = runRef.extend({ key: z.string() });

async function deleteTag(input: z.infer<typeof tagOf>, { runs }: MlflowContext): Promise<Answer> {
  const run = await runs.write(runIdOf(input));
  if (!run.state.tags.has(input.key))
    throw new ApiError('RESOURCE_DOES_NOT_EXIST', t('The run has no tag {0}.', input.key));
  run.event({ type: 'tags', tags: { [input.key]: null }, source: 'mlflow' });
  await run.commit();
  return {};
}

const logModel = runRef.extend({ model_json: z.string() });

/** What MLflow 2 says of a model that it logged: kept as MLflow keeps it, in a tag. */
async function takeModel(
  input: z.infer<typeof logModel>,
  { runs, redactor }: MlflowContext,
): Promise<Answer> {
  const run = await runs.write(runIdOf(input));
  const before = z.array(z.unknown()).safeParse(jsonOf(run.state.tags.get(historyTag) ?? '[]'));
  const model = jsonOf(input.model_json);
  if (model === undefined) throw invalid(t('model_json is not JSON.'));
  const history = JSON.stringify([...(before.data ?? []), model]);
  run.event({ type: 'tags', tags: { [historyTag]: redactor.text(history) }, source: 'mlflow' });
  await run.commit();
  return {};
}

const historyTag = 'mlflow.log-model.history';

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const post = 'POST';

export const logRoutes: readonly Route[] = [
  jsonRoute({ method: post, path: '/api/2.0/mlflow/runs/log-metric', input: logMetric, handle: takeMetric }),
  jsonRoute({ method: post, path: '/api/2.0/mlflow/runs/log-batch', input: logBatch, handle: takeBatch }),
  jsonRoute({
    method: post,
    path: '/api/2.0/mlflow/runs/log-parameter',
    input: logParameter,
    handle: takeParam,
  }),
  jsonRoute({ method: post, path: '/api/2.0/mlflow/runs/set-tag', input: logParameter, handle: setTag }),
  jsonRoute({ method: post, path: '/api/2.0/mlflow/runs/delete-tag', input: tagOf, handle: deleteTag }),
  jsonRoute({ method: post, path: '/api/2.0/mlflow/runs/log-model', input: logModel, handle: takeModel }),
];
