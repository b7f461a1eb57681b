/** Which row of one file of predictions is which of another: by an id that both have, else by place, else not at all. */
import { formatCount } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { DataSession } from './dataSession.ts';
import { sideRows, type IdColumn, type OwnSide } from './ownSide.ts';

export interface Rows {
  readonly by: 'id' | 'position' | 'none';
  readonly column: string | null;
  /** FROM and ON of the pairs `a` (own) and `b` (other); undefined: there are none. */
  readonly from: string | undefined;
  /** How a pair is called in a sentence, as SQL. */
  readonly called: string;
  readonly says: readonly string[];
  /** Of each of `counts`. */
  readonly counted: readonly number[];
}

export interface PairSides {
  readonly session: DataSession;
  readonly own: OwnSide;
  readonly other: {
    readonly file: string;
    readonly name: string;
    readonly ids: readonly IdColumn[];
  };
  /** Whether a person named the id. */
  readonly isNamed: boolean;
  /** Whether labels and groups of `a` and `b` are the same, as SQL. */
  readonly alike: string;
  /** What else is counted of pairs on the way, as SQL. */
  readonly counts: readonly string[];
}

export async function pairRows(sides: PairSides): Promise<Rows> {
  const { own, other } = sides;
  const says: string[] = [];
  for (const [at, mine] of own.ids.entries()) {
    const place = other.ids.findIndex(({ name }) => name === mine.name);
    if (place < 0) {
      if (sides.isNamed)
        says.push(t('{0} has no column “{1}”, so its rows have no id.', other.name, mine.name));
      continue;
    }
    const found = await byId(sides, at, place);
    if (found !== undefined) return found;
  }
  return await byPosition(sides, says);
}

async function byId(
  { session, own, other, isNamed, counts }: PairSides,
  at: number,
  place: number,
): Promise<Rows | undefined> {
  const [mine, its] = [own.ids[at], other.ids[place]];
  if (mine === undefined || its === undefined) return undefined;
  const [x, y] = keys(mine, its, [`i${String(at)}`, `i${String(place)}`]);
  await session.query(
    `CREATE OR REPLACE TEMP VIEW own_ids AS SELECT *, ${x} AS k FROM ${sideRows(own.file)}`,
  );
  await session.query(
    `CREATE OR REPLACE TEMP VIEW other_ids AS SELECT *, ${y} AS k FROM ${sideRows(other.file)}`,
  );
  const facts = await Promise.all(
    ['own_ids', 'other_ids'].map(async (table) => await idFacts(session, table)),
  );
  const [a, b] = facts;
  if (a === undefined || b === undefined) return undefined;
  // What merely sounds like an id is one only where it tells all rows apart.
  if (!isNamed && [a, b].some(({ twice, none }) => twice > 0 || none > 0)) return undefined;
  const names = [own.name, other.name];
  const says = facts.flatMap(({ twice, rows, example, none }, side) => [
    ...(twice > 0
      ? [
          t(
            '{0}: {1} ids are there several times, such as “{2}”; their {3} rows cannot be paired and count as independent.',
            names[side] ?? '',
            formatCount(twice),
            example,
            formatCount(rows),
          ),
        ]
      : []),
    ...(none > 0
      ? [t('{0}: {1} rows have no id and count as independent.', names[side] ?? '', formatCount(none))]
      : []),
  ]);
  const once = (table: string, { twice }: IdFacts) =>
    twice > 0
      ? `(SELECT * FROM ${table} WHERE k NOT IN (SELECT k FROM ${table} WHERE k IS NOT NULL GROUP BY k HAVING count(*) > 1))`
      : table;
  const [left, right] = [once('own_ids', a), once('other_ids', b)];
  const from = `${left} AS a JOIN ${right} AS b ON a.k = b.k`;
  const [[pairs = 0, ...counted] = []] = await session.query(
    `SELECT ${['count(*)', ...counts].join(', ')} FROM ${from}`,
  );
  for (const [side, [table, against]] of [
    [left, 'other_ids'],
    [right, 'own_ids'],
  ].entries()) {
    const fact = facts[side];
    const lacking = (fact?.ids ?? 0) - Number(pairs);
    if (lacking <= 0 || table === undefined || against === undefined) continue;
    const [[missing = 0, example = ''] = []] = await session.query(
      `SELECT count(*), min(left(x.k::VARCHAR, 60)) FROM ${table} AS x ANTI JOIN ${against} AS y ON x.k = y.k WHERE x.k IS NOT NULL`,
    );
    if (Number(missing) > 0)
      says.push(
        t(
          '{0} ids of {1} are not in {2}, such as “{3}”; their rows count as independent.',
          formatCount(Number(missing)),
          names[side] ?? '',
          names[1 - side] ?? '',
          String(example),
        ),
      );
  }
  if (pairs === 0 && !isNamed) return undefined;
  const first =
    pairs === 0
      ? t(
          'No id of “{0}” is in both files, so no rows are paired: differences are those of independent samples.',
          mine.name,
        )
      : t('Rows are paired by “{0}”: {1} pairs.', mine.name, formatCount(Number(pairs)));
  return {
    ...{ by: pairs === 0 ? 'none' : 'id', column: mine.name, from: pairs === 0 ? undefined : from },
    ...{ called: `a.k::VARCHAR`, says: [first, ...says], counted: counted.map(Number) },
  };
}

/** Numbers are compared as numbers, also where one file has them as text. */
function keys(mine: IdColumn, its: IdColumn, [x, y]: readonly [string, string]): [string, string] {
  if (mine.kind === its.kind && mine.kind !== 'nested') return [x, y];
  const text = ({ kind }: IdColumn, column: string) =>
    kind === 'number'
      ? `${column}::DOUBLE::VARCHAR`
      : `coalesce(try_cast(${column}::VARCHAR AS DOUBLE)::VARCHAR, ${column}::VARCHAR)`;
  return [text(mine, x), text(its, y)];
}

interface IdFacts {
  /** That are there once. */
  readonly ids: number;
  readonly none: number;
  /** That are there several times, and their rows. */
  readonly twice: number;
  readonly rows: number;
  readonly example: string;
}

async function idFacts({ query }: DataSession, table: string): Promise<IdFacts> {
  const [[all = 0, known = 0, distinct = 0] = []] = await query(
    `SELECT count(*), count(k), count(DISTINCT k) FROM ${table}`,
  );
  const none = Number(all) - Number(known);
  if (known === distinct) return { ids: Number(known), none, twice: 0, rows: 0, example: '' };
  const [[twice = 0, rows = 0, example = ''] = []] = await query(
    `SELECT count(*), sum(n)::DOUBLE, min(left(k::VARCHAR, 60)) FROM (SELECT k, count(*) AS n FROM ${table} WHERE k IS NOT NULL GROUP BY k HAVING count(*) > 1)`,
  );
  return {
    ids: Number(distinct) - Number(twice),
    none,
    twice: Number(twice),
    rows: Number(rows),
    example: String(example),
  };
}

async function byPosition(
  { session, own, other, alike, counts }: PairSides,
  before: string[],
): Promise<Rows> {
  const none = (why: string): Rows => ({
    ...{ by: 'none', column: null, from: undefined, called: '', counted: [] },
    says: [
      t(
        'Rows are not paired: {0} So differences are those of independent samples, whose intervals are wider.',
        why,
      ),
      ...before,
    ],
  });
  const [left, right] = [sideRows(own.file), sideRows(other.file)];
  const [[mine, its] = []] = await session.query(
    `SELECT (SELECT count(*) FROM ${left}), (SELECT count(*) FROM ${right})`,
  );
  if (mine !== its)
    return none(
      t(
        'the files have no id in common, and {0} and {1} rows.',
        formatCount(Number(mine)),
        formatCount(Number(its)),
      ),
    );
  const from = `${left} AS a JOIN ${right} AS b ON a.r = b.r`;
  const unlikely = `FILTER (NOT (${alike}))`;
  const [[unlike = 0, first = 0, ...counted] = []] = await session.query(
    `SELECT ${[`count(*) ${unlikely}`, `min(a.r) ${unlikely}`, ...counts].join(', ')} FROM ${from}`,
  );
  if (Number(unlike) > 0)
    return none(
      t(
        'the files have no id in common, and label or groups differ in {0} of {1} rows, first in row {2}.',
        formatCount(Number(unlike)),
        formatCount(Number(mine)),
        formatCount(Number(first)),
      ),
    );
  return {
    ...{ by: 'position', column: null, from, called: 'a.r::VARCHAR', counted: counted.map(Number) },
    says: [
      t(
        'Rows are paired by their place: both files have {0} rows with the same labels and groups in the same order.',
        formatCount(Number(mine)),
      ),
      ...before,
    ],
  };
}
