/** Which row of one side in memory is which of the other: by an id that both have, else by place, else not at all. */
import path from 'node:path';
import { rm } from 'node:fs/promises';
import { matchedIds, mayBeId, type IdFacts, type IdMatch, type IdSides } from './idSentences.ts';
import { matchIds } from './matchIds.ts';
import { matchNumbers, type NumberFacts } from './matchNumbers.ts';
import type { DataSession } from './dataSession.ts';
import { idsBeside, writeSide, type OwnSide } from './ownSide.ts';
import { notPaired, otherCount, otherOrder, sameOrder } from './pairRows.ts';
import type { Relation } from './predictionRelation.ts';
import type { RowPairs } from './rowPairs.ts';
import type { SideArrays } from './sideArrays.ts';
import { doubleText } from './sqlText.ts';

export interface ArraySides extends IdSides {
  readonly session: DataSession;
  readonly own: OwnSide;
  readonly arrays: readonly [own: SideArrays, other: SideArrays];
  readonly relation: Relation;
}

export interface MatchedRows {
  readonly by: 'id' | 'position' | 'none';
  readonly column: string | null;
  /** Of each own row the other, or -1; undefined: each that of the same place. Without `by` there are none. */
  readonly places: Int32Array | undefined;
  readonly says: readonly string[];
  /** How an own row is called in a sentence. */
  readonly called: (row: number) => Promise<string>;
}

interface Found {
  readonly places: Int32Array | undefined;
  readonly called: (row: number) => Promise<string>;
}

export async function matchArrays(sides: ArraySides, pairsOf: RowPairs): Promise<MatchedRows> {
  const [mine, its] = sides.arrays;
  const ids = await matchedIds(sides, async (at, place): Promise<IdMatch<Found> | undefined> => {
    const [x, y] = [mine.ids.get(at), its.ids.get(place)];
    return x && y ? await byNumber(sides, [at, place], [x, y]) : await byFile(sides, at, place);
  });
  if (ids.match) {
    const { pairs, found } = ids.match;
    return { ...{ by: pairs === 0 ? 'none' : 'id', column: ids.column, says: ids.says }, ...found };
  }
  const none = (why: string): MatchedRows => ({
    ...{ by: 'none', column: null, places: undefined, called: () => Promise.resolve('') },
    says: [notPaired(why), ...ids.says],
  });
  if (mine.rows !== its.rows) return none(otherCount(mine.rows, its.rows));
  const { unlike, first } = pairsOf.unlike();
  if (unlike > 0) return none(otherOrder({ unlike, rows: mine.rows, first: first + 1 }));
  return {
    ...{ by: 'position', column: null, places: undefined },
    called: (row) => Promise.resolve(String(row + 1)),
    says: [sameOrder(mine.rows), ...ids.says],
  };
}

async function byNumber(
  { session, own, other, isNamed }: ArraySides,
  places: readonly [number, number],
  [x, y]: readonly [Float64Array, Float64Array],
): Promise<IdMatch<Found> | undefined> {
  const found = matchNumbers(x, y);
  if (!mayBeId([found.own, found.other], isNamed)) return undefined;
  const text = async (side: 0 | 1, value: number) => {
    const type = (side === 0 ? own.ids : other.ids)[places[side]]?.type ?? 'DOUBLE';
    const [[shown] = []] = await session.query(`SELECT (${doubleText(value)})::${type}::VARCHAR`);
    return String(shown);
  };
  const told = async (side: 0 | 1, { example, lacked, ...facts }: NumberFacts): Promise<IdFacts> => ({
    ...facts,
    example: facts.twice > 0 ? await text(side, example) : '',
    lacked: facts.lacking > 0 ? await text(side, lacked) : '',
  });
  return {
    pairs: found.pairs,
    facts: [await told(0, found.own), await told(1, found.other)],
    found: { places: found.places, called: (row) => text(0, x[row] ?? NaN) },
  };
}

/** Ids that are no plain numbers. */
async function byFile(sides: ArraySides, at: number, place: number): Promise<IdMatch<Found> | undefined> {
  const { session, own, other, isNamed, relation, arrays } = sides;
  const file = path.join(session.folder, 'other.parquet');
  const names = other.ids.map(({ name }) => name);
  await writeSide(session, idsBeside(names, arrays[1], relation), file);
  const places = new Int32Array(arrays[0].rows).fill(-1);
  const match = await matchIds(
    { session, own, other, isNamed, files: [own.file, file] },
    at,
    place,
    async (from, known) => {
      if (known !== undefined) return known;
      let rows = new Float64Array(0);
      let pairs = 0;
      await session.blocks(`SELECT (a.r - 1)::DOUBLE, (b.r - 1)::DOUBLE FROM ${from}`, (values, column) => {
        if (column === 0) rows = values.slice();
        else for (const [pair, row] of rows.entries()) places[row] = values[pair] ?? -1;
        if (column === 0) pairs += values.length;
      });
      return pairs;
    },
  );
  const ids = `i${String(at)}`;
  const shown = match && {
    ...match,
    found: {
      places: match.found.isInOrder ? undefined : places,
      called: async (row: number) => {
        const [[id] = []] = await session.query(
          `SELECT left(k::VARCHAR, 60) FROM own_ids WHERE r = ${String(row + 1)}`,
        );
        return String(id ?? ids);
      },
    },
  };
  await rm(file, { force: true });
  return shown;
}
