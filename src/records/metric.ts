/** What is known of one metric of one run without reading its points. */
import * as z from 'zod';
import { source } from './event.ts';

/** z.number() refuses NaN and infinities, which are values like any other here. */
const value = z.custom<number>((v) => typeof v === 'number');

export const metricSummary = z.object({
  key: z.string(),
  source,
  /** Number of points, NaN ones included. */
  count: z.number(),
  /** The point with the greatest (step, time); its value may be NaN or infinite. */
  last: z.object({ step: z.number(), time: z.number(), value }),
  /** Over values that are not NaN; absent when every value is NaN. First occurrence wins. */
  min: z.object({ step: z.number(), value }).optional(),
  max: z.object({ step: z.number(), value }).optional(),
});
export type MetricSummary = z.infer<typeof metricSummary>;

export type Direction = 'maximize' | 'minimize';

const lowerIsBetter =
  /(^|[^a-z])(loss|losses|error|err|mse|rmse|mae|mape|msle|nll|ppl|perplexity|brier|logloss|cross_?entropy|wer|cer|fid|eer|ece|time|latency|duration|seconds|regret|distance|kl|deviance|disparity)([^a-z]|$)/i;

/** The direction a metric is judged by when config.yaml names none: names of losses and errors down, all others up. */
export function guessDirection(key: string): Direction {
  return lowerIsBetter.test(key.replace(/([a-z])([A-Z])/g, '$1_$2')) ? 'minimize' : 'maximize';
}

/** Whether one value can be called better than another: scores, losses and errors; not rates, schedules or counters. */
export function isJudged(key: string): boolean {
  const words = key.replace(/([a-z])([A-Z])/g, '$1_$2');
  return (
    !key.startsWith('system/') &&
    !notObjective.test(words) &&
    (lowerIsBetter.test(words) || score.test(words))
  );
}

/** The best value and where it was reached. */
export function bestOf(
  summary: MetricSummary,
  direction: Direction,
): { step: number; value: number } | undefined {
  return direction === 'maximize' ? summary.max : summary.min;
}

/**
 * The metric a run is judged by when config.yaml names none. Rule, in order: (1) validation-like metrics
 * (a part of the name is val, valid, validation, dev, eval, test or holdout) before others; (2) within those, scores
 * (auc, f1, accuracy, r2 …) before losses; (3) first logged. `system/` metrics, epochs and rates never count.
 */
export function guessObjective(keysInOrder: readonly string[]): string | undefined {
  const candidates = keysInOrder.filter((key) => !key.startsWith('system/') && !notObjective.test(key));
  const rank = (key: string) => (validationLike.test(key) ? 0 : 2) + (score.test(key) ? 0 : 1);
  let best: string | undefined;
  for (const key of candidates) if (best === undefined || rank(key) < rank(best)) best = key;
  return best;
}

const validationLike = /(^|[^a-z])(val|valid|validation|dev|eval|test|holdout)([^a-z]|$)/i;
const score =
  /(auc|acc|accuracy|f1|r2|precision|recall|ap|map|iou|dice|bleu|rouge|ndcg|mcc|score|reward)([^a-z]|$)/i;
const notObjective =
  /(^|[^a-z])(epoch|step|iter|iteration|lr|learning_?rate|time|seconds|sec|eta|rows_per_second|samples_per_second|steps_per_second|runtime|grad_norm)([^a-z]|$)/i;
