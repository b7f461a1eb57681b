/**
 * Predictions as one view of plain columns: `l` label, `p` prediction, `s` score, `w` weight and `g0`, `g1` … groups. What a
 * column is called can so never collide with what the statements call theirs.
 */
import { UserError, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { suggest } from '../base/suggest.ts';
import type { Binning, FairnessQuery, GroupColumn } from '../protocol/fairnessCounts.ts';
import type { DataColumn, DataSession } from './dataSession.ts';
import { doubleText, quoteName, quoteText } from './sqlText.ts';

export interface Relation {
  readonly view: string;
  readonly label: DataColumn;
  readonly prediction: DataColumn | undefined;
  readonly hasScore: boolean;
  /** `found`: whether the other file has the id of the row, `k`. */
  readonly isJoined: boolean;
  readonly groups: readonly RelationGroup[];
}

/** Groups of another file, one row an id (see joinedGroups.ts). */
export interface JoinedGroups {
  readonly file: string;
  readonly columns: readonly DataColumn[];
  readonly idIsNumber: boolean;
  readonly problems: readonly Problem[];
}

export interface RelationGroup {
  readonly column: string;
  readonly isNumber: boolean;
  /** How a value is shown; of bins DuckDB tells their place. */
  readonly shown: (text: string) => string;
  /** Order of bins. */
  readonly isBinned: boolean;
  /** Inner edges of bins. */
  readonly edges?: readonly number[];
}

export async function predictionRelation(
  session: DataSession,
  query: FairnessQuery,
  joined: JoinedGroups | undefined,
  /** Columns that tell rows apart: `i0`, `i1` … */
  ids: readonly string[] = [],
): Promise<Relation> {
  checkRoles(query);
  const column = (name: string) => columnOf(session.columns, name);
  const label = column(query.label);
  const prediction = query.prediction === undefined ? undefined : column(query.prediction);
  const groups: (RelationGroup & { sql: string })[] = [];
  for (const group of query.groups) groups.push(await groupOf(session, group, joined));
  const columns = [
    `${plain(label)} AS l`,
    ...(prediction ? [`${plain(prediction)} AS p`] : []),
    ...(query.score === undefined ? [] : [`${await numberOf(session, column(query.score))} AS s`]),
    ...(query.weight === undefined ? [] : [`${await numberOf(session, column(query.weight))} AS w`]),
    ...groups.map(({ sql }, at) => `${sql} AS g${String(at)}`),
    ...(joined && query.id !== undefined
      ? [`j.id IS NOT NULL AS found`, `${plain(column(query.id))} AS k`]
      : []),
    ...ids.map((name, at) => `${plain(column(name))} AS i${String(at)}`),
  ];
  const split =
    query.split && `${quoteName(column(query.split.column).name)}::VARCHAR = ${quoteText(query.split.value)}`;
  const view = 'predictions';
  await session.query(
    `CREATE OR REPLACE TEMP VIEW ${view} AS SELECT ${columns.join(', ')} FROM data AS d${joinText(session, query, joined)}${split === undefined ? '' : ` WHERE d.${split}`}`,
  );
  return {
    ...{ view, label, prediction, groups },
    hasScore: query.score !== undefined,
    isJoined: joined !== undefined && query.id !== undefined,
  };
}

function checkRoles({ label, prediction, score, groups, id, join }: FairnessQuery): void {
  const wrong = (message: string, next?: string) => new UserError('usage', message, next);
  if (prediction === undefined && score === undefined)
    throw wrong(t('There is neither a prediction nor a score.'), t('Name the column of one of them.'));
  if (label === prediction || label === score)
    throw wrong(
      t('“{0}” is named as the label and as what the model says of it.', label),
      t('Name two columns.'),
    );
  const names = groups.map(({ column, joined }) => `${String(joined === true)} ${column}`);
  const twice = groups.find((_, at) => names.indexOf(names[at] ?? '') !== at);
  if (twice !== undefined) throw wrong(t('“{0}” is named twice as a group.', twice.column));
  const own = groups.filter(({ joined }) => joined !== true);
  const judged = own.find(({ column }) => column === label || column === prediction || column === score);
  if (judged !== undefined)
    throw wrong(
      t('“{0}” is what is judged, so it cannot be a group too.', judged.column),
      t('Name columns that tell people apart.'),
    );
  if (join !== undefined && id === undefined)
    throw wrong(
      t('Groups of another file need the id column of the predictions.'),
      t('Name it: --id COLUMN.'),
    );
}

function joinText(session: DataSession, { id }: FairnessQuery, joined: JoinedGroups | undefined): string {
  if (joined === undefined || id === undefined) return '';
  const own = columnOf(session.columns, id);
  const name = `d.${quoteName(own.name)}`;
  const both = own.kind === 'number' && joined.idIsNumber;
  return ` LEFT JOIN read_parquet(${quoteText(joined.file)}) AS j ON ${both ? `${name} = j.id` : `${name}::VARCHAR = j.id::VARCHAR`}`;
}

export function columnOf(columns: readonly DataColumn[], name: string): DataColumn {
  const found = columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const names = columns.map((column) => column.name);
  const meant = suggest(name, names);
  throw new UserError(
    'noColumn',
    t('There is no column “{0}”.', name),
    meant === undefined
      ? t('There are {0}.', names.slice(0, 20).join(', '))
      : t('Did you mean “{0}”?', meant),
  );
}

/** NaN is no value, as in pandas; what holds values is text. */
export function plain({ name, type, kind }: DataColumn, table = 'd'): string {
  const x = `${table}.${quoteName(name)}`;
  if (kind === 'nested') return `${x}::VARCHAR`;
  return /^(FLOAT|DOUBLE)$/.test(type) ? `CASE WHEN isnan(${x}) THEN NULL ELSE ${x} END` : x;
}

/** Numbers, also where a file has them as text. */
async function numberOf({ query }: DataSession, { name, kind }: DataColumn): Promise<string> {
  const x = quoteName(name);
  if (kind === 'number') return `d.${x}::DOUBLE`;
  if (kind === 'text') {
    const [[wrong] = []] = await query(
      `SELECT min(left(${x}, 60)) FROM data WHERE ${x} IS NOT NULL AND try_cast(${x} AS DOUBLE) IS NULL`,
    );
    if (wrong === null || wrong === undefined) return `try_cast(d.${x} AS DOUBLE)`;
    throw new UserError(
      'noNumber',
      t('“{0}” must hold numbers, but it holds “{1}”.', name, String(wrong)),
      t('Name another column.'),
    );
  }
  throw new UserError('noNumber', t('“{0}” must hold numbers.', name), t('Name another column.'));
}

async function groupOf(
  session: DataSession,
  { column, bins, joined: isJoined }: GroupColumn,
  joined: JoinedGroups | undefined,
): Promise<RelationGroup & { sql: string }> {
  const found = columnOf(isJoined === true ? (joined?.columns ?? []) : session.columns, column);
  const sql = plain(found, isJoined === true ? 'j' : 'd');
  const isNumber = found.kind === 'number';
  if (bins === undefined) return { column, isNumber, sql, shown: (text) => text, isBinned: false };
  if (!isNumber)
    throw new UserError(
      'bins',
      t('“{0}” holds no numbers, so it cannot be cut into bins.', column),
      t('Leave its bins out.'),
    );
  const from = isJoined === true ? `read_parquet(${quoteText(joined?.file ?? '')}) AS j` : 'data AS d';
  const edges = await edgesOf(session, { sql, from, bins });
  const places = edges.map((edge, at) => `WHEN ${sql} < ${doubleText(edge)} THEN ${String(at)}`);
  return {
    ...{ column, isNumber },
    sql: `CASE WHEN (${sql}) IS NULL THEN NULL ${places.join(' ')} ELSE ${String(edges.length)} END`,
    shown: (text) => binText(edges, Number(text)),
    isBinned: true,
    edges,
  };
}

/** Inner edges, growing. */
async function edgesOf(
  { query }: DataSession,
  { sql, from, bins }: { sql: string; from: string; bins: Binning },
): Promise<number[]> {
  if (bins.kind === 'edges') return [...new Set(bins.edges)].sort((a, b) => a - b);
  const inner = Array.from({ length: bins.count - 1 }, (_, at) => (at + 1) / bins.count);
  const finite = `isfinite((${sql})::DOUBLE)`;
  if (bins.kind === 'quantile') {
    const [row = []] = await query(
      `SELECT ${inner.map((share) => `quantile_disc((${sql})::DOUBLE, ${String(share)})`).join(', ')}, min((${sql})::DOUBLE) FROM ${from} WHERE ${finite}`,
    );
    const numbers = row.filter((edge) => typeof edge === 'number');
    const least = numbers.at(-1);
    // A bin below the least value would be empty.
    return [...new Set(numbers.slice(0, -1))].filter((edge) => least !== undefined && edge > least);
  }
  const [[low, high] = []] = await query(
    `SELECT min((${sql})::DOUBLE), max((${sql})::DOUBLE) FROM ${from} WHERE ${finite}`,
  );
  if (typeof low !== 'number' || typeof high !== 'number' || low === high) return [];
  return inner.map((share) => low + (high - low) * share);
}

function binText(edges: readonly number[], place: number): string {
  const [from, to] = [edges[place - 1], edges[place]];
  if (from === undefined) return to === undefined ? t('all values') : `< ${String(to)}`;
  return to === undefined ? `≥ ${String(from)}` : `[${String(from)}, ${String(to)})`;
}
