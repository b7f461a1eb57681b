/** Which columns the run table shows: those a person chose, or what the runs suggest. */
import type { CompareScope, ShownColumn } from '../../../../src/protocol/compare/comparePage.ts';
import {
  columnId,
  type CatalogEntry,
  type ColumnRef,
  type RecordKey,
} from '../../../../src/protocol/compare/compareShape.ts';
import { guessObjective, isJudged } from '../../../../src/records/metric.ts';
import { isSystem } from './columnTitle.ts';

export interface ColumnWish {
  readonly columns: readonly ShownColumn[] | null;
  readonly onlyDiffering: boolean;
}

/** What there is to show of the runs. */
export interface KnownOfRuns {
  readonly catalog: readonly CatalogEntry[];
  readonly objective: CompareScope['objective'];
  /** config.yaml asks something that runs meet or miss. */
  readonly asksGoals: boolean;
  /** Of some run there is a hint about its size. */
  readonly hasHints: boolean;
  /** Columns of the record in which all matching runs agree. */
  readonly same: { has(key: RecordKey): boolean };
}

/** Pinned ones first; the name is always there. */
export function shownColumns(
  { columns, onlyDiffering }: ColumnWish,
  known: KnownOfRuns,
): readonly ShownColumn[] {
  const { catalog } = known;
  const chosen = columns ?? defaultColumns(known);
  const withName = chosen.some(({ column }) => isName(column)) ? chosen : [nameColumn, ...chosen];
  const same = new Set(catalog.filter(({ differs }) => !differs).map((entry) => entryId(entry)));
  const isSame = (column: ColumnRef) =>
    column.group === 'record'
      ? column.key !== 'name' && known.same.has(column.key)
      : same.has(entryId(column));
  const kept = onlyDiffering ? withName.filter(({ column }) => !isSame(column)) : withName;
  return [...kept.filter(({ pinned }) => pinned), ...kept.filter(({ pinned }) => !pinned)];
}

/** Status, goals, the objective and the first metrics, params that differ, data, commit, when, how long, and why. */
function defaultColumns({ catalog, objective, asksGoals, hasHints }: KnownOfRuns): readonly ShownColumn[] {
  const of = (group: CatalogEntry['group']) => catalog.filter((entry) => entry.group === group);
  const metrics = of('metrics').filter((entry) => !isSystem(entry));
  const keys = metrics.map(({ key }) => key);
  const chief =
    objective !== null && keys.includes(objective.metric) ? objective.metric : guessObjective(keys);
  const ranked = [...(chief === undefined ? [] : [chief]), ...keys.filter(isJudged), ...keys];
  const first = [...new Set(ranked)].slice(0, mostMetrics);
  const params = of('params').filter(({ differs }) => differs);
  const refs: ColumnRef[] = [
    record('status'),
    ...(asksGoals ? [record('meets')] : []),
    ...first.map((key): ColumnRef => ({ group: 'metrics', key, value: 'last' })),
    ...params.slice(0, mostParams).map(({ key }): ColumnRef => ({ group: 'params', key })),
    ...of('data')
      .slice(0, mostData)
      .map(({ key }): ColumnRef => ({ group: 'data', key })),
    ...of('code').flatMap(({ key }): ColumnRef[] => (key === 'commit' ? [{ group: 'code', key }] : [])),
    record('started'),
    record('duration'),
    ...(hasHints ? [record('hint')] : []),
    record('note'),
  ];
  return [nameColumn, ...refs.map((column) => ({ column }))];
}

/** Whatever of a metric is shown, it is one entry of the catalog. */
export function entryId({ group, key }: { readonly group: string; readonly key: string }): string {
  return `${group}.${key}`;
}

/** Every column there is, for choosing from: those of the record, then those of the catalog. */
export function everyColumn(catalog: readonly CatalogEntry[]): readonly ColumnRef[] {
  return [
    ...recordKeys.map(record),
    ...catalog.map(({ group, key }): ColumnRef =>
      group === 'metrics' ? { group, key, value: 'last' } : { group, key },
    ),
  ];
}

export function moveColumn(
  columns: readonly ShownColumn[],
  id: string,
  before: string | null,
): readonly ShownColumn[] {
  const moved = columns.find(({ column }) => columnId(column) === id);
  if (moved === undefined || id === before) return columns;
  const rest = columns.filter((one) => one !== moved);
  const place = before === null ? -1 : rest.findIndex(({ column }) => columnId(column) === before);
  const last = rest.findLastIndex(({ pinned }) => (pinned ?? false) === (moved.pinned ?? false)) + 1;
  return rest.toSpliced(place < 0 ? last : place, 0, moved);
}

export const nameColumn: ShownColumn = { column: { group: 'record', key: 'name' }, pinned: true };

function isName(column: ColumnRef): boolean {
  return column.group === 'record' && column.key === 'name';
}

function record(key: RecordKey): ColumnRef {
  return { group: 'record', key };
}

/** Those that a person may want; the others are parts of other columns. */
const recordKeys: readonly RecordKey[] = [
  ...(['status', 'objective', 'started', 'duration', 'note', 'script', 'experiment'] as const),
  ...(['progress', 'exitCode', 'command', 'user', 'host', 'origin', 'place'] as const),
  ...([
    'meets',
    'fairness',
    'hint',
    'parameters',
    'latencyMs',
    'artifactBytes',
    'modelBytes',
    'problems',
    'id',
  ] as const),
];
const mostMetrics = 4;
const mostParams = 12;
const mostData = 3;
