/** Questions about all runs, answered from the index: filter, sort, page, group, names. The same for every door. */
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { compileFilter } from './filter/evaluate.ts';
import { parseFilter } from './filter/parse.ts';
import { compareText } from './runTable.ts';
import type { RunTable } from './runTable.ts';
import { metricShapeOf } from './shapeRun.ts';
import type { CairnConfig } from '../records/config.ts';
import type { KnownNames } from '../protocol/indexThread.ts';
import { runRow } from '../protocol/runShape.ts';
import { toJsonNumber } from '../protocol/jsonNumber.ts';
import type { RunRow, RunShape } from '../protocol/runShape.ts';
import type { IndexEntry } from '../storage/runIndexEntry.ts';
import type { RunIndex } from '../storage/runIndex.ts';

export interface RunQuery {
  readonly filter?: string | undefined;
  readonly orderBy?: string | undefined;
  readonly group?: { readonly by: 'script' | 'experiment'; readonly key: string | null } | undefined;
  /** Only runs that Cairn recorded. */
  readonly own?: boolean | undefined;
  /** Only runs that are kept on this machine, by whatever tool. */
  readonly local?: boolean | undefined;
  readonly limit: number;
  readonly offset?: number | undefined;
}

export interface Runs {
  readonly index: RunIndex;
  readonly table: RunTable;
}

/** Ordinals of one page, and how many runs match. Throws UserError `filter` or `order`. */
export function select(
  { table }: Runs,
  query: RunQuery,
): { readonly ordinals: number[]; readonly total: number } {
  const matching = match(table, query);
  const compare = orderOf(table, query.orderBy ?? '', matching);
  const offset = query.offset ?? 0;
  const places = firstOf(
    matching.map((_, place) => place),
    compare,
    offset + query.limit,
  );
  return { ordinals: places.slice(offset).flatMap((place) => matching[place] ?? []), total: matching.length };
}

export function rows(runs: Runs, query: RunQuery): { rows: RunRow[]; total: number } {
  const { ordinals, total } = select(runs, query);
  return { rows: ordinals.flatMap((n) => rowAt(runs, n) ?? []), total };
}

/** As rows, with params, tags and metrics. */
export function shapes(
  runs: Runs,
  query: RunQuery,
  config: CairnConfig,
): { runs: RunShape[]; total: number } {
  const { ordinals, total } = select(runs, query);
  const found = ordinals.flatMap((n) => {
    const row = rowAt(runs, n);
    if (row === undefined) return [];
    return {
      ...row,
      params: Object.fromEntries(runs.index.keyed('params', n)),
      metrics: Object.fromEntries(
        runs.index.metrics(n).map((metric) => [metric.key, metricShapeOf(metric, config)]),
      ),
      tags: Object.fromEntries(runs.index.keyed('tags', n)),
    };
  });
  return { runs: found, total };
}

/** The row of one run, with what the other runs of its script make of it. */
export function rowAt({ index, table }: Runs, n: number): RunRow | undefined {
  const entry = table.get(n);
  const stored = index.row(n);
  if (entry === undefined || stored === undefined) return undefined;
  const row = runRow.parse(stored);
  const { change, isBest } = table.standing(entry);
  const objective = row.objective && {
    ...row.objective,
    change: change === null ? null : toJsonNumber(change),
  };
  return { ...row, objective, isBest };
}

export interface GroupRow {
  readonly key: string | null;
  readonly count: number;
  readonly running: number;
  readonly latest: number;
}

/** Newest group first. */
export function groups(
  { table }: Runs,
  query: { by: 'script' | 'experiment'; filter?: string | undefined; local?: boolean | undefined },
): GroupRow[] {
  const found = new Map<
    string | null,
    { key: string | null; count: number; running: number; latest: number }
  >();
  for (const n of match(table, { filter: query.filter, local: query.local })) {
    const entry = table.get(n);
    if (entry === undefined) continue;
    const key = groupKey(entry, query.by);
    const group = found.get(key) ?? { key, count: 0, running: 0, latest: 0 };
    group.count += 1;
    if (isRunning(entry)) group.running += 1;
    group.latest = Math.max(group.latest, entry.started);
    found.set(key, group);
  }
  return [...found.values()].sort((a, b) => b.latest - a.latest || compareText(a.key ?? '', b.key ?? ''));
}

/** Of each script that this folder's own runs were made with. */
export function runCounts(runs: Runs): ReadonlyMap<string, number> {
  const all = groups(runs, { by: 'script', local: true });
  return new Map(all.flatMap(({ key, count }) => (key === null ? [] : [[key, count] as const])));
}

export interface ScriptRuns {
  readonly script: string;
  readonly count: number;
  readonly running: RunRow[];
  readonly best: RunRow | null;
  readonly latest: RunRow | null;
  /** The newest one, of the last few, whose predictions were judged. */
  readonly judged: RunRow | null;
}

export function scriptRuns(runs: Runs, script: string): ScriptRuns {
  const entries = runs.table.ofScript(script);
  const best = entries.findLast((entry) => runs.table.standing(entry).isBest);
  const latest = entries.at(-1);
  return {
    script,
    count: entries.length,
    running: entries.filter(isRunning).flatMap((entry) => rowAt(runs, entry.n) ?? []),
    best: (best && rowAt(runs, best.n)) ?? null,
    latest: (latest && rowAt(runs, latest.n)) ?? null,
    judged: newestJudged(runs, entries),
  };
}

function newestJudged(runs: Runs, entries: readonly IndexEntry[]): RunRow | null {
  for (const { n } of entries.slice(-mostLookedAt).reverse()) {
    const row = rowAt(runs, n);
    if (row !== undefined && row.fairness !== null) return row;
  }
  return null;
}

const mostLookedAt = 50;

export function names({ index, table }: Runs): KnownNames {
  return {
    params: index.keys('params'),
    metrics: index.keys('metrics'),
    tags: index.keys('tags'),
    experiments: mostUsed(table, ({ experiment }) => [experiment]),
    scripts: mostUsed(table, ({ script }) => [script]),
    users: mostUsed(table, ({ user }) => [user]),
    hosts: mostUsed(table, ({ host }) => [host]),
    datasetNames: datasetValues(table, 'name'),
    datasetDigests: datasetValues(table, 'digest'),
    datasetContexts: datasetValues(table, 'context'),
  };
}

function datasetValues(table: RunTable, key: 'name' | 'digest' | 'context'): string[] {
  const values = table.columns().datasets(key);
  return mostUsed(table, ({ n }) => values(n));
}

function mostUsed(
  table: RunTable,
  valuesOf: (entry: IndexEntry) => readonly (string | null | undefined)[],
): string[] {
  const uses = new Map<string, number>();
  for (const entry of table.entries())
    for (const value of valuesOf(entry))
      if (value !== undefined && value !== null && value !== '') uses.set(value, (uses.get(value) ?? 0) + 1);
  return [...uses].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0])).map(([value]) => value);
}

function isRunning(entry: IndexEntry): boolean {
  return entry.status === 'running' || entry.status === 'starting';
}

/** Runs of another tool without a script or an experiment are grouped under the place they lie in. */
function groupKey(entry: IndexEntry, by: 'script' | 'experiment'): string | null {
  return entry[by] ?? entry.place ?? null;
}

/** Ordinals of the runs that a filter lets through. Throws UserError `filter`. */
export function match(
  table: RunTable,
  { filter, group, own, local }: Pick<RunQuery, 'filter' | 'group' | 'own' | 'local'>,
): number[] {
  const parsed = parseFilter(filter ?? '');
  if (!parsed.ok) {
    throw new UserError('filter', parsed.error.message, t('Correct the filter, or clear it.'));
  }
  const test = parsed.expression === null ? undefined : compileFilter(parsed.expression, table.columns());
  const found: number[] = [];
  for (const entry of table.entries()) {
    if (group !== undefined && groupKey(entry, group.by) !== group.key) continue;
    if (own === true && entry.place !== undefined) continue;
    if (local === true && entry.origin === serverOrigin) continue;
    if (test === undefined || test(entry.n)) found.push(entry.n);
  }
  return found;
}

/** As runs that were fetched from a team's server say where they come from. */
const serverOrigin = 'mlflowserver';

type Compare = (a: number, b: number) => number;

/**
 * Compares places in `matching`, whose values are read once: a page deep in 100 000 runs compares a million times.
 * Missing values and NaN come last in either direction; equals by start, newest first, then by id.
 */
function orderOf(table: RunTable, orderBy: string, matching: readonly number[]): Compare {
  const [, name = 'started', direction] = /^\s*(.*?)(?:\s+(asc|desc))?\s*$/i.exec(orderBy) ?? [];
  const column = columnOf(table, name === '' ? 'started' : name);
  const ascending =
    direction === undefined
      ? !descendingByNature.test(name) && name !== ''
      : direction.toLowerCase() === 'asc';
  const sign = ascending ? 1 : -1;
  const values = matching.map(column);
  const tie: Compare = (a, b) => newestFirst(table, matching[a] ?? -1, matching[b] ?? -1);
  return (a, b) => {
    const x = values[a];
    const y = values[b];
    const noX = isMissing(x);
    const noY = isMissing(y);
    if (noX || noY) return noX && noY ? tie(a, b) : noX ? 1 : -1;
    if (typeof x === 'string' && typeof y === 'string') {
      const order = compareText(x, y);
      return order === 0 ? tie(a, b) : sign * order;
    }
    // Of a param that is a number here and a word there, numbers come first.
    if (typeof x !== typeof y) return typeof x === 'number' ? -1 : 1;
    const order = Number(x) - Number(y);
    return order === 0 || Number.isNaN(order) ? tie(a, b) : sign * order;
  };
}

const descendingByNature = /^(started|start_time|ended|end_time|created|duration|objective|star)$/i;

function isMissing(value: string | number | undefined): value is undefined {
  return value === undefined || (typeof value === 'number' && Number.isNaN(value));
}

function newestFirst(table: RunTable, a: number, b: number): number {
  const x = table.get(a);
  const y = table.get(b);
  return (y?.started ?? 0) - (x?.started ?? 0) || compareText(x?.id ?? '', y?.id ?? '');
}

function columnOf(table: RunTable, name: string): (n: number) => string | number | undefined {
  const [, entity, quotedKey, bareKey] =
    /^(metrics?|params?|parameters?|tags?|attributes?|attr)\.(?:[`"](.*)[`"]|(.*))$/is.exec(name) ?? [];
  const key = quotedKey ?? bareKey;
  if (entity !== undefined && key !== undefined) {
    if (/^metric/i.test(entity)) return table.metric(key);
    if (/^param/i.test(entity)) return table.sortable('params', key);
    if (/^tag/i.test(entity)) return table.sortable('tags', key);
    return columnOf(table, key);
  }
  if (name.toLowerCase() === 'objective') return (n) => table.get(n)?.objective?.value;
  const columns = table.columns();
  const numbers = columns.numbers('attribute', name);
  const texts = columns.texts('attribute', name);
  if (!sortable.test(name)) {
    throw new UserError(
      'order',
      t('Runs cannot be sorted by “{0}”.', name),
      t('Sort by started, name, status, duration, objective, metrics.<key> or params.<key>.'),
    );
  }
  return (n) => numbers(n) ?? texts(n);
}

const sortable =
  /^(run_id|id|run_name|name|status|script|experiment|user|user_id|host|origin|started|start_time|created|ended|end_time|duration|exit_code|star)$/i;

/** The first `count` in order, without sorting the rest: a page of 100 among 100 000 runs. */
function firstOf(items: readonly number[], compare: Compare, count: number): number[] {
  let best: number[] = [];
  let waiting: number[] = [];
  const merge = () => {
    best = [...best, ...waiting].sort(compare).slice(0, count);
    waiting = [];
  };
  for (const item of items) {
    const worst = best.length >= count ? best.at(-1) : undefined;
    if (worst !== undefined && compare(item, worst) >= 0) continue;
    waiting.push(item);
    if (waiting.length >= count + 1000) merge();
  }
  merge();
  return best;
}
