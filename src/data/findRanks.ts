/**
 * Exact ranks of columns with many values, without sorting them.
 *
 * One pass counts the values in cells, a second one fetches the few cells in which what is asked for lies. A cell that holds too
 * much for that is searched like a column of its own, from a typical value of it on; where all of it is one value, that is known.
 */
import { asDouble, isFinite } from './columnBasics.ts';
import type { DataColumn, DataSession } from './dataSession.ts';
import { tablesOf } from './partTables.ts';
import { firstWhere, ranksOfCounts, type Ranks } from './ranks.ts';
import { doubleText } from './sqlText.ts';
import {
  cellCount,
  CellCounts,
  cellOf,
  cellSorter,
  endCell,
  firstCell,
  gridOf,
  type Grid,
} from './valueCells.ts';

export interface Wanted {
  readonly column: DataColumn;
  /** Least and greatest finite value. */
  readonly low: number;
  readonly high: number;
  /** Whether there are values outside of these. */
  readonly isPart?: boolean;
  readonly ranks: (total: number) => readonly number[];
  /** Growing; how many values are at most each of these will be asked. */
  readonly limits: readonly number[];
}

export interface Found extends Ranks {
  readonly mean: number | null;
  readonly std: number | null;
}

export interface Room {
  /** Values that are fetched at once. */
  readonly values: number;
  /** Values of a cell that are fetched without dividing it. */
  readonly inCell: number;
}

/** 64 MB. */
const usualRoom: Room = { values: 8e6, inCell: 1e6 };
/** Rows whose median is an origin. */
const sampleRows = 20_000;

export async function findRanks(
  session: DataSession,
  wanted: readonly Wanted[],
  share: (share: number) => void,
  room: Room = usualRoom,
): Promise<Found[]> {
  if (wanted.length === 0) return [];
  const origins = await typicalValues(session, wanted);
  const grids = wanted.map((one, at) => gridOf(origins[at] ?? one.low, one));
  const cells = grids.map((grid) => new CellCounts(grid));
  await forEachBlock(
    session,
    { wanted, grids },
    (part) => share(part / 2),
    (values, column, sorted) => cells[column]?.add(values.length, sorted),
  );
  const searches = wanted.map((one, at) => searchOf(one, { grid: grids[at], cells: cells[at], room }));
  // In turns, where all of what is wanted would not fit into memory.
  let done = 0;
  while (done < searches.length) {
    const first = done;
    let size = 0;
    do size += searches[done++]?.size ?? 0;
    while (done < searches.length && size + (searches[done]?.size ?? 0) <= room.values);
    const turn = searches.slice(first, done);
    const of = { wanted: wanted.slice(first, done), grids: grids.slice(first, done) };
    const heard = (part: number) => share(0.5 + (first + part * (done - first)) / searches.length / 2);
    await forEachBlock(session, of, heard, (values, column, { of: found }) =>
      turn[column]?.take(values, found),
    );
  }
  const answers: Found[] = [];
  for (const search of searches) answers.push(await search.finish(session));
  return answers;
}

/** A value from the middle of each column, as far as some rows tell it: of whole blocks from all over the file, so this is quick. */
async function typicalValues({ query, rows }: DataSession, wanted: readonly Wanted[]): Promise<number[]> {
  const percent = (100 * sampleRows) / Math.max(1, rows);
  const sample = percent >= 20 ? '' : ` USING SAMPLE ${String(percent * 5)} PERCENT (system, 1)`;
  const columns = wanted.map((one, at) => `${expressionOf(one)} AS c${String(at)}`);
  const medians = wanted.map(({ low, high }, at) => {
    const c = `c${String(at)}`;
    return `quantile_disc(${c}, 0.5) FILTER (WHERE ${c} BETWEEN ${doubleText(low)} AND ${doubleText(high)})`;
  });
  const [row = []] = await query(
    `SELECT ${medians.join(', ')} FROM (SELECT ${columns.join(', ')} FROM ${tablesOf(columnsOf(wanted))}${sample})`,
  );
  return wanted.map(({ low }, at) => {
    const found = row[at];
    return typeof found === 'number' ? found : low;
  });
}

/** A DOUBLE, NaN where there is no value between the least and the greatest one. */
function expressionOf({ column, low, high, isPart = false }: Wanted): string {
  const value = asDouble(column);
  const isAll = !isPart && isFinite(column) === undefined;
  const range = `${value} BETWEEN ${doubleText(low)} AND ${doubleText(high)}`;
  return isAll
    ? `ifnull(${value}, 'nan'::DOUBLE)`
    : `CASE WHEN ${range} THEN ${value} ELSE 'nan'::DOUBLE END`;
}

function columnsOf(wanted: readonly Wanted[]): DataColumn[] {
  return wanted.map(({ column }) => column);
}

async function forEachBlock(
  { blocks, rows }: DataSession,
  { wanted, grids }: { wanted: readonly Wanted[]; grids: readonly Grid[] },
  share: (share: number) => void,
  use: (values: Float64Array, column: number, sorted: ReturnType<ReturnType<typeof cellSorter>>) => void,
): Promise<void> {
  const sort = cellSorter();
  let seen = 0;
  await blocks(
    `SELECT ${wanted.map(expressionOf).join(', ')} FROM ${tablesOf(columnsOf(wanted))}`,
    (values, column) => {
      const grid = grids[column];
      if (grid !== undefined) use(values, column, sort(values, grid));
      if (column === 0) share(Math.min(1, (seen += values.length) / Math.max(1, rows)));
    },
  );
}

/** A cell in which something lies that is asked for. */
interface Slot {
  readonly cell: number;
  /** Values in the cells before it, and in it. */
  readonly before: number;
  readonly count: number;
  /** Null where it holds too many. */
  readonly values: Float64Array | null;
  filled: number;
  low: number;
  high: number;
  /** Limits in it, and how many of its values are at most those. */
  readonly limits: readonly number[];
  readonly atMost: Float64Array;
}

function searchOf(
  wanted: Wanted,
  { grid, cells, room }: { grid: Grid | undefined; cells: CellCounts | undefined; room: Room },
) {
  if (grid === undefined || cells === undefined) throw new Error('Every column has its cells.');
  const { counts, finite: total } = cells;
  const upTo = (cell: number) => {
    let sum = 0;
    for (let at = firstCell; at <= cell; at++) sum += counts[at] ?? 0;
    return sum;
  };
  const slotOf = new Uint8Array(cellCount);
  const slots: Slot[] = [];
  const limitCells = wanted.limits.map((limit) => cellOf(limit, grid));
  const rankCells = cellsOfRanks(counts, wanted.ranks(total));
  const asked = new Set([...rankCells.values(), ...limitCells]);
  for (const cell of asked) {
    const count = counts[cell] ?? 0;
    const limits = wanted.limits.filter((_, at) => limitCells[at] === cell);
    slots.push({
      ...{ cell, before: upTo(cell - 1), count, filled: 0, low: Infinity, high: -Infinity, limits },
      ...{
        values: count > room.inCell ? null : new Float64Array(count),
        atMost: new Float64Array(limits.length),
      },
    });
    slotOf[cell] = slots.length;
  }
  const inner = new Map<Slot, Ranks>();
  const slotAt = (cell: number) => slots[(slotOf[cell] ?? 0) - 1];
  return {
    /** Values that it fetches. */
    size: slots.reduce((sum, { values }) => sum + (values?.length ?? 0), 0),
    take: (block: Float64Array, cells: Int32Array) => {
      for (let at = 0; at < block.length; at++) {
        const slot = slotOf[cells[at] ?? 0] ?? 0;
        if (slot !== 0) put(slots[slot - 1], block[at] ?? NaN);
      }
    },
    finish: async (session: DataSession): Promise<Found> => {
      for (const slot of slots) {
        slot.values?.sort();
        if (slot.values === null) inner.set(slot, await ranksIn(session, wanted, { slot, total, room }));
      }
      return {
        total,
        mean: cells.mean,
        std: cells.std,
        valueAt: (rank) => {
          const slot = slotAt(rankCells.get(rank) ?? -1);
          const at = rank - (slot?.before ?? 0);
          return (slot && (slot.values?.[at] ?? inner.get(slot)?.valueAt(at))) ?? NaN;
        },
        countUpTo: (limit) => {
          const cell = cellOf(limit, grid);
          const slot = slotAt(cell);
          if (slot === undefined) return upTo(cell);
          const { values, limits, atMost } = slot;
          const known = atMost[limits.indexOf(limit)];
          return (
            slot.before +
            (known ?? (values === null ? (inner.get(slot)?.countUpTo(limit) ?? 0) : upToIn(values, limit)))
          );
        },
      };
    },
  };
}

/** The cell of each rank. */
function cellsOfRanks(counts: Uint32Array, ranks: readonly number[]): Map<number, number> {
  const found = new Map<number, number>();
  let cell = firstCell;
  let upTo = counts[cell] ?? 0;
  for (const rank of [...ranks].sort((a, b) => a - b)) {
    while (upTo <= rank && cell < endCell - 1) upTo += counts[++cell] ?? 0;
    found.set(rank, cell);
  }
  return found;
}

function put(slot: Slot | undefined, value: number): void {
  if (slot === undefined) return;
  if (slot.values === null) {
    if (value < slot.low) slot.low = value;
    if (value > slot.high) slot.high = value;
  } else slot.values[slot.filled++] = value;
  const { limits, atMost } = slot;
  for (let at = 0; at < limits.length; at++)
    if (value <= (limits[at] ?? NaN)) atMost[at] = (atMost[at] ?? 0) + 1;
}

function upToIn(sorted: Float64Array, limit: number): number {
  return firstWhere(sorted.length, (at) => (sorted[at] ?? NaN) > limit);
}

/** Ranks within a cell that holds too much. */
async function ranksIn(
  session: DataSession,
  wanted: Wanted,
  { slot: { before, count, low, high }, total, room }: { slot: Slot; total: number; room: Room },
): Promise<Ranks> {
  if (low >= high) return ranksOfCounts([low], [count]);
  const ranks = wanted
    .ranks(total)
    .flatMap((rank) => (rank >= before && rank < before + count ? [rank - before] : []));
  const part = { column: wanted.column, low, high, isPart: true, ranks: () => ranks, limits: [] };
  const [found] = await findRanks(session, [part], () => undefined, room);
  if (found === undefined) throw new Error('A column has its ranks.');
  return found;
}
