/** What the compare page and the index thread say to each other: columns of all runs at once, and curves of many. */
import * as z from 'zod';
import { runId } from '../../records/runId.ts';

/** What of a metric stands in a cell: its last, best, least or greatest value, or the value at (or just before) a step. */
export const metricValue = z.union([
  z.enum(['last', 'best', 'min', 'max', 'count', 'step']),
  z.object({ at: z.number() }),
]);
export type MetricValue = z.infer<typeof metricValue>;

export const recordKey = z.enum([
  ...([
    'id',
    'name',
    'status',
    'progress',
    'script',
    'experiment',
    'started',
    'duration',
    'exitCode',
  ] as const),
  ...(['star', 'best', 'objective', 'note', 'command', 'user', 'host', 'origin', 'place'] as const),
  ...(['artifactBytes', 'modelBytes', 'parameters', 'latencyMs'] as const),
  /** How many things of it could not be recorded or read. */
  'problems',
  /** How its predictions treat groups, by config.yaml's limits. */
  'fairness',
  /** Whether it meets config.yaml's goals · a hint about its size · the id of the run it is held against. */
  ...(['meets', 'hint', 'baseline'] as const),
]);
export type RecordKey = z.infer<typeof recordKey>;

const name = z.string().max(2000);

/** One column: a group and a key within it. */
export const columnRef = z.discriminatedUnion('group', [
  z.object({ group: z.literal('record'), key: recordKey }),
  z.object({ group: z.literal('metrics'), key: name, value: metricValue }),
  z.object({ group: z.enum(['params', 'tags', 'data', 'code', 'environment']), key: name }),
]);
export type ColumnRef = z.infer<typeof columnRef>;
export type ColumnGroup = ColumnRef['group'];

/** The same text for the same column, for maps and saved views. */
export function columnId(column: ColumnRef): string {
  if (column.group !== 'metrics') return `${column.group}.${column.key}`;
  const value = typeof column.value === 'string' ? column.value : `at ${String(column.value.at)}`;
  return `metrics.${column.key}, ${value}`;
}

const buffer = z.instanceof(ArrayBuffer);

/** One value for each ordinal below `size`, or for each of the ordinals asked for. */
export const columnData = z.discriminatedUnion('kind', [
  /** Float64 values; Uint8 `has` tells a NaN that was logged from a value that is not there. */
  z.object({ kind: z.literal('number'), values: buffer, has: buffer }),
  /** Int32 places in `texts`; −1: not there. */
  z.object({ kind: z.literal('text'), codes: buffer, texts: z.array(z.string()) }),
]);
export type ColumnData = z.infer<typeof columnData>;

/** Columns, and runs of which alone values are wanted, that one call may ask for. */
export const mostColumns = 500;
export const mostRuns = 5000;

export const columnsResult = z.object({ epoch: z.number(), size: z.number(), columns: z.array(columnData) });
export type ColumnsResult = z.infer<typeof columnsResult>;

export const sortKey = z.object({ column: columnRef, descending: z.boolean() });
export type SortKey = z.infer<typeof sortKey>;

/** Runs are one group when they agree in these columns, or in all params but those named. */
export const grouping = z.union([
  z.object({ by: z.array(columnRef).min(1).max(20) }),
  z.object({ allParamsBut: z.array(name).max(100) }),
]);
export type Grouping = z.infer<typeof grouping>;

export const orderQuery = z.object({
  filter: z.string().max(20_000),
  /** The first counts most; after the last the newest run comes first. */
  sort: z.array(sortKey).max(10),
  grouping: grouping.nullable(),
});
export type OrderQuery = z.infer<typeof orderQuery>;

export const orderResult = z.object({
  /** Another one: ordinals mean other runs than before. */
  epoch: z.number(),
  /** Ordinals are below it. */
  size: z.number(),
  /** Runs there are, of which these match. */
  total: z.number(),
  /** Uint32, in order. */
  ordinals: buffer,
  /** Uint32 beside `ordinals`: the number of each run's group, counted in order of appearance; null without grouping. */
  groups: buffer.nullable(),
  /** When nothing matches: the condition that removes most, and how many runs would match without it. */
  blame: z.object({ condition: z.string(), without: z.number() }).nullable(),
});
export type OrderResult = z.infer<typeof orderResult>;

export const catalogEntry = z.object({
  group: z.enum(['metrics', 'params', 'tags', 'data', 'code', 'environment']),
  key: z.string(),
  /** Matching runs that have it. */
  runs: z.number(),
  /** Whether the matching runs disagree in it; a run without it disagrees with one that has it. */
  differs: z.boolean(),
});
export type CatalogEntry = z.infer<typeof catalogEntry>;

export const curveAxis = z.union([
  z.object({ kind: z.enum(['step', 'relative', 'wall']) }),
  z.object({ kind: z.literal('metric'), key: name }),
]);
export type CurveAxis = z.infer<typeof curveAxis>;

export const curvesQuery = z.object({
  /** A line each: one run, or several that are drawn as their mean with a band. */
  lines: z.array(z.object({ runs: z.array(runId).min(1).max(5000) })).max(2000),
  keys: z.array(name).max(200),
  axis: curveAxis,
  /** Range of x that is drawn: steps, seconds since the start, ms since 1970, or values of the metric; null: all. */
  from: z.number().nullable(),
  to: z.number().nullable(),
  /** Columns are equal shares of the logarithm of x. */
  logX: z.boolean(),
  /** Pixel columns, of each of which first, least, greatest and last value are kept. */
  columns: z.number().int().min(1).max(4000),
  /** Weight of exponential smoothing, 0: none. */
  smoothing: z.number().min(0).max(0.9999),
  band: z.enum(['range', 'deviation']),
  /** Say of each line how its values are spread, for an axis that outliers do not stretch. */
  spread: z.boolean(),
});
export type CurvesQuery = z.infer<typeof curvesQuery>;

/** The least or greatest finite value of a line, over all its points and not only those of the range. */
const extreme = z.object({ value: z.number(), step: z.number(), run: runId });
export type Extreme = z.infer<typeof extreme>;

/**
 * One line. Its columns are Float64, of `count` places each, and lie in `numbers` one after the other from place `at`:
 * x (ascending), y (NaN is a gap), then those that are there of steps (else they are x), smooth, low and high.
 */
export const curveShape = z.object({
  /** Place in `lines`. */
  line: z.number(),
  key: z.string(),
  at: z.number(),
  count: z.number(),
  /** True steps of the points; of a group, the x of its places. */
  steps: z.boolean(),
  smooth: z.boolean(),
  /** Of a group: `low` and `high`. */
  band: z.boolean(),
  /** Points on disk, of which these keep every extreme. */
  total: z.number(),
  least: extreme.nullable(),
  greatest: extreme.nullable(),
  /** From where on every value is NaN. */
  nanSince: z.object({ x: z.number(), step: z.number() }).nullable(),
  /** Values at equal shares of those in the range, ascending; empty unless asked for. */
  spread: z.array(z.number()),
});
export type CurveShape = z.infer<typeof curveShape>;

export const curvesResult = z.object({
  curves: z.array(curveShape),
  numbers: buffer,
  /** Points that were read. */
  points: z.number(),
});
export type CurvesResult = z.infer<typeof curvesResult>;

/** See runs/analysis/importance.ts. */
export const importanceResult = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('importance'),
    runs: z.number(),
    explained: z.number(),
    params: z
      .array(
        z.object({
          key: z.string(),
          importance: z.number(),
          low: z.number(),
          high: z.number(),
          correlation: z.number().nullable(),
        }),
      )
      .readonly(),
  }),
  z.object({ kind: z.literal('tooFew'), runs: z.number(), needed: z.number() }),
  z.object({ kind: z.literal('nothingVaries'), runs: z.number() }),
  z.object({ kind: z.literal('unexplained'), runs: z.number(), explained: z.number() }),
]);
export type ImportanceResult = z.infer<typeof importanceResult>;

/** Bytes of a typed array as a buffer of their own, which is what a page can be sent. */
export function bufferOf(array: Float64Array | Uint32Array | Int32Array | Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(array.byteLength);
  new Uint8Array(copy).set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return copy;
}
