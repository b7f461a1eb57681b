/** Two sets of predictions side by side: what the data process is asked, and the joint counts by which their differences are paired. */
import * as z from 'zod';
import { cells, errorSums, fairnessCounts, fairnessQuery, scoreCurve } from './fairnessCounts.ts';

const count = z.number().int().nonnegative();

export const versusQuery = z.object({
  own: fairnessQuery,
  /** Groups are those of `own`. */
  other: fairnessQuery,
  /** Of the counts of `own`; at each of them every joint count is exact. */
  thresholds: z.array(z.number()).max(100_000),
});
export type VersusQuery = z.infer<typeof versusQuery>;

/** Rows by `(label * classes + own prediction) * classes + other prediction`; only places that have rows. */
export const jointCells = cells.extend({ at: z.array(count) });
export type JointCells = z.infer<typeof jointCells>;

/** Sums over pairs of five values of each error, in the order of `errorNames`: e, |e|, e², too high, too low. */
export const jointErrors = errorSums.pick({ rows: true, weight: true, squares: true }).extend({
  own: z.array(z.number()),
  other: z.array(z.number()),
  ownSquares: z.array(z.number()),
  otherSquares: z.array(z.number()),
  products: z.array(z.number()),
});
export type JointErrors = z.infer<typeof jointErrors>;

/** Variances of both areas under the ROC curve over the pairs, and their covariance (DeLong). */
export const jointAreas = z.object({ own: z.number(), other: z.number(), covariance: z.number() });
export type JointAreas = z.infer<typeof jointAreas>;

export const jointCurve = scoreCurve.omit({ auc: true, calibration: true });
export type JointCurve = z.infer<typeof jointCurve>;

/** Of one slice, the pairs that say the same of it: label, groups and weight. */
export const jointSlice = z.object({
  values: z.array(z.string().nullable()),
  rows: count,
  /** As both were decided; absent where the own score decides. */
  cells: jointCells.optional(),
  /** By own threshold: of what the other predicts negative, and positive. */
  curves: z.tuple([jointCurve, jointCurve]).optional(),
  areas: jointAreas.nullable().optional(),
  errors: jointErrors.optional(),
});
export type JointSlice = z.infer<typeof jointSlice>;

export const pairing = z.object({
  by: z.enum(['id', 'position', 'none']),
  /** The id. */
  column: z.string().nullable(),
  /** Pairs that say the same of label, groups and weight. All other rows count as independent. */
  pairs: count,
  /** Sentences: how rows were paired, and which were not. */
  says: z.array(z.string()),
});
export type Pairing = z.infer<typeof pairing>;

export const versusCounts = z.object({
  other: fairnessCounts,
  pairing,
  overall: jointSlice,
  /** As in the counts; slices without pairs are absent. */
  attributes: z.array(z.object({ columns: z.array(z.string()), slices: z.array(jointSlice) })),
});
export type VersusCounts = z.infer<typeof versusCounts>;
