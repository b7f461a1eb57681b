/** What is asked of MLflow's database for one run that is looked at: its points, its note, its artifacts and models. */
import path from 'node:path';
import type { ReadOnlyDatabase, Row } from '../../storage/readOnlyDatabase.ts';
import type { PointColumns } from '../../storage/series/seriesFormat.ts';
import { artifactsIn, detailsOf, isId, localFolder, modelArtifacts } from '../mlflowWords.ts';
import { PlainFolder } from '../plainFolder.ts';
import { PointList } from '../pointList.ts';
import type { ForeignArtifact, ForeignDetails } from '../source.ts';
import { metricColumns, pointOf } from './metricTable.ts';
import type { TableRun } from './runTables.ts';

/** `expected`: how many points there are, as the whole table told. */
export function pointsInDatabase(
  database: ReadOnlyDatabase,
  { run, key, expected }: { readonly run: string; readonly key: string; readonly expected: number },
): PointColumns {
  const indexed = collect(rowsByIndex(database, run, key), run, key, expected);
  // An index that says something else than its table is damaged, or the file has grown since: the table counts.
  const points = indexed?.count === expected ? indexed : collect(allRows(database), run, key, Infinity);
  return (points ?? new PointList()).columns();
}

export function detailsOfTable(file: string, run: TableRun): ForeignDetails {
  const models = run.models.flatMap(({ id, location }) => modelFiles(file, run, id, location));
  const folder = folderOf(file, run.artifactUri ?? '', [run.experimentId, run.id, 'artifacts']);
  return {
    ...detailsOf((name) => run.tags.get(name)),
    artifactFolder: folder,
    artifacts: [...(folder === undefined ? [] : artifactsIn(folder)), ...models],
  };
}

function modelFiles(file: string, run: TableRun, id: string, location: string): ForeignArtifact[] {
  const folder = isId(id)
    ? folderOf(file, location, [run.experimentId, 'models', id, 'artifacts'])
    : undefined;
  return folder === undefined ? [] : modelArtifacts(folder, id);
}

/** Where the database says they are; else, as it may have been moved or served, in MLflow's usual folders beside it. */
function folderOf(file: string, location: string, usual: readonly string[]): string | undefined {
  const noted = localFolder(location, usual.slice(-2));
  if (noted !== undefined || !usual.every(isId)) return noted;
  const beside = new PlainFolder(path.dirname(file), () => undefined);
  const place = ['mlruns', 'mlartifacts']
    .map((name) => [name, ...usual].join('/'))
    .find((at) => beside.reaches(at));
  return place === undefined ? undefined : beside.absolute(place);
}

/** Undefined when there are more points than there can be, or the table ends in damage. */
function collect(
  rows: Iterable<Row> | undefined,
  run: string,
  key: string,
  most: number,
): { count: number; columns(): PointColumns } | undefined {
  if (rows === undefined) return undefined;
  const points = new PointList();
  let count = 0;
  for (const row of quietly(rows)) {
    const point = row.texts[0] === run && row.texts[1] === key ? pointOf(row) : undefined;
    if (point === undefined) continue;
    count += 1;
    if (count > most) return undefined;
    points.add(point.step, point.time, point.value);
  }
  return { count, columns: () => points.columns() };
}

/** Undefined without an index for it: then SQLite would look through all rows, and damage could make it never end. */
function rowsByIndex(database: ReadOnlyDatabase, run: string, key: string): Iterable<Row> | undefined {
  if (!database.hasIndex('metrics', ['run_uuid', 'key'])) return undefined;
  return database.matches('metrics', metricColumns, { run_uuid: run, key });
}

function allRows(database: ReadOnlyDatabase): Iterable<Row> {
  return database.rows('metrics', metricColumns);
}

/** Ends where the damage begins: the list of runs has told of it. */
function* quietly(rows: Iterable<Row>): Generator<Row> {
  try {
    yield* rows;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}
