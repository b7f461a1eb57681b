/** Which row of one file of predictions is which of another: by an id that both have, else by place, else not at all. */
import { formatCount } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { DataSession } from './dataSession.ts';
import { matchedIds } from './idSentences.ts';
import { matchIds } from './matchIds.ts';
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
  const { session, own, other, isNamed, counts } = sides;
  let counted: number[] = [];
  const files = [own.file, other.file] as const;
  const ids = await matchedIds(sides, (at, place) =>
    matchIds({ session, own, other, isNamed, files }, at, place, async (from) => {
      const [[pairs = 0, ...found] = []] = await session.query(
        `SELECT ${['count(*)', ...counts].join(', ')} FROM ${from}`,
      );
      counted = found.map(Number);
      return Number(pairs);
    }),
  );
  if (ids.match === undefined) return await byPosition(sides, ids.says);
  const { pairs, found } = ids.match;
  return {
    ...{ by: pairs === 0 ? 'none' : 'id', column: ids.column, from: pairs === 0 ? undefined : found.from },
    ...{ called: `a.k::VARCHAR`, says: ids.says, counted },
  };
}

async function byPosition(
  { session, own, other, alike, counts }: PairSides,
  before: readonly string[],
): Promise<Rows> {
  const none = (why: string): Rows => ({
    ...{ by: 'none', column: null, from: undefined, called: '', counted: [] },
    says: [notPaired(why), ...before],
  });
  const [left, right] = [sideRows(own.file), sideRows(other.file)];
  const [[mine, its] = []] = await session.query(
    `SELECT (SELECT count(*) FROM ${left}), (SELECT count(*) FROM ${right})`,
  );
  if (mine !== its) return none(otherCount(Number(mine), Number(its)));
  const from = `${left} AS a JOIN ${right} AS b ON a.r = b.r`;
  const unlikely = `FILTER (NOT (${alike}))`;
  const [[unlike = 0, first = 0, ...counted] = []] = await session.query(
    `SELECT ${[`count(*) ${unlikely}`, `min(a.r) ${unlikely}`, ...counts].join(', ')} FROM ${from}`,
  );
  if (Number(unlike) > 0)
    return none(otherOrder({ unlike: Number(unlike), rows: Number(mine), first: Number(first) }));
  return {
    ...{ by: 'position', column: null, from, called: 'a.r::VARCHAR', counted: counted.map(Number) },
    says: [sameOrder(Number(mine)), ...before],
  };
}

export function notPaired(why: string): string {
  return t(
    'Rows are not paired: {0} So differences are those of independent samples, whose intervals are wider.',
    why,
  );
}

export function otherCount(own: number, other: number): string {
  return t('the files have no id in common, and {0} and {1} rows.', formatCount(own), formatCount(other));
}

/** `first`: the row, from 1. */
export function otherOrder({ unlike, rows, first }: Record<'unlike' | 'rows' | 'first', number>): string {
  return t(
    'the files have no id in common, and label or groups differ in {0} of {1} rows, first in row {2}.',
    formatCount(unlike),
    formatCount(rows),
    formatCount(first),
  );
}

export function sameOrder(rows: number): string {
  return t(
    'Rows are paired by their place: both files have {0} rows with the same labels and groups in the same order.',
    formatCount(rows),
  );
}
