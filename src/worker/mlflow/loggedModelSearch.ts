/** `logged-models/search`: models are kept in runs, so the runs that have some are looked through. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { codeOf } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { runDir, runPaths } from '../../storage/layout.ts';
import { ApiError } from './apiError.ts';
import type { MlflowContext, ReadRun } from './context.ts';
import { flag, list, pageSize } from './fields.ts';
import { invalid } from './limits.ts';
import {
  experimentIdOf,
  modelsFolder,
  modelShape,
  shortStatusNames,
  type KeptModel,
} from './loggedModels.ts';
import { modelMetricsOf, type ModelMetric } from './modelMetrics.ts';
import type { SortKey } from './order.ts';
import { pageToken } from './pages.ts';
import { readOrder, searchModels, type Searched } from './modelSearch.ts';
import { jsonRoute } from './route.ts';

const text = z
  .string()
  .nullish()
  .transform((found) => found ?? '');
const dataset = z.object({ dataset_name: z.string().min(1), dataset_digest: text });
type Dataset = z.infer<typeof dataset>;

const question = z.object({
  experiment_ids: list(z.string()).nullish(),
  filter: text,
  datasets: z.array(dataset).nullish(),
  max_results: pageSize(100, 50_000),
  order_by: z
    .array(
      z.object({
        field_name: z.string(),
        ascending: flag.nullish(),
        dataset_name: text,
        dataset_digest: text,
      }),
    )
    .nullish(),
  page_token: pageToken,
});
type OrderBy = NonNullable<z.infer<typeof question>['order_by']>[number];

export const loggedModelSearch = jsonRoute({
  method: 'POST',
  path: '/api/2.0/mlflow/logged-models/search',
  input: question,
  async handle(asked, context) {
    const wanted = new Set(asked.experiment_ids ?? []);
    const datasets = asked.datasets ?? [];
    const models: KeptModel[] = [];
    for (const run of await runsWithModels(context)) {
      if (!wanted.has(experimentIdOf(context, run))) continue;
      for (const model of run.state.loggedModels.values()) {
        const kept = { run, model };
        if (model.deleted) continue;
        if (datasets.length === 0 || metricsOn(kept, datasets).length > 0) models.push(kept);
      }
    }
    const page = searchModels(models, searchedWith(datasets), {
      filter: asked.filter,
      order: [...(asked.order_by ?? []).map(orderOf), ...lastly],
      size: asked.max_results,
      token: asked.page_token,
    });
    return {
      models: page.items.map((kept) => modelShape(context, kept)),
      next_page_token: page.token,
    };
  },
});

/** Every model has a folder of its own from its beginning. */
async function runsWithModels(context: MlflowContext): Promise<ReadRun[]> {
  const { layout } = context;
  const found: ReadRun[] = [];
  for (const [index, id] of (await namesIn(layout.runs)).entries()) {
    if (index % 500 === 499) await new Promise((resolve) => setImmediate(resolve));
    if (!existsSync(path.join(runPaths(runDir(layout, id)).artifacts, modelsFolder))) continue;
    try {
      found.push(context.runs.read(id));
    } catch (error) {
      // A run that cannot be read has no models to show.
      if (!(error instanceof ApiError)) throw error;
    }
  }
  return found;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

const attributes = {
  name: 'text',
  model_id: 'text',
  model_type: 'text',
  status: 'text',
  source_run_id: 'text',
  creation_timestamp: 'number',
  last_updated_timestamp: 'number',
} as const;

function searchedWith(datasets: readonly Dataset[]): Searched<KeptModel> {
  return {
    attributes,
    aliases: { creation_time: 'creation_timestamp', last_updated_time: 'last_updated_timestamp' },
    attribute: ({ run, model }, name) => {
      switch (name) {
        case 'name':
          return model.name;
        case 'model_id':
          return model.id;
        case 'model_type':
          return model.modelType;
        case 'status':
          return shortStatusNames[model.status];
        case 'source_run_id':
          return model.ofRun ? run.id : undefined;
        case 'creation_timestamp':
          return model.created;
        default:
          return model.updated;
      }
    },
    tag: ({ model }, key) => model.tags.get(key),
    param: ({ model }, key) => model.params.get(key),
    metric: (kept, key) => newest(metricsOn(kept, datasets), key),
  };
}

function orderOf({ field_name, ascending, dataset_name, dataset_digest }: OrderBy): SortKey<KeptModel> {
  const metric = /^metrics\.(.+)$/.exec(field_name)?.[1];
  if (metric === undefined) {
    if (dataset_name !== '') throw invalid(t('Only metrics belong to a dataset, not {0}.', field_name));
    return { ...readOrder(field_name, searchedWith([])), descending: ascending === false };
  }
  const datasets = dataset_name === '' ? [] : [{ dataset_name, dataset_digest }];
  return { value: (kept) => newest(metricsOn(kept, datasets), metric), descending: ascending === false };
}

/** MLflow's tie-breakers. */
const lastly: readonly SortKey<KeptModel>[] = [
  { value: ({ model }) => model.created, descending: true },
  { value: ({ model }) => model.id, descending: false },
];

function metricsOn({ run, model }: KeptModel, datasets: readonly Dataset[]): readonly ModelMetric[] {
  const metrics = modelMetricsOf(run, model.id);
  if (datasets.length === 0) return metrics;
  return metrics.filter((metric) =>
    datasets.some(
      ({ dataset_name, dataset_digest }) =>
        metric.dataset?.name === dataset_name &&
        (dataset_digest === '' || metric.dataset.digest === dataset_digest),
    ),
  );
}

function newest(metrics: readonly ModelMetric[], key: string): number | undefined {
  const found = metrics.filter((metric) => metric.key === key);
  return found.sort((a, b) => b.time - a.time)[0]?.value;
}
