/** One column of the compare table as a function of the run's ordinal: whatever the group, sorting and showing read it alike. */
import { assertNever } from '../../base/errors.ts';
import type { ColumnRef, MetricValue, RecordKey } from '../../protocol/compare/compareShape.ts';
import { runRow } from '../../protocol/runShape.ts';
import type { CairnConfig } from '../../records/config.ts';
import type { IndexEntry } from '../../storage/runIndexEntry.ts';
import type { Runs } from '../query.ts';
import { baselineValues } from './baselineValues.ts';
import { hintValues } from './hintValues.ts';
import { directionOf } from '../shapeRun.ts';

export type ColumnValues =
  | { readonly kind: 'number'; readonly at: (n: number) => number | undefined }
  | { readonly kind: 'text'; readonly at: (n: number) => string | undefined };

/** The value of a metric at a step; undefined where the run does not have it. */
export type ValueAt = (n: number, key: string, step: number) => number | undefined;

export interface ColumnSource extends Runs {
  readonly config: CairnConfig;
  readonly valueAt: ValueAt;
}

export function columnValues(source: ColumnSource, column: ColumnRef): ColumnValues {
  switch (column.group) {
    case 'metrics':
      return { kind: 'number', at: metricValues(source, column.key, column.value) };
    case 'params':
    case 'tags':
      return {
        kind: 'text',
        at: source.table.columns().texts(column.group === 'params' ? 'param' : 'tag', column.key),
      };
    case 'data':
      return { kind: 'text', at: datasetVersions(source, column.key) };
    case 'code':
    case 'environment':
      return { kind: 'text', at: source.table.facts.column(`${column.group}.${column.key}`) };
    case 'record':
      return recordValues(source, column.key);
    default:
      return assertNever(column);
  }
}

function metricValues(
  { index, table, config, valueAt }: ColumnSource,
  key: string,
  value: MetricValue,
): (n: number) => number | undefined {
  if (value === 'last') return table.metric(key);
  if (typeof value === 'object') return (n) => valueAt(n, key, value.at);
  const which = value === 'best' ? (directionOf(key, config) === 'maximize' ? 'max' : 'min') : value;
  const values = new Map<number, number>();
  for (const point of index.metricPoints(key)) values.set(point.n, point[which]);
  return (n) => values.get(n);
}

/** The version of a dataset that a run used: its hash as it was named, or that it was used at all. */
function datasetVersions({ table }: ColumnSource, name: string): (n: number) => string | undefined {
  const columns = table.columns();
  const names = columns.datasets('name');
  const digests = columns.datasets('digest');
  return (n) => {
    const place = names(n).indexOf(name);
    if (place < 0) return undefined;
    const digest = digests(n)[place] ?? '';
    return digest === '' ? '✓' : digest;
  };
}

function recordValues(source: ColumnSource, key: RecordKey): ColumnValues {
  const { table, index } = source;
  const entry =
    <T>(read: (entry: IndexEntry) => T | undefined) =>
    (n: number) => {
      const found = table.get(n);
      return found === undefined ? undefined : read(found);
    };
  switch (key) {
    case 'id':
    case 'name':
    case 'status':
    case 'script':
    case 'experiment':
    case 'user':
    case 'host':
    case 'origin':
    case 'place':
      return { kind: 'text', at: entry((found) => (found[key] === '' ? undefined : found[key])) };
    case 'note':
    case 'command':
    case 'meets':
    case 'fairness':
      return { kind: 'text', at: table.facts.column(`record.${key}`) };
    case 'artifactBytes':
    case 'modelBytes':
    case 'parameters':
    case 'latencyMs':
    case 'problems':
      return { kind: 'number', at: numeric(table.facts.column(`record.${key}`)) };
    case 'started':
    case 'exitCode':
      return { kind: 'number', at: entry((found) => found[key]) };
    case 'duration':
      return {
        kind: 'number',
        at: entry(({ started, ended }) => (ended === undefined ? undefined : ended - started)),
      };
    case 'star':
      return { kind: 'number', at: entry(({ star }) => Number(star)) };
    case 'best':
      return { kind: 'number', at: entry((found) => Number(table.standing(found).isBest)) };
    case 'objective':
      return { kind: 'number', at: entry(({ objective }) => objective?.value) };
    case 'hint':
      return { kind: 'text', at: hintValues(source) };
    case 'baseline':
      return { kind: 'text', at: baselineValues(source) };
    case 'progress':
      return { kind: 'text', at: entry((found) => progressOf(found, index.row(found.n))) };
    default:
      return assertNever(key);
  }
}

/** Only of runs that go on; `7/20 epoch`. */
function progressOf({ live }: IndexEntry, row: unknown): string | undefined {
  if (!live) return undefined;
  const progress = runRow.safeParse(row).data?.progress;
  if (!progress) return undefined;
  const of = progress.of === undefined ? '' : `/${String(progress.of)}`;
  return `${progress.unit} ${String(progress.at)}${of}`;
}

function numeric(texts: (n: number) => string | undefined): (n: number) => number | undefined {
  return (n) => {
    const text = texts(n);
    return text === undefined ? undefined : Number(text);
  };
}
