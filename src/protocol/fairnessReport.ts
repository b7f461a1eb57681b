/** The fairness report: printed by `cairn fairness --json`, kept with a run, drawn by the page. */
import * as z from 'zod';
import { againstNames, gapKinds, gapMetrics, measureNames, verdictWords } from '../records/fairnessNames.ts';
import { nameRecord } from '../records/nameRecord.ts';
import { calibrationBin, fairnessTask } from './fairnessCounts.ts';
import { problemShape } from './runShape.ts';

const count = z.number().int().nonnegative();

/** `value` null is undefined, and `why` says of what there is none; `low` and `high` are its 95 % interval. */
export const rate = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Rows of the denominator. */
  n: count,
  why: z.string().optional(),
});
export type Rate = z.infer<typeof rate>;

/** Column → value, null where there is none; {} is all rows. */
export const sliceKey = nameRecord(z.string().nullable());
export type SliceKey = z.infer<typeof sliceKey>;

export const sliceReport = z.object({
  slice: sliceKey,
  /** Rows. */
  n: count,
  /** Of binary tasks; sums of weights where rows have weights. */
  tp: z.number().optional(),
  fp: z.number().optional(),
  tn: z.number().optional(),
  fn: z.number().optional(),
  /** Of several classes: label by row, prediction by column. */
  confusion: z.array(z.array(z.number())).optional(),
  rates: z.partialRecord(z.enum(measureNames), rate),
  calibration: z.array(calibrationBin).optional(),
  /** Too small to judge: drives no aggregate. */
  suppressed: z.boolean(),
});
export type SliceReport = z.infer<typeof sliceReport>;

/** Which gap it is. */
export const gapName = z.object({
  /** `race`, `race × sex`. */
  attribute: z.string(),
  columns: z.array(z.string()),
  metric: z.enum(gapMetrics),
  kind: z.enum(gapKinds),
  against: z.enum(againstNames),
});

export const aggregate = gapName.extend({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Why it is undefined. */
  why: z.string().optional(),
  /** The two slices that cause it, larger value first, and these values. */
  slices: z.array(sliceKey),
  values: z.array(z.number()),
  /** Which measure it comes from: of equalized odds the TPR or the FPR. */
  measure: z.enum([...measureNames, 'odds']),
});
export type Aggregate = z.infer<typeof aggregate>;

export const verdictWord = z.enum(verdictWords);
export type VerdictWord = z.infer<typeof verdictWord>;

export const limitVerdict = aggregate.extend({
  limit: z.number(),
  verdict: verdictWord,
  /** It exceeds, but somebody who may has granted it. */
  exception: z.object({ by: z.string(), until: z.string(), why: z.string() }).optional(),
  /** One sentence. */
  says: z.string(),
});
export type LimitVerdict = z.infer<typeof limitVerdict>;

export const policyVerdict = z.object({
  verdict: verdictWord,
  limits: z.array(limitVerdict),
  /** Exceptions that do not count, and what could not be judged. */
  problems: z.array(z.string()),
});
export type PolicyVerdict = z.infer<typeof policyVerdict>;

export const worstSlice = z.object({
  slice: sliceKey,
  n: count,
  measure: z.enum(measureNames),
  value: z.number(),
  /** Of all other rows. */
  rest: z.number(),
  /** value − rest, with its 95 % interval. */
  gap: z.number(),
  low: z.number(),
  high: z.number(),
  /** Before and after the correction for how many were looked at. */
  p: z.number(),
  adjusted: z.number(),
});
export type WorstSlice = z.infer<typeof worstSlice>;

export const worstSlices = z.object({
  /** Significant after Holm's correction, largest gap first. */
  found: z.array(worstSlice),
  /** Slices that were looked at. */
  looked: count,
  measure: z.enum(measureNames),
});
export type WorstSlices = z.infer<typeof worstSlices>;

export const fairnessReport = z.object({
  /** Rows that count. */
  n: count,
  task: fairnessTask,
  /** Labels; of binary tasks the negative and the positive (favourable) one. */
  classes: z.array(z.string()),
  weighted: z.boolean(),
  /** Positive is what scores above it; null: the prediction column counts. */
  threshold: z.number().nullable(),
  settings: z.object({
    minSize: count,
    against: z.enum(againstNames),
    /** Column → value of the slice that others are held against. */
    reference: nameRecord(z.string().nullable()),
    seed: z.string(),
    /** Coverage of all intervals. */
    confidence: z.number(),
  }),
  overall: sliceReport,
  slices: z.array(sliceReport),
  aggregates: z.array(aggregate),
  worst: worstSlices.nullable(),
  policy: policyVerdict.nullable(),
  problems: z.array(problemShape),
});
export type FairnessReport = z.infer<typeof fairnessReport>;
