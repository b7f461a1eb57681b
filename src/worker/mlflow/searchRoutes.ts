/** `runs/search`: Cairn's one filter parser, and order, pages and view types as MLflow has them. */
import * as z from 'zod';
import type { OpenRuns } from '../../runs/openRuns.ts';
import type { FilterExpression } from '../../runs/filter/ast.ts';
import { compileFilter, type FilterColumns } from '../../runs/filter/evaluate.ts';
import { parseFilter } from '../../runs/filter/parse.ts';
import { runStatus } from '../../protocol/runShape.ts';
import type { IndexEntry } from '../../storage/runIndexEntry.ts';
import type { MlflowContext, ReadRun } from './context.ts';
import { list, pageSize } from './fields.ts';
import { invalid } from './limits.ts';
import { orderOf, parseOrder, type OrderKey, type SortKey } from './order.ts';
import { pageOf, pageToken } from './pages.ts';
import { jsonRoute, type Answer, type Route } from './route.ts';
import { runJson } from './runJson.ts';
import { wordOf } from './statusWords.ts';
import { viewType } from './viewType.ts';

const search = z.object({
  experiment_ids: list(z.string()).nullish(),
  filter: z.string().nullish(),
  run_view_type: viewType,
  max_results: pageSize(1000, 50_000),
  order_by: list(z.string()).nullish(),
  page_token: pageToken,
});

/** A run that matches, and the index that knows it. */
interface Found {
  readonly entry: IndexEntry;
  readonly runs: OpenRuns;
  readonly deleted: boolean;
}

async function searchRuns(input: z.infer<typeof search>, context: MlflowContext): Promise<Answer> {
  const order = (input.order_by ?? []).map(parseOrder);
  const filter = parseFilter(input.filter ?? '');
  if (!filter.ok) throw invalid(filter.error.message);
  const wish = { ids: input.experiment_ids ?? [], filter: filter.expression };
  const { active, deleted } = input.run_view_type;
  const found: Found[] = [];
  if (active) found.push(...matching(await context.index.active(), wish, { context, deleted: false }));
  const trash = deleted ? await context.index.deleted() : undefined;
  try {
    if (trash !== undefined) found.push(...matching(trash, wish, { context, deleted: true }));
    const keys = [...order, ...newestFirst].map((key) => sortKey(key, context));
    const { items, token } = pageOf(orderOf(found, keys), input.page_token, input.max_results);
    return { runs: items.flatMap((each) => shaped(each, context) ?? []), next_page_token: token };
  } finally {
    trash?.close();
  }
}

function matching(
  runs: OpenRuns,
  { ids, filter }: { readonly ids: readonly string[]; readonly filter: FilterExpression | null },
  { context, deleted }: { readonly context: MlflowContext; readonly deleted: boolean },
): Found[] {
  const test = filter === null ? () => true : compileFilter(filter, columnsOf(runs, context));
  const wanted = wantedExperiments(ids, context);
  const found: Found[] = [];
  for (const entry of runs.table.entries()) {
    if (entry.place !== undefined || !wanted(entry.experiment) || !test(entry.n)) continue;
    found.push({ entry, runs, deleted });
  }
  return found;
}

/** Without ids there is no experiment to look in, as in MLflow. */
function wantedExperiments(
  ids: readonly string[],
  { experiments }: MlflowContext,
): (name: string | undefined) => boolean {
  const known = new Map<string | undefined, boolean>();
  const wanted = new Set(ids);
  return (name) => {
    const answer = known.get(name) ?? wanted.has(experiments.ofRun(name).id);
    known.set(name, answer);
    return answer;
  };
}

/** Cairn's columns, with MLflow's words where it has others. */
function columnsOf({ table }: OpenRuns, context: MlflowContext): FilterColumns {
  const columns = table.columns();
  return {
    ...columns,
    texts: (entity, key) => {
      if (entity === 'tag' && key === 'mlflow.runName') return columns.texts('attribute', 'run_name');
      if (entity !== 'attribute' || key !== 'status') return columns.texts(entity, key);
      return (row) => {
        const entry = table.get(row);
        return entry && statusOf(entry, context);
      };
    },
  };
}

/** An open run may have been told that it is over. */
function statusOf({ id, status, ended }: IndexEntry, { runs }: MlflowContext): string {
  const told = ended === undefined && runs.isOpen(id) ? runs.read(id).state.told : undefined;
  const parsed = runStatus.safeParse(told?.status ?? status);
  return wordOf[parsed.data ?? 'unknown'];
}

const newestFirst: readonly OrderKey[] = [
  { entity: 'attribute', key: 'start_time', descending: true },
  { entity: 'attribute', key: 'run_id', descending: false },
];

function sortKey({ entity, key, descending }: OrderKey, context: MlflowContext): SortKey<Found> {
  const readers = new Map<OpenRuns, (n: number) => string | number | undefined>();
  const reader = (runs: OpenRuns) => {
    const known = readers.get(runs) ?? readerOf(runs, { entity, key }, context);
    readers.set(runs, known);
    return known;
  };
  return { descending, value: ({ entry, runs }) => reader(runs)(entry.n) };
}

function readerOf(
  runs: OpenRuns,
  { entity, key }: Pick<OrderKey, 'entity' | 'key'>,
  context: MlflowContext,
): (n: number) => string | number | undefined {
  const columns = columnsOf(runs, context);
  if (entity === 'metric') return columns.numbers('metric', key);
  if (entity === 'param' || entity === 'tag') return columns.texts(entity, key);
  const [numbers, texts] = [columns.numbers('attribute', key), columns.texts('attribute', key)];
  return (n) => numbers(n) ?? texts(n);
}

const shapes = new WeakMap<MlflowContext, Map<string, { readonly stamp: string; readonly json: Answer }>>();

/** Everything about one run, from its files; kept while they stay as they are. */
function shaped({ entry, runs, deleted }: Found, context: MlflowContext): Answer | undefined {
  if (context.runs.isOpen(entry.id)) return runJson(context.runs.read(entry.id), context);
  const known = shapes.get(context) ?? new Map<string, { readonly stamp: string; readonly json: Answer }>();
  shapes.set(context, known);
  const name = `${entry.id} ${entry.experiment ?? ''} ${deleted ? 'deleted' : ''}`;
  const before = known.get(name);
  if (before?.stamp === entry.stamp) return before.json;
  const read = readRun(entry.id, runs, deleted);
  const json = read && runJson(read, context);
  if (json === undefined) return undefined;
  if (known.size >= mostShapes) known.clear();
  known.set(name, { stamp: entry.stamp, json });
  return json;
}

function readRun(id: string, { scanner }: OpenRuns, deleted: boolean): ReadRun | undefined {
  const files = scanner.files(id);
  if (files === undefined) return undefined;
  return { id, paths: files.paths, state: files.state, series: files.series, deleted };
}

const mostShapes = 5000;

export const searchRoutes: readonly Route[] = [
  jsonRoute({ method: 'POST', path: '/api/2.0/mlflow/runs/search', input: search, handle: searchRuns }),
];
