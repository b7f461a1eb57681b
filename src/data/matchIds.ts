/** Rows with the same id, found by DuckDB: of text and of whatever else is no plain number, and of very many rows. */
import type { DataSession } from './dataSession.ts';
import { mayBeId, type IdFacts, type IdMatch, type IdSides } from './idSentences.ts';
import { sideRows, type IdColumn } from './ownSide.ts';

export interface IdFiles extends IdSides {
  readonly session: DataSession;
  /** Of own and other; with `i0` … */
  readonly files: readonly [string, string];
}

/** FROM and ON of the pairs `a` (own) and `b` (other), with `k` the id and `r` the place. */
export interface IdJoin {
  readonly from: string;
  /** Each row is paired with that of the same place. */
  readonly isInOrder: boolean;
}

export async function matchIds(
  { session, own, other, isNamed, files }: IdFiles,
  at: number,
  place: number,
  /** Counts pairs where their number is not known. */
  count: (from: string, known: number | undefined) => Promise<number>,
): Promise<IdMatch<IdJoin> | undefined> {
  const [mine, its] = [own.ids[at], other.ids[place]];
  if (mine === undefined || its === undefined) return undefined;
  const tables = ['own_ids', 'other_ids'] as const;
  const sql = keys(mine, its, [`i${String(at)}`, `i${String(place)}`]);
  for (const side of [0, 1] as const)
    await session.query(
      `CREATE OR REPLACE TEMP VIEW ${tables[side]} AS SELECT *, ${sql[side]} AS k FROM ${sideRows(files[side])}`,
    );
  const isSame = await areSame(session, tables);
  const a = await idFacts(session, tables[0]);
  const b = isSame ? a : await idFacts(session, tables[1]);
  if (!mayBeId([a, b], isNamed)) return undefined;
  const once = (table: string, { twice }: Facts) =>
    twice > 0
      ? `(SELECT * FROM ${table} WHERE k NOT IN (SELECT k FROM ${table} WHERE k IS NOT NULL GROUP BY k HAVING count(*) > 1))`
      : table;
  const [left, right] = [once(tables[0], a), once(tables[1], b)];
  const isInOrder = isSame && a.twice === 0 && a.none === 0;
  const from = `${left} AS a JOIN ${right} AS b ON a.k = b.k`;
  const pairs = await count(from, isInOrder ? a.ids : undefined);
  const lacking = async (facts: Facts, table: string, against: string): Promise<IdFacts> => {
    const none = { ...facts, lacking: 0, lacked: '' };
    if (facts.ids <= pairs) return none;
    const [[missing = 0, example = ''] = []] = await session.query(
      `SELECT count(*), left(min(x.k)::VARCHAR, 60) FROM ${table} AS x ANTI JOIN ${against} AS y ON x.k = y.k WHERE x.k IS NOT NULL`,
    );
    return { ...facts, lacking: Number(missing), lacked: String(example) };
  };
  return {
    pairs,
    facts: [await lacking(a, left, tables[1]), await lacking(b, right, tables[0])],
    found: { from, isInOrder },
  };
}

/** Numbers are compared as numbers, also where one file has them as text. */
function keys(mine: IdColumn, its: IdColumn, [x, y]: readonly [string, string]): readonly [string, string] {
  if (mine.kind === its.kind && mine.kind !== 'nested') return [x, y];
  const text = ({ kind }: IdColumn, column: string) =>
    kind === 'number'
      ? `${column}::DOUBLE::VARCHAR`
      : `coalesce(try_cast(${column}::VARCHAR AS DOUBLE)::VARCHAR, ${column}::VARCHAR)`;
  return [text(mine, x), text(its, y)];
}

type Facts = Omit<IdFacts, 'lacking' | 'lacked'>;

/** Row by row. */
async function areSame({ query }: DataSession, [own, other]: readonly [string, string]): Promise<boolean> {
  const [[mine, its] = []] = await query(
    `SELECT (SELECT count(*) FROM ${own}), (SELECT count(*) FROM ${other})`,
  );
  if (mine !== its) return false;
  const differs = `FROM (SELECT k FROM ${own} LIMIT 1000) AS a POSITIONAL JOIN (SELECT k FROM ${other} LIMIT 1000) AS b WHERE a.k IS DISTINCT FROM b.k`;
  const [[few = 0] = []] = await query(`SELECT count(*) ${differs}`);
  if (Number(few) > 0) return false;
  const [[all = 0] = []] = await query(`SELECT count(*) ${differs.replaceAll(' LIMIT 1000', '')}`);
  return all === 0;
}

async function idFacts({ query }: DataSession, table: string): Promise<Facts> {
  const [[all = 0, known = 0, distinct = 0] = []] = await query(
    `SELECT count(*), count(k), count(DISTINCT k) FROM ${table}`,
  );
  const none = Number(all) - Number(known);
  if (known === distinct) return { ids: Number(known), none, twice: 0, rows: 0, example: '' };
  const [[twice = 0, rows = 0, example = ''] = []] = await query(
    `SELECT count(*), sum(n)::DOUBLE, left(min(k)::VARCHAR, 60) FROM (SELECT k, count(*) AS n FROM ${table} WHERE k IS NOT NULL GROUP BY k HAVING count(*) > 1)`,
  );
  return {
    ids: Number(distinct) - Number(twice),
    none,
    twice: Number(twice),
    rows: Number(rows),
    example: String(example),
  };
}
