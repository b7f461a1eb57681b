/** The values of a column that differ: how many, the most frequent ones, and the categories that later data are held against. */
import type { ColumnProfile } from '../protocol/dataProfile.ts';
import { asDouble, isFinite, longestText } from './columnBasics.ts';
import type { DataColumn, DataSession } from './dataSession.ts';
import { groupedText, groupFew, hasFewRows, hasPlace, mergeEqual, type Grouped } from './fewValues.ts';
import { quoteName } from './sqlText.ts';

export type Values = Pick<ColumnProfile, 'distinct' | 'top' | 'categories'> & Pick<Grouped, 'all'>;

const mostCategories = 1000;
/** Numbers with no more values than these are compared value by value: codes, labels, counts. */
export const fewNumbers = 20;
const mostTop = 10;
/** Values up to which all are fetched, so that nothing of them need be searched for. */
const mostFetched = 10_000;

/** Of columns of one table. */
export async function columnValues(
  session: DataSession,
  columns: readonly DataColumn[],
  share: (share: number) => void,
): Promise<Values[]> {
  if (hasFewRows(session))
    return (await groupFew(session, columns)).map((found, at) => valuesOf(columns[at], found));
  const all: Values[] = [];
  for (const [at, column] of columns.entries()) {
    const found = await groupMany(session, column, {
      kept: keptOf(column),
      share: (own) => share((at + own) / columns.length),
    });
    all.push(valuesOf(column, found));
  }
  return all;
}

function keptOf(column: DataColumn | undefined): number {
  return column?.kind === 'text' || column?.kind === 'nested'
    ? mostCategories
    : Math.max(fewNumbers, mostTop);
}

function valuesOf(column: DataColumn | undefined, found: Grouped): Values {
  const { distinct, total } = found;
  const items = mergeEqual(found.items.slice(0, keptOf(column)));
  const counted = items.reduce((sum, { count }) => sum + count, 0);
  const few = column?.kind !== 'time' && (column?.kind !== 'number' || distinct <= fewNumbers);
  return {
    distinct,
    top: items.slice(0, mostTop),
    categories: few ? { items, rest: total - counted } : null,
    all: distinct <= mostFetched ? found.all : null,
  };
}

async function groupMany(
  session: DataSession,
  column: DataColumn,
  { kept, share }: { kept: number; share: (share: number) => void },
): Promise<Grouped> {
  const x = groupedText(column);
  const rows = await session.query(
    `WITH found AS MATERIALIZED (SELECT ${x} AS v, count(*) AS n FROM ${column.table} WHERE ${x} IS NOT NULL GROUP BY 1)
     SELECT left(v::VARCHAR, ${String(longestText)}), n, (SELECT count(*) FROM found), (SELECT sum(n) FROM found)::BIGINT
     FROM (FROM found ORDER BY n DESC, v LIMIT ${String(kept)})`,
    share,
  );
  const distinct = Number(rows[0]?.[2] ?? 0);
  return {
    items: rows.map(([value, n]) => ({ value: String(value), count: Number(n) })),
    distinct,
    total: Number(rows[0]?.[3] ?? 0),
    all: hasPlace(column) && distinct <= mostFetched ? await allValues(session, column) : null,
  };
}

async function allValues({ query }: DataSession, column: DataColumn): Promise<Grouped['all']> {
  const finite = isFinite(column);
  const rows = await query(
    `SELECT ${asDouble(column)} AS v, count(*) FROM ${column.table} WHERE ${finite ?? `${quoteName(column.name)} IS NOT NULL`} GROUP BY 1 ORDER BY 1`,
  );
  return { values: rows.map(([value]) => Number(value)), counts: rows.map(([, count]) => Number(count)) };
}
