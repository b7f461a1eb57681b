/** The data of a session against an older profile: counted exactly in the bins and categories which that profile kept. */
import type { ColumnProfile, DataComparison, DataProfile } from '../protocol/dataProfile.ts';
import { asDouble, finiteOnly, longestText } from './columnBasics.ts';
import { groupedText, groupFew, hasFewRows, mergeEqual, type Grouped } from './fewValues.ts';
import { firstWhere } from './ranks.ts';
import { categoryKey, compareTables, measureOf, type LaterCounts } from './compareColumns.ts';
import type { DataColumn, DataSession } from './dataSession.ts';
import { batches } from './partTables.ts';
import { doubleList, quoteName } from './sqlText.ts';

/** Categories that are fetched; the others are counted together. */
const mostFetched = 20_000;
const columnsAtOnce = 100;

export async function compareData(
  session: DataSession,
  before: DataProfile,
  share: (share: number) => void,
): Promise<DataComparison> {
  const earlier = new Map(before.columns.map((column) => [column.name, column]));
  const missing = await missingCounts(session);
  const found = hasFewRows(session)
    ? await countsOfFew(session, earlier, share)
    : await countsOfMany(session, earlier, share);
  const columns = session.columns.map(({ name, type }, at) => ({
    ...{ name, type, missing: missing[at] ?? 0, counts: found[at] ?? null },
  }));
  return compareTables(before, { rows: session.rows, problems: [...session.problems], columns }, false);
}

type Earlier = ReadonlyMap<string, ColumnProfile>;

async function countsOfMany(
  session: DataSession,
  earlier: Earlier,
  share: (share: number) => void,
): Promise<(LaterCounts | null)[]> {
  const found: (LaterCounts | null)[] = [];
  for (const [at, column] of session.columns.entries())
    found.push(
      await counts(session, column, earlier.get(column.name), (own) => {
        share((at + own) / session.columns.length);
      }),
    );
  return found;
}

async function countsOfFew(
  session: DataSession,
  earlier: Earlier,
  share: (share: number) => void,
): Promise<(LaterCounts | null)[]> {
  const found: (LaterCounts | null)[] = [];
  for (const some of batches(session.columns, columnsAtOnce, (column) => column)) {
    const grouped = await groupFew(session, some);
    for (const [at, column] of some.entries())
      found.push(countsOfGrouped(column, earlier.get(column.name), grouped[at]));
    share(found.length / session.columns.length);
  }
  return found;
}

function countsOfGrouped(
  column: DataColumn,
  old: ColumnProfile | undefined,
  grouped: Grouped | undefined,
): LaterCounts | null {
  const measure = old && measureOf(old, column.kind);
  if (measure === undefined || grouped === undefined) return null;
  const { values, counts: times } = grouped.all ?? { values: [], counts: [] };
  if (measure === 'bins' && old?.deciles) {
    const { edges } = old.deciles;
    const bins = [...edges, Infinity].map(() => 0);
    for (const [at, value] of values.entries()) {
      const bin = firstWhere(edges.length, (edge) => value <= (edges[edge] ?? Infinity));
      bins[bin] = (bins[bin] ?? 0) + (times[at] ?? 0);
    }
    return { bins, items: null, rest: 0 };
  }
  if (measure !== 'categories') return null;
  const items =
    column.kind === 'number'
      ? values.map((value, at) => ({ value: String(value), count: times[at] ?? 0 }))
      : grouped.items;
  return { bins: null, items: mergeEqual(items), rest: 0 };
}

async function missingCounts({ query, columns }: DataSession): Promise<number[]> {
  const found: number[] = [];
  for (const some of batches(columns, columnsAtOnce, (column) => column)) {
    const wanted = some.map(({ name, type }) => {
      const x = quoteName(name);
      const isNan = type === 'DOUBLE' || type === 'FLOAT' ? ` OR isnan(${x})` : '';
      return `count(*) FILTER (WHERE ${x} IS NULL${isNan})`;
    });
    const [row = []] = await query(`SELECT ${wanted.join(', ')} FROM ${some[0]?.table ?? 'data'}`);
    found.push(...row.map(Number));
  }
  return found;
}

async function counts(
  { query }: DataSession,
  column: DataColumn,
  old: ColumnProfile | undefined,
  share: (share: number) => void,
): Promise<LaterCounts | null> {
  const measure = old && measureOf(old, column.kind);
  if (measure === 'bins' && old?.deciles) {
    const edges = doubleList([...old.deciles.edges, Infinity]);
    const [[found] = []] = await query(
      `SELECT array_to_string(map_values(histogram(${asDouble(column)}, ${edges})${finiteOnly(column)}), ',') FROM ${column.table}`,
      share,
    );
    const bins = typeof found === 'string' ? found.split(',').map(Number) : old.deciles.counts.map(() => 0);
    return { bins, items: null, rest: 0 };
  }
  if (measure !== 'categories') return null;
  const key = column.kind === 'number' ? asDouble(column) : groupedText(column);
  const finite = finiteOnly(column);
  const rows = await query(
    `WITH found AS MATERIALIZED (SELECT ${key} AS v, count(*)${finite} AS n FROM ${column.table} GROUP BY 1)
     SELECT left(v::VARCHAR, ${String(longestText)}), n, (SELECT sum(n) FROM found WHERE v IS NOT NULL)::BIGINT FROM found
     WHERE v IS NOT NULL AND n > 0 ORDER BY n DESC, v LIMIT ${String(mostFetched)}`,
    share,
  );
  const items = mergeEqual(
    rows.map(([value, count]) => ({ value: categoryKey(value ?? null, column.kind), count: Number(count) })),
  );
  const all = Number(rows[0]?.[2] ?? 0);
  return { bins: null, items, rest: all - items.reduce((sum, { count }) => sum + count, 0) };
}
