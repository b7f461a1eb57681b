/** `experiments/search` and `list`: filtered by Cairn's one parser, whose attributes of runs stand for those of experiments. */
import * as z from 'zod';
import type { Attribute } from '../../runs/filter/ast.ts';
import { compileFilter, type FilterColumns } from '../../runs/filter/evaluate.ts';
import { parseFilter } from '../../runs/filter/parse.ts';
import type { MlflowContext } from './context.ts';
import { knowThoseOfRuns } from './experimentNames.ts';
import type { Experiment } from './experiments.ts';
import { list, pageSize } from './fields.ts';
import { invalid } from './limits.ts';
import { orderOf, parseOrder, type OrderKey } from './order.ts';
import { pageOf, pageToken } from './pages.ts';
import { jsonRoute, type Answer, type Method, type Route } from './route.ts';
import { viewType } from './viewType.ts';

const search = z.object({
  max_results: pageSize(1000, 50_000),
  page_token: pageToken,
  filter: z.string().nullish(),
  order_by: list(z.string()).nullish(),
  view_type: viewType,
});

export function searchExperiments(
  places: readonly { readonly method: Method; readonly path: string }[],
): Route[] {
  return places.map((place) => jsonRoute({ ...place, input: search, handle: answer }));
}

async function answer(input: z.infer<typeof search>, context: MlflowContext): Promise<Answer> {
  await knowThoseOfRuns(context);
  const all = context.experiments.all();
  const parsed = parseFilter(input.filter ?? '');
  if (!parsed.ok) throw invalid(parsed.error.message);
  const test = parsed.expression === null ? () => true : compileFilter(parsed.expression, columnsOf(all));
  const { active, deleted } = input.view_type;
  const found = all.filter((each, row) => (each.deleted ? deleted : active) && test(row));
  const order = (input.order_by ?? []).map((text) =>
    parseOrder(text.replace(/^\s*experiment_id\b/, 'run_id')),
  );
  const byAge: OrderKey[] = [
    { entity: 'attribute', key: 'start_time', descending: true },
    { entity: 'attribute', key: 'run_id', descending: false },
  ];
  const keys = [...order, ...byAge].map(({ key, descending }) => ({
    descending,
    value: (each: Experiment) => fieldOf(each, key),
  }));
  const { items, token } = pageOf(orderOf(found, keys), input.page_token, input.max_results);
  return { experiments: items.map(experimentJson), next_page_token: token };
}

function columnsOf(all: readonly Experiment[]): FilterColumns {
  const field = (row: number, key: string) => {
    const experiment = all[row];
    return experiment === undefined ? undefined : fieldOf(experiment, key);
  };
  return {
    numbers: (_entity, key) => (row) => {
      const value = field(row, key);
      return typeof value === 'number' ? value : undefined;
    },
    texts: (entity, key) => (row) => {
      if (entity === 'tag') return all[row]?.tags.get(key);
      const value = entity === 'attribute' ? field(row, key) : undefined;
      return typeof value === 'string' ? value : undefined;
    },
    datasets: () => () => [],
  };
}

const fields: Partial<Record<Attribute, (experiment: Experiment) => string | number>> = {
  run_name: ({ name }) => name,
  experiment: ({ name }) => name,
  run_id: ({ id }) => id,
  start_time: ({ created }) => created,
  end_time: ({ updated }) => updated,
};

function fieldOf(experiment: Experiment, key: string): string | number | undefined {
  return Object.entries(fields).find(([name]) => name === key)?.[1](experiment);
}

export function experimentJson({ id, name, tags, deleted, created, updated }: Experiment): Answer {
  return {
    experiment_id: id,
    name,
    artifact_location: `mlflow-artifacts:/${id}`,
    lifecycle_stage: deleted ? 'deleted' : 'active',
    creation_time: created,
    last_update_time: updated,
    tags: [...tags].map(([key, value]) => ({ key, value })),
  };
}
