/** The values of a column that differ: how many, the most frequent ones, and the categories that later data are held against. */
import type { ColumnProfile } from '../protocol/dataProfile.ts';
import { asDouble, isFinite, longestText } from './columnBasics.ts';
import type { DataColumn, DataSession } from './dataSession.ts';
import { quoteName } from './sqlText.ts';

export type Values = Pick<ColumnProfile, 'distinct' | 'top' | 'categories'> & {
  /** Of numbers and times when there are not too many: every finite value as a double, growing, and how often it is there. */
  readonly all: { readonly values: readonly number[]; readonly counts: readonly number[] } | null;
};

const mostCategories = 1000;
/** Numbers with no more values than these are compared value by value: codes, labels, counts. */
export const fewNumbers = 20;
const mostTop = 10;
/** Values up to which all are fetched, so that nothing of them need be searched for. */
const mostFetched = 10_000;
/** Rows up to which all values of a column are fetched. */
const fewRows = 10_000;

export async function columnValues(
  session: DataSession,
  column: DataColumn,
  share: (share: number) => void,
): Promise<Values> {
  const kept =
    column.kind === 'text' || column.kind === 'nested' ? mostCategories : Math.max(fewNumbers, mostTop);
  const found =
    session.rows <= fewRows
      ? await groupFew(session, column)
      : await groupMany(session, column, { kept, share });
  const { distinct, total } = found;
  const items = mergeEqual(found.items.slice(0, kept));
  const counted = items.reduce((sum, { count }) => sum + count, 0);
  const few = column.kind !== 'time' && (column.kind !== 'number' || distinct <= fewNumbers);
  return {
    distinct,
    top: items.slice(0, mostTop),
    categories: few ? { items, rest: total - counted } : null,
    all: distinct <= mostFetched ? found.all : null,
  };
}

interface Grouped {
  readonly items: readonly { value: string; count: number }[];
  readonly distinct: number;
  readonly total: number;
  readonly all: Values['all'];
}

/** All at once: with thousands of columns, how long a statement takes to plan is what counts. */
async function groupFew({ query }: DataSession, column: DataColumn): Promise<Grouped> {
  const x = groupedText(column);
  const place = hasPlace(column) ? asDouble(column) : 'NULL';
  const rows = await query(
    `SELECT left(${x}::VARCHAR, ${String(longestText)}), count(*) AS n, ${place} FROM data WHERE ${x} IS NOT NULL
     GROUP BY ${x} ORDER BY n DESC, ${x}`,
  );
  const items = rows.map(([value, n]) => ({ value: String(value), count: Number(n) }));
  // NaN and infinities come as text.
  const places = new Map<number, number>();
  for (const [, n, at] of rows) if (typeof at === 'number') places.set(at, (places.get(at) ?? 0) + Number(n));
  const sorted = [...places].sort(([a], [b]) => a - b);
  return {
    items,
    distinct: rows.length,
    total: items.reduce((sum, { count }) => sum + count, 0),
    all: hasPlace(column)
      ? { values: sorted.map(([value]) => value), counts: sorted.map(([, count]) => count) }
      : null,
  };
}

async function groupMany(
  session: DataSession,
  column: DataColumn,
  { kept, share }: { kept: number; share: (share: number) => void },
): Promise<Grouped> {
  const x = groupedText(column);
  const rows = await session.query(
    `WITH found AS MATERIALIZED (SELECT ${x} AS v, count(*) AS n FROM data WHERE ${x} IS NOT NULL GROUP BY v)
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

function hasPlace({ kind }: DataColumn): boolean {
  return kind === 'number' || kind === 'time';
}

/** Values as they are grouped: lists and structures as text. */
export function groupedText({ name, kind }: DataColumn): string {
  return kind === 'nested' ? `${quoteName(name)}::VARCHAR` : quoteName(name);
}

async function allValues({ query }: DataSession, column: DataColumn): Promise<Values['all']> {
  const finite = isFinite(column);
  const rows = await query(
    `SELECT ${asDouble(column)} AS v, count(*) FROM data WHERE ${finite ?? `${quoteName(column.name)} IS NOT NULL`} GROUP BY v ORDER BY v`,
  );
  return { values: rows.map(([value]) => Number(value)), counts: rows.map(([, count]) => Number(count)) };
}

/** Long texts that begin alike became one by being cut. */
export function mergeEqual(
  items: readonly { value: string; count: number }[],
): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { value, count } of items) counts.set(value, (counts.get(value) ?? 0) + count);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}
