/** Two models side by side, as `cairn fairness --versus --json` prints them and pages show them. Differences are this − the other. */
import * as z from 'zod';
import { measureNames } from '../records/fairnessNames.ts';
import { pairing } from './fairnessVersus.ts';
import { gapName, rate, sliceKey } from './fairnessReport.ts';
import { problemShape } from './runShape.ts';

/** `value` null is undefined, and `why` says in which of both and of what there is none. */
export const rateChange = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  why: z.string().optional(),
});
export type RateChange = z.infer<typeof rateChange>;

export const sliceComparison = z.object({
  slice: sliceKey,
  /** Rows of both; 0: it is not there. */
  n: z.number(),
  otherN: z.number(),
  /** Pairs of rows. */
  pairs: z.number(),
  /** Of the other. */
  rates: z.partialRecord(z.enum(measureNames), rate),
  changes: z.partialRecord(z.enum(measureNames), rateChange),
  /** Too small to judge in one of both. */
  suppressed: z.boolean(),
});
export type SliceComparison = z.infer<typeof sliceComparison>;

export const gapTrend = z.enum(['closes', 'widens', 'unclear']);
export type GapTrend = z.infer<typeof gapTrend>;

export const gapChange = gapName.extend({
  value: z.number().nullable(),
  other: z.number().nullable(),
  /** value − other, with its 95 % interval. */
  change: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Whether the interval of the change lies wholly on one side of 0; null: undefined. */
  trend: gapTrend.nullable(),
  /** Which two slices cause it. */
  slices: z.array(sliceKey),
  otherSlices: z.array(sliceKey),
});
export type GapChange = z.infer<typeof gapChange>;

export const fairnessComparison = z.object({
  /** How the other is called. */
  other: z.string(),
  n: z.number(),
  /** Positive is what scores above it; null: its prediction column counts. */
  threshold: z.number().nullable(),
  pairing,
  /** What was found, for people who are no specialists; null: no two groups can be held against each other. */
  sentence: z.string().nullable(),
  overall: sliceComparison,
  slices: z.array(sliceComparison),
  aggregates: z.array(gapChange),
  problems: z.array(problemShape),
});
export type FairnessComparison = z.infer<typeof fairnessComparison>;
