/** What is asked of the data process, and how far it is. Each call names its question, by which it is cancelled. */
import * as z from 'zod';
import { cell, dataComparison, dataProfile } from './dataProfile.ts';
import { dataSource, type DataSource } from './dataSource.ts';
import { fairnessCounts, fairnessQuery } from './fairnessCounts.ts';
import { versusCounts, versusQuery } from './fairnessVersus.ts';

const question = z.object({ question: z.number() });

export { dataSource, type DataSource };

export const rowsQuery = dataSource.extend({
  offset: z.number().int().nonnegative(),
  limit: z.number().int().positive().max(10_000),
  /** Names, in the order wanted; absent: all. */
  columns: z.array(z.string()).optional(),
});
export type RowsQuery = z.infer<typeof rowsQuery>;

export const rowsResult = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.array(cell)),
  /** Rows of all the files. */
  total: z.number(),
});
export type RowsResult = z.infer<typeof rowsResult>;

export const compareQuery = dataSource.extend({ reference: dataProfile });
export type CompareQuery = z.infer<typeof compareQuery>;

export const dataProcess = {
  methods: {
    profile: { params: question.extend({ query: dataSource }), result: dataProfile },
    rows: { params: question.extend({ query: rowsQuery }), result: rowsResult },
    /** The data on disk against an older profile, counted in the bins of that profile. */
    compare: { params: question.extend({ query: compareQuery }), result: dataComparison },
    /** Counts of predictions by group. */
    fairness: { params: question.extend({ query: fairnessQuery }), result: fairnessCounts },
    /** Joint counts of two sets of predictions. */
    versus: { params: question.extend({ query: versusQuery }), result: versusCounts },
    cancel: { params: question, result: z.null() },
  },
  events: {
    /** `share` of the work, 0 … 1. */
    progress: { value: question.extend({ share: z.number() }) },
  },
} as const;

/** What the process is started with, as its first argument in JSON. */
export const dataProcessOrder = z.object({
  /** A folder of its own for what does not fit into memory; it removes it at its end. */
  temp: z.string(),
  /** Bytes that DuckDB may hold. */
  memory: z.number(),
  threads: z.number(),
  /** ms without a question after which it ends. */
  idle: z.number(),
});
export type DataProcessOrder = z.infer<typeof dataProcessOrder>;
