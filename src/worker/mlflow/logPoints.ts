/** Metrics as clients send them become points of the run and, where they name one, of a model. */
import * as z from 'zod';
import { toJsonNumber } from '../../protocol/jsonNumber.ts';
import type { OpenMlflowRun } from './context.ts';
import { double, int64 } from './fields.ts';
import { checkKey, checkLength, limits } from './limits.ts';

export const metric = z.object({
  key: z.string(),
  value: double,
  timestamp: int64.refine((value) => value >= 0, 'expected a time in ms since 1970'),
  step: int64.nullish().transform((value) => value ?? 0),
  model_id: z.string().nullish(),
  dataset_name: z.string().nullish(),
  dataset_digest: z.string().nullish(),
});
export type Metric = z.infer<typeof metric>;

/** Throws ApiError. */
export function checkMetrics(metrics: readonly Metric[]): void {
  for (const { key, model_id: model, dataset_name: name, dataset_digest: digest } of metrics) {
    checkKey(key);
    checkLength('model id', model ?? '', limits.key);
    checkLength('name of the dataset', name ?? '', limits.datasetName);
    checkLength('digest of the dataset', digest ?? '', limits.datasetDigest);
  }
}

/** A point that the run has already is not taken twice. */
export function logPoints(run: OpenMlflowRun, metrics: readonly Metric[]): void {
  for (const { key, model_id: model, timestamp: time, value, step } of metrics) {
    run.memory.recall(key, () => run.series.read(key));
    if (isGiven(model)) run.memory.learn(key, () => run.series.read(key));
    if (run.memory.add({ key, step, time, value })) run.point({ key, step, time, value, source: 'mlflow' });
  }
  logForModels(run, metrics);
}

function logForModels(run: OpenMlflowRun, metrics: readonly Metric[]): void {
  const groups = new Map<string, Metric[]>();
  for (const each of metrics) {
    if (!isGiven(each.model_id)) continue;
    const group = JSON.stringify([each.model_id, each.dataset_name ?? '', each.dataset_digest ?? '']);
    groups.set(group, [...(groups.get(group) ?? []), each]);
  }
  for (const points of groups.values()) {
    const [{ model_id: model, dataset_name: name, dataset_digest: digest } = {}] = points;
    run.event({
      type: 'modelMetrics',
      model: model ?? '',
      ...(isGiven(name) && { dataset: { name, digest: digest ?? '' } }),
      points: points.map(({ key, step, timestamp, value }) => [key, step, timestamp, toJsonNumber(value)]),
    });
  }
}

function isGiven(text: string | null | undefined): text is string {
  return text !== undefined && text !== null && text !== '';
}
