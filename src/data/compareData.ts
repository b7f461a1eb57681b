/** The data of a session against an older profile: counted exactly in the bins and categories which that profile kept. */
import type { ColumnProfile, DataComparison, DataProfile } from '../protocol/dataProfile.ts';
import { asDouble, finiteOnly, longestText } from './columnBasics.ts';
import { groupedText, mergeEqual } from './columnValues.ts';
import { categoryKey, compareTables, measureOf, type LaterCounts } from './compareColumns.ts';
import type { DataColumn, DataSession } from './dataSession.ts';
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
  const columns = [];
  for (const [at, column] of session.columns.entries()) {
    const part = (own: number) => {
      share((at + own) / session.columns.length);
    };
    columns.push({
      name: column.name,
      type: column.type,
      missing: missing[at] ?? 0,
      counts: await counts(session, column, earlier.get(column.name), part),
    });
    part(1);
  }
  return compareTables(before, { rows: session.rows, problems: [...session.problems], columns }, false);
}

async function missingCounts({ query, columns }: DataSession): Promise<number[]> {
  const found: number[] = [];
  for (let at = 0; at < columns.length; at += columnsAtOnce) {
    const wanted = columns.slice(at, at + columnsAtOnce).map(({ name, type }) => {
      const x = quoteName(name);
      const isNan = type === 'DOUBLE' || type === 'FLOAT' ? ` OR isnan(${x})` : '';
      return `count(*) FILTER (WHERE ${x} IS NULL${isNan})`;
    });
    const [row = []] = await query(`SELECT ${wanted.join(', ')} FROM data`);
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
      `SELECT array_to_string(map_values(histogram(${asDouble(column)}, ${edges})${finiteOnly(column)}), ',') FROM data`,
      share,
    );
    const bins = typeof found === 'string' ? found.split(',').map(Number) : old.deciles.counts.map(() => 0);
    return { bins, items: null, rest: 0 };
  }
  if (measure !== 'categories') return null;
  const key = column.kind === 'number' ? asDouble(column) : groupedText(column);
  const finite = finiteOnly(column);
  const rows = await query(
    `WITH found AS MATERIALIZED (SELECT ${key} AS v, count(*)${finite} AS n FROM data GROUP BY v)
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
