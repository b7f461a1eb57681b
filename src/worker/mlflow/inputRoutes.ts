/** `runs/log-inputs` and `runs/outputs`: the datasets and models that a run used, and the models it made. */
import * as z from 'zod';
import type { MlflowContext } from './context.ts';
import { int64, list, pair } from './fields.ts';
import { checkCount, checkLength, limits } from './limits.ts';
import { jsonRoute, type Answer, type Route } from './route.ts';
import { contextTag } from './runJson.ts';
import { runIdOf, runRef } from './runRef.ts';

const dataset = z.object({
  name: z.string().min(1),
  digest: z.string().min(1),
  source_type: z.string().nullish(),
  source: z.string().nullish(),
  schema: z.string().nullish(),
  profile: z.string().nullish(),
});

const logInputs = runRef.extend({
  datasets: list(z.object({ tags: list(pair).nullish(), dataset })).nullish(),
  models: list(z.object({ model_id: z.string().min(1) })).nullish(),
});

async function takeInputs(input: z.infer<typeof logInputs>, context: MlflowContext): Promise<Answer> {
  const { runs, redactor } = context;
  const { datasets, models } = { datasets: input.datasets ?? [], models: input.models ?? [] };
  checkCount('datasets', datasets.length, limits.allAtOnce);
  for (const { dataset: given } of datasets) {
    checkLength('name of the dataset', given.name, limits.datasetName);
    checkLength('digest of the dataset', given.digest, limits.datasetDigest);
    checkLength('source of the dataset', given.source ?? '', limits.datasetSource);
    checkLength('schema of the dataset', given.schema ?? '', limits.datasetSchema);
  }
  for (const { model_id: id } of models) checkLength('model id', id, limits.key);
  const run = await runs.write(runIdOf(input));
  for (const { tags, dataset: given } of datasets) {
    const { [contextTag]: role, ...others } = Object.fromEntries(
      (tags ?? []).map(({ key, value }) => [key, redactor.value(key, value)]),
    );
    run.event({
      type: 'dataset',
      name: redactor.text(given.name),
      version: given.digest,
      ...(role !== undefined && { role }),
      mlflow: {
        sourceType: given.source_type ?? '',
        source: redactor.text(given.source ?? ''),
        ...(isGiven(given.schema) && { schema: given.schema }),
        ...(isGiven(given.profile) && { profile: given.profile }),
        tags: others,
      },
    });
  }
  for (const { model_id: id } of models) run.event({ type: 'model', id, use: 'input' });
  await run.commit();
  return {};
}

const logOutputs = runRef.extend({
  models: list(z.object({ model_id: z.string().min(1), step: int64.nullish() })).nullish(),
});

async function takeOutputs(input: z.infer<typeof logOutputs>, { runs }: MlflowContext): Promise<Answer> {
  const models = input.models ?? [];
  checkCount('models', models.length, limits.allAtOnce);
  for (const { model_id: id } of models) checkLength('model id', id, limits.key);
  const run = await runs.write(runIdOf(input));
  for (const { model_id: id, step } of models)
    run.event({ type: 'model', id, use: 'output', step: step ?? 0 });
  await run.commit();
  return {};
}

function isGiven(text: string | null | undefined): text is string {
  return text !== undefined && text !== null && text !== '';
}

export const inputRoutes: readonly Route[] = [
  jsonRoute({
    method: 'POST',
    path: '/api/2.0/mlflow/runs/log-inputs',
    input: logInputs,
    handle: takeInputs,
  }),
  jsonRoute({ method: 'POST', path: '/api/2.0/mlflow/runs/outputs', input: logOutputs, handle: takeOutputs }),
];
