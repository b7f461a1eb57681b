/** What is known of a data file's columns: printed by `cairn profile --json`, kept with a dataset's version, and compared later. */
import * as z from 'zod';
import { dataFormat } from '../records/dataset.ts';
import { problemShape } from './runShape.ts';

const count = z.number().int().nonnegative();
/** A value as JSON has it; numbers that a double cannot hold, times and all else are text. */
export const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type Cell = z.infer<typeof cell>;
const counted = z.object({ value: z.string(), count });

/**
 * `number`, `time` (dates and timestamps, UTC), `boolean` and `text`; what holds other values (lists, structures, JSON) is
 * `nested` and counted as text.
 */
export const columnKind = z.enum(['number', 'boolean', 'time', 'text', 'nested']);
export type ColumnKind = z.infer<typeof columnKind>;

/**
 * `counts` has one entry more than `edges`: values up to the first edge, then those above one and up to the next, then those
 * above the last. Edges grow strictly; those of times are ms since 1970.
 */
export const bins = z.object({ edges: z.array(z.number()), counts: z.array(count) });
export type Bins = z.infer<typeof bins>;

export const columnProfile = z.object({
  name: z.string(),
  /** As DuckDB calls it: BIGINT, DOUBLE, VARCHAR, TIMESTAMP WITH TIME ZONE, DECIMAL(9,2), INTEGER[] … */
  type: z.string(),
  kind: columnKind,
  /** Without a value. Texts such as NA are values. */
  nulls: count,
  /** Numbers only; neither is part of what follows. */
  nan: count,
  infinite: count,
  /** Values that differ; NaN and infinities count. */
  distinct: count,
  min: cell,
  max: cell,
  /** Numbers only. */
  mean: z.number().nullable(),
  /** Of a sample: n − 1. */
  std: z.number().nullable(),
  /** Interpolated between neighbours as numpy and pandas do; times in ms since 1970. */
  quantiles: z.array(z.object({ at: z.number(), value: z.number() })),
  /** The most frequent values, at most ten; equally frequent ones in the order of the values. */
  top: z.array(counted),
  /** Equal widths from the least to the greatest value: twenty bins, `edges` has both ends. */
  histogram: z.object({ edges: z.array(z.number()), counts: z.array(count) }).nullable(),
  /** Numbers and times: open bins between the deciles, in which later data are counted. */
  deciles: bins.nullable(),
  /** The most frequent values up to a thousand, and how many rows have others. Of numbers only when there are few. */
  categories: z.object({ items: z.array(counted), rest: count }).nullable(),
  /** Whether every number above is exact; else `distinct` is an estimate within a few per cent. */
  exact: z.boolean(),
});
export type ColumnProfile = z.infer<typeof columnProfile>;

export const dataProfile = z.object({
  /** As it was asked for; of several the first. */
  file: z.string(),
  files: count,
  /** Bytes of all files. */
  size: count,
  format: dataFormat,
  rows: count,
  columns: z.array(columnProfile),
  problems: z.array(problemShape),
});
export type DataProfile = z.infer<typeof dataProfile>;

const pair = <T extends z.ZodType>(of: T) => z.object({ before: of, after: of });

export const columnComparison = z.object({
  name: z.string(),
  change: z.enum(['added', 'removed', 'kept']),
  /** null: the column is not there. */
  type: pair(z.string().nullable()),
  /** Another DuckDB type. */
  typeChanged: z.boolean(),
  /** Rows without a value (NaN too), and of how many. */
  missing: pair(count),
  /** Population stability index; null where the two have no bins in common or one has no values. */
  psi: z.number().nullable(),
  /** Jensen–Shannon distance, 0 … √ln 2. */
  js: z.number().nullable(),
  /** What both were counted in; for drawing them over each other. */
  shared: z
    .object({
      /** Edges of open bins, or the names of categories (then `other` counts what has none of them). */
      edges: z.array(z.number()).nullable(),
      names: z.array(z.string()).nullable(),
      before: z.array(count),
      after: z.array(count),
    })
    .nullable(),
  /** Most frequent first, at most a hundred, and how many there are. */
  newCategories: z.array(counted),
  newCategoryCount: count,
  lostCategories: z.array(counted),
  lostCategoryCount: count,
});
export type ColumnComparison = z.infer<typeof columnComparison>;

export const dataComparison = z.object({
  rows: pair(count),
  columns: z.array(columnComparison),
  /** Columns that both have are in another order. */
  reordered: z.boolean(),
  /** Worked out from two profiles, because the data of both are gone: counts in bins are estimates. */
  approximate: z.boolean(),
  problems: z.array(problemShape),
});
export type DataComparison = z.infer<typeof dataComparison>;
