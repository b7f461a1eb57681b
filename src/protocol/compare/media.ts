/** The compare page's questions about images, texts and predictions of the picked runs; a file is named by its place in a run, never by its path. */
import * as z from 'zod';
import { runId } from '../../records/runId.ts';

const ask = <P extends z.ZodType, R extends z.ZodType>(params: P, result: R) => ({ params, result });
const one = z.object({ run: runId, index: z.number().int().nonnegative() });

export const mediaKind = z.enum(['image', 'markdown', 'json', 'table', 'text']);
export type MediaKind = z.infer<typeof mediaKind>;

export const mediaItem = z.object({
  /** Its place among the run's artifacts. */
  index: z.number().int().nonnegative(),
  path: z.string(),
  kind: mediaKind,
  /** What it is called at every step: a star where the number was. */
  name: z.string(),
  /** As its name says; null: it says none. */
  step: z.number().nullable(),
  /** Bytes. */
  size: z.number(),
  /** When it was recorded; with size and path it says whether a file is still the same. */
  t: z.number(),
});
export type MediaItem = z.infer<typeof mediaItem>;

export const mediaPredictions = z.object({
  path: z.string(),
  hasScore: z.boolean(),
  /** Bytes; with path and time it says whether the file is still the same. Zero of one that is not there. */
  size: z.number(),
  t: z.number(),
});
export type MediaPredictions = z.infer<typeof mediaPredictions>;

export const mediaList = z.object({
  run: z.string(),
  items: z.array(mediaItem),
  /** Artifacts of these kinds beyond those listed. */
  more: z.number(),
  /** Files of predictions, by their place. */
  predictions: z.array(mediaPredictions),
});
export type MediaList = z.infer<typeof mediaList>;

export const mediaBytes = z.object({
  /** Of the artifact whose bytes these are: the place may have become another's. */
  path: z.string(),
  /** MIME type of an image; empty for texts. */
  type: z.string(),
  bytes: z.instanceof(ArrayBuffer),
  /** Of the whole file; more than `bytes` has where it was cut. */
  size: z.number(),
});
export type MediaBytes = z.infer<typeof mediaBytes>;

export const scoreCurves = z.object({
  path: z.string(),
  /** The class that the score is for. */
  positive: z.string(),
  positives: z.number(),
  negatives: z.number(),
  /** Rows without a label or a finite score. */
  skipped: z.number(),
  auc: z.number(),
  averagePrecision: z.number(),
  /** Float64 pairs: false positive rate, true positive rate. */
  roc: z.instanceof(ArrayBuffer),
  /** Float64 pairs: recall, precision. */
  precisionRecall: z.instanceof(ArrayBuffer),
});
export type ScoreCurves = z.infer<typeof scoreCurves>;

export const mediaMethods = {
  mediaOf: ask(z.object({ runs: z.array(runId).min(1).max(30) }), z.array(mediaList)),
  /** Fails with `huge` for an image over the limit, `gone`, `broken`; texts are cut instead. */
  media: ask(one, mediaBytes),
  /** `index` is the place among the run's predictions. */
  scores: ask(one, scoreCurves),
} as const;
