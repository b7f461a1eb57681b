/** What the data process is asked of predictions, and the counts that it answers: all that a fairness report is worked out from. */
import * as z from 'zod';
import { dataSource } from './dataSource.ts';
import { problemShape } from './runShape.ts';

const count = z.number().int().nonnegative();

/** How a numeric column becomes groups. Bins hold their lower edge; the last holds its upper one too. */
export const binning = z.discriminatedUnion('kind', [
  /** Equally many rows in each, as far as equal values let it be. */
  z.object({ kind: z.literal('quantile'), count: z.number().int().min(2).max(100) }),
  z.object({ kind: z.literal('equal'), count: z.number().int().min(2).max(100) }),
  /** Inner edges; what lies below the first and above the last are bins too. */
  z.object({ kind: z.literal('edges'), edges: z.array(z.number()).min(1).max(100) }),
]);
export type Binning = z.infer<typeof binning>;

export const groupColumn = z.object({
  column: z.string().min(1),
  bins: binning.optional(),
  /** Comes from the joined source. */
  joined: z.boolean().optional(),
});
export type GroupColumn = z.infer<typeof groupColumn>;

export const fairnessTask = z.enum(['binary', 'classes', 'regression']);
export type FairnessTask = z.infer<typeof fairnessTask>;

export const fairnessQuery = dataSource.extend({
  /** Without it the labels say. */
  task: fairnessTask.optional(),
  label: z.string().min(1),
  /** One of both at least. */
  prediction: z.string().optional(),
  score: z.string().optional(),
  /** Predicted positive is what scores above it, not at it. Without it the prediction column counts. */
  threshold: z.number().optional(),
  /** The favourable label as text; of several classes, the one against the rest. */
  positive: z.string().optional(),
  groups: z.array(groupColumn).min(1).max(20),
  /** How many columns are crossed at most. */
  cross: z.number().int().min(1).max(3),
  weight: z.string().optional(),
  /** Only rows whose column has this value. */
  split: z.object({ column: z.string(), value: z.string() }).optional(),
  id: z.string().optional(),
  /** Where group columns are looked up by `id`. */
  join: dataSource.extend({ id: z.string().min(1) }).optional(),
});
export type FairnessQuery = z.infer<typeof fairnessQuery>;

/**
 * Confusion counts, label by label: entry `label * classes + prediction`; of binary tasks [tn, fp, fn, tp].
 * `weights` are Σw and `squares` Σw² of the same rows; absent where no row has a weight.
 */
export const cells = z.object({
  rows: z.array(count),
  weights: z.array(z.number()).optional(),
  squares: z.array(z.number()).optional(),
});
export type Cells = z.infer<typeof cells>;

/** Sums over the errors e = prediction − label, weighted where rows have weights (1 without). */
export const errorSums = z.object({
  rows: count,
  weight: z.number(),
  squares: z.number(),
  /** Predicted more (less) than is true. */
  over: z.number(),
  under: z.number(),
  e: z.number(),
  absolute: z.number(),
  e2: z.number(),
  e4: z.number(),
});
export type ErrorSums = z.infer<typeof errorSums>;

/** Area under the ROC curve; null: one of both classes is missing. */
export const aucEstimate = z.object({
  value: z.number(),
  /** DeLong's, for differences between two models that judged the same rows. */
  variance: z.number(),
  /** Of the smaller class; effective where rows have weights. */
  n: z.number(),
  /** Standard deviation over the areas that the bootstrap drew. */
  error: z.number(),
  /** How far each of them is from `value`, in units of `areaUnit`; in draws that all slices of an attribute share. */
  draws: z.array(z.number().int()).optional(),
});
export type AucEstimate = z.infer<typeof aucEstimate>;

/** Weights (rows without) of a tenth of the scores from 0 to 1, their mean score and how many of them are positive. */
export const calibrationBin = z.object({
  from: z.number(),
  to: z.number(),
  rows: count,
  weight: z.number(),
  meanScore: z.number(),
  positives: z.number(),
});
export type CalibrationBin = z.infer<typeof calibrationBin>;

/** Draws are told as whole numbers of this, far below the error of millions of rows. */
export const areaUnit = 1e-7;

/** What scores above each of the shared thresholds, by true label; one entry a threshold. */
export const scoreCurve = z.object({
  auc: aucEstimate.nullable(),
  /** Empty when scores are no probabilities. */
  calibration: z.array(calibrationBin),
  /** Rows above each threshold. */
  positives: z.array(z.number()),
  negatives: z.array(z.number()),
  /** Σw and Σw² of the same, where rows have weights. */
  weights: z.object({ positives: z.array(z.number()), negatives: z.array(z.number()) }).optional(),
  squares: z.object({ positives: z.array(z.number()), negatives: z.array(z.number()) }).optional(),
  /** All rows of the slice: [negatives, positives], their weights and squares of weights. */
  totals: cells,
});
export type ScoreCurve = z.infer<typeof scoreCurve>;

export const sliceCounts = z.object({
  /** One for each column of its attribute; null: without a value. */
  values: z.array(z.string().nullable()),
  rows: count,
  /** By prediction, or by score and threshold; absent where only scores are known, and in regression. */
  cells: cells.optional(),
  errors: errorSums.optional(),
  curve: scoreCurve.optional(),
});
export type SliceCounts = z.infer<typeof sliceCounts>;

export const attributeCounts = z.object({
  columns: z.array(z.string()),
  slices: z.array(sliceCounts),
  /** The area of all rows in the draws of these slices, as `draws` of an area. */
  wholeDraws: z.array(z.number().int()).optional(),
});
export type AttributeCounts = z.infer<typeof attributeCounts>;

export const fairnessCounts = z.object({
  task: fairnessTask,
  /** Rows that count: those with label, prediction and weight, of the split. */
  rows: count,
  /** Labels; of binary tasks the negative and the positive one. Empty in regression. */
  classes: z.array(z.string()),
  weighted: z.boolean(),
  /** All rows as one slice. */
  overall: sliceCounts,
  /** Every column alone, then crossings of two and three. */
  attributes: z.array(attributeCounts),
  scores: z
    .object({
      /** Growing; at each of them every count is exact. */
      thresholds: z.array(z.number()),
      /** Whether all scores there are stand among them. */
      all: z.boolean(),
      min: z.number(),
      max: z.number(),
    })
    .nullable(),
  threshold: z.number().nullable(),
  problems: z.array(problemShape),
});
export type FairnessCounts = z.infer<typeof fairnessCounts>;
