/** What a bootstrap draws in the place of two models: rows that both judged are drawn together, so their luck is the same. */
import type { Cells } from '../protocol/fairnessCounts.ts';
import { errorNames, type ErrorName, type MeasureName, type RateName } from '../records/fairnessNames.ts';
import { fromLogit, logit, logitError } from './aucInterval.ts';
import { correlation } from './correlation.ts';
import { meanOf } from './errorMeasures.ts';
import { isError, type MeasuredTable } from './measuredTables.ts';
import { jointAt, type PairedCounts, type PairedSlice } from './pairedCounts.ts';
import { macroValue, rateValue } from './rateValue.ts';
import { resampler } from './resampling.ts';
import { normalDraw, type Random } from '../base/seededRandom.ts';

export interface PairedTables {
  /** Places of slices are those of the list that was given. */
  readonly own: MeasuredTable;
  readonly other: MeasuredTable;
}

/** Each call draws new tables. */
export function pairedTables(
  counts: PairedCounts,
  slices: readonly PairedSlice[],
  random: Random,
): () => PairedTables {
  const rates = drawnRates(counts, slices, random);
  const areas = drawnAreas(counts, slices, random);
  const errors = drawnErrors(counts, slices, random);
  return () => {
    const [drawn, curves, means] = [rates?.(), areas?.(), errors?.()];
    const table = (side: Side): MeasuredTable => {
      const value = (name: MeasureName, slice: number) => {
        if (name === 'auc') return curves?.(side, slice) ?? NaN;
        if (isError(name)) return means?.(side, name, slice) ?? NaN;
        return drawn?.(side, name, slice) ?? NaN;
      };
      return { value, overall: (name) => value(name, slices.length) };
    };
    return { own: table('own'), other: table('other') };
  };
}

type Side = 'own' | 'other';

/** Rows of a slice by what was decided: pairs first, then rows of one side only. */
interface Units {
  readonly cells: Cells;
  /** By unit the cell of either side, −1: it is not there. */
  readonly own: readonly number[];
  readonly other: readonly number[];
}

function drawnRates(counts: PairedCounts, slices: readonly PairedSlice[], random: Random) {
  if (counts.own.task === 'regression') return undefined;
  const classes = counts.own.classes.length;
  const width = classes * classes;
  const units = slices.map((slice) => unitsOf(counts, slice, classes));
  const draw = resampler(
    units.map(({ cells }) => cells),
    random,
  );
  const most = Math.max(0, ...units.map(({ cells }) => cells.rows.length));
  const tables = { own: emptyTable(slices.length, width), other: emptyTable(slices.length, width) };
  const rate = (name: RateName, table: Float64Array, at: number) =>
    classes === 2 ? rateValue(name, table, at) : macroValue(name, table, classes, at);
  return () => {
    const drawn = draw();
    for (const side of ['own', 'other'] as const) {
      const table = tables[side].fill(0);
      for (const [slice, unit] of units.entries())
        for (const [at, cell] of unit[side].entries()) {
          if (cell < 0) continue;
          const count = drawn[slice * most + at] ?? 0;
          for (const place of [slice * width + cell, slices.length * width + cell])
            table[place] = (table[place] ?? 0) + count;
        }
    }
    return (side: Side, name: RateName, slice: number) => rate(name, tables[side], slice * width);
  };
}

/** All rows come last. */
function emptyTable(slices: number, width: number): Float64Array {
  return new Float64Array((slices + 1) * width);
}

function unitsOf(counts: PairedCounts, { own, other, joint }: PairedSlice, classes: number): Units {
  const pairs = jointAt(counts, joint);
  const isWeighted = counts.own.weighted || counts.other.weighted;
  const units = { own: [] as number[], other: [] as number[] };
  const cells = { rows: [] as number[], weights: [] as number[], squares: [] as number[] };
  const add = (mine: number, its: number, sums: readonly [number, number, number]) => {
    if (sums[0] <= 0) return;
    units.own.push(mine);
    units.other.push(its);
    cells.rows.push(sums[0]);
    cells.weights.push(Math.max(0, sums[1]));
    cells.squares.push(Math.max(0, sums[2]));
  };
  const left = { own: sumsOf(own?.cells), other: sumsOf(other?.cells) };
  for (const [entry, place] of pairs?.at.entries() ?? []) {
    const label = Math.floor(place / (classes * classes));
    const mine = label * classes + (Math.floor(place / classes) % classes);
    const its = label * classes + (place % classes);
    const rows = pairs?.rows[entry] ?? 0;
    const sums = [rows, pairs?.weights?.[entry] ?? rows, pairs?.squares?.[entry] ?? rows] as const;
    add(mine, its, sums);
    for (const [side, cell] of [
      ['own', mine],
      ['other', its],
    ] as const)
      for (const [at, sum] of sums.entries()) {
        const list = left[side][cell];
        if (list) list[at] = (list[at] ?? 0) - sum;
      }
  }
  for (const [cell, [rows = 0, weight = 0, square = 0]] of left.own.entries())
    add(cell, -1, [rows, weight, square]);
  for (const [cell, [rows = 0, weight = 0, square = 0]] of left.other.entries())
    add(-1, cell, [rows, weight, square]);
  return { ...units, cells: isWeighted ? cells : { rows: cells.rows } };
}

function sumsOf(cells: Cells | undefined): number[][] {
  return (cells?.rows ?? []).map((rows, at) => [
    rows,
    cells?.weights?.[at] ?? rows,
    cells?.squares?.[at] ?? rows,
  ]);
}

/** Two normal numbers that follow each other as closely as `r` says. */
function normalPair(random: Random, r: number): Readonly<Record<Side, number>> {
  const own = normalDraw(random);
  return { own, other: r * own + Math.sqrt(Math.max(0, 1 - r * r)) * normalDraw(random) };
}

/** From a normal distribution with DeLong's variances and covariance, on the logit scale. */
function drawnAreas(counts: PairedCounts, slices: readonly PairedSlice[], random: Random) {
  const all = [...slices, counts.overall];
  if (!all.some(({ own, other }) => own?.curve?.auc && other?.curve?.auc)) return undefined;
  const follows = all.map((slice) => correlation(counts, slice, 'auc'));
  return () => {
    const drawn = follows.map((r) => normalPair(random, r));
    return (side: Side, slice: number) => {
      const area = all[slice]?.[side]?.curve?.auc ?? undefined;
      if (area === undefined) return NaN;
      const error = logitError(area.value, Math.sqrt(area.variance));
      return error === null ? area.value : fromLogit(logit(area.value) + error * (drawn[slice]?.[side] ?? 0));
    };
  };
}

function drawnErrors(counts: PairedCounts, slices: readonly PairedSlice[], random: Random) {
  if (counts.own.task !== 'regression') return undefined;
  const follows = slices.map((slice) => errorNames.map((name) => correlation(counts, slice, name)));
  return () => {
    const drawn = follows.map((own) => own.map((r) => normalPair(random, r)));
    const mean = (side: Side, name: ErrorName, slice: number) => {
      const sums = slices[slice]?.[side]?.errors;
      if (sums === undefined) return NaN;
      const found = meanOf(name, sums);
      return found.mean + (found.error ?? 0) * (drawn[slice]?.[errorNames.indexOf(name)]?.[side] ?? 0);
    };
    return (side: Side, name: ErrorName, slice: number) => {
      const found = slice < slices.length ? mean(side, name, slice) : whole(side, name);
      return name === 'rmse' ? Math.sqrt(Math.max(0, found)) : found;
    };
    function whole(side: Side, name: ErrorName): number {
      let [sum, weight] = [0, 0];
      for (const [at, slice] of slices.entries()) {
        const own = slice[side]?.errors?.weight ?? 0;
        if (own === 0) continue;
        sum += own * mean(side, name, at);
        weight += own;
      }
      return sum / weight;
    }
  };
}
