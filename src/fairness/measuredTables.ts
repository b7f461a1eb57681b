/** The slices of an attribute as tables of measures: what was found, and what a bootstrap draws in its place. */
import {
  areaUnit,
  type AttributeCounts,
  type Cells,
  type ErrorSums,
  type FairnessTask,
  type SliceCounts,
} from '../protocol/fairnessCounts.ts';
import { errorNames, type ErrorName, type MeasureName, type RateName } from '../records/fairnessNames.ts';
import { errorValue, meanOf } from './errorMeasures.ts';
import { macroValue, rateValue, type Counted } from './rateValue.ts';
import { resampler } from './resampling.ts';
import { normalDraw, type Random } from '../base/seededRandom.ts';
import { countsOf } from './sliceRates.ts';

export interface MeasuredTable {
  /** NaN: undefined. */
  readonly value: (measure: MeasureName, slice: number) => number;
  readonly overall: (measure: MeasureName) => number;
}

export interface TableInput {
  readonly task: FairnessTask;
  /** How many classes; 2 in binary tasks. */
  readonly classes: number;
  readonly slices: readonly SliceCounts[];
  /** Slices that are too small: part of all rows only. */
  readonly rest: readonly SliceCounts[];
  readonly overall: SliceCounts;
  readonly wholeDraws?: AttributeCounts['wholeDraws'];
}

export function foundTable(input: TableInput): MeasuredTable {
  const all = [...input.slices, input.overall].map((slice) => [
    ...(slice.cells ? countsOf(slice.cells) : []),
  ]);
  const rate = rateReader(input);
  const measure = (name: MeasureName, slice: SliceCounts | undefined, counts: Counted) => {
    if (name === 'auc') return slice?.curve?.auc?.value ?? NaN;
    if (isError(name)) return slice?.errors ? errorValue(name, slice.errors) : NaN;
    return counts.length === 0 ? NaN : rate(name, counts, 0);
  };
  return {
    value: (name, slice) => measure(name, input.slices[slice], all[slice] ?? []),
    overall: (name) => measure(name, input.overall, all.at(-1) ?? []),
  };
}

/**
 * Each call draws a new table. Rates are drawn by the bootstrap over counts, and errors of a regression from a normal distribution
 * with the standard error of their mean. Areas under curves were drawn where the rows were; once all of those have been told, they
 * are undefined.
 */
export function drawnTables(input: TableInput, random: Random): () => MeasuredTable {
  const counts = drawnCounts(input, random);
  const curves = drawnAreas(input);
  const errors = drawnErrors(input, random);
  return () => {
    const drawn = counts?.();
    const areas = curves?.();
    const means = errors?.();
    return {
      value: (name, slice) => {
        if (name === 'auc') return areas?.[slice] ?? NaN;
        if (isError(name)) return means?.(name, slice) ?? NaN;
        return drawn?.(name, slice) ?? NaN;
      },
      overall: (name) => {
        if (name === 'auc') return areas?.[input.slices.length] ?? NaN;
        if (isError(name)) return means?.(name, input.slices.length) ?? NaN;
        return drawn?.(name, input.slices.length) ?? NaN;
      },
    };
  };
}

type Reader = (name: RateName, counts: Counted, at: number) => number;

function rateReader({ task, classes }: Pick<TableInput, 'task' | 'classes'>): Reader {
  return task === 'binary' ? rateValue : (name, counts, at) => macroValue(name, counts, classes, at);
}

/** Place `slices.length` is all rows. */
function drawnCounts({ slices, rest, ...input }: TableInput, random: Random) {
  const tables = slices.flatMap(({ cells }) => cells ?? []);
  if (tables.length < slices.length || tables.length === 0) return undefined;
  const width = tables[0]?.rows.length ?? 0;
  const small = sumOfCells(
    rest.flatMap(({ cells }) => cells ?? []),
    width,
  );
  const draw = resampler([...tables, small], random);
  const rate = rateReader(input);
  const all = new Float64Array(width);
  return () => {
    const drawn = draw();
    all.fill(0);
    for (let at = 0; at < drawn.length; at++) all[at % width] = (all[at % width] ?? 0) + (drawn[at] ?? 0);
    return (name: RateName, slice: number) =>
      slice === slices.length ? rate(name, all, 0) : rate(name, drawn, slice * width);
  };
}

export function sumOfCells(tables: readonly Cells[], width: number): Cells {
  const add = (pick: (cells: Cells) => readonly number[] | undefined) =>
    Array.from({ length: width }, (_, at) =>
      tables.reduce((sum, cells) => sum + (pick(cells)?.[at] ?? 0), 0),
    );
  const rows = add((cells) => cells.rows);
  if (!tables.some(({ weights }) => weights)) return { rows };
  return { rows, weights: add((cells) => cells.weights), squares: add((cells) => cells.squares) };
}

/** Place `slices.length` is all rows. */
function drawnAreas({ slices, overall, wholeDraws }: TableInput) {
  const areas = slices.map(({ curve }) => ({ value: curve?.auc?.value ?? NaN, draws: curve?.auc?.draws }));
  areas.push({ value: overall.curve?.auc?.value ?? NaN, draws: wholeDraws });
  if (areas.every(({ draws }) => draws === undefined)) return undefined;
  let next = 0;
  return () => {
    const at = next++;
    return areas.map(({ value, draws }) => value + (draws?.[at] ?? NaN) * areaUnit);
  };
}

function drawnErrors({ slices, rest, overall }: TableInput, random: Random) {
  const all = [...slices, ...rest].flatMap(({ errors }) => errors ?? []);
  if (all.length < slices.length + rest.length || overall.errors === undefined) return undefined;
  const weight = all.reduce((sum, one) => sum + one.weight, 0);
  return () => {
    const means = new Map(errorNames.map((name) => [name, all.map((sums) => drawnMean(name, sums, random))]));
    return (name: ErrorName, slice: number) => {
      const drawn = means.get(name) ?? [];
      const mean =
        slice < slices.length
          ? (drawn[slice] ?? NaN)
          : drawn.reduce((sum, one, at) => sum + one * ((all[at]?.weight ?? 0) / weight), 0);
      return name === 'rmse' ? Math.sqrt(Math.max(0, mean)) : mean;
    };
  };
}

function drawnMean(name: ErrorName, sums: ErrorSums, random: Random): number {
  const { mean, error } = meanOf(name, sums);
  return mean + (error ?? 0) * normalDraw(random);
}

export function isError(name: MeasureName): name is ErrorName {
  return errorNames.some((one) => one === name);
}
