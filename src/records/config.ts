/** .cairn/config.yaml: what a team decides about its runs. Every key is optional; unknown keys are problems, not errors. */
import * as z from 'zod';
import { fairnessPolicy } from './fairnessPolicy.ts';
import { reviewPolicy } from './reviewPolicy.ts';

const glob = z.string();
const goal = z.strictObject({
  /** Name of the metric. */
  metric: z.string().min(1),
  /** Which values are better: larger or smaller ones. */
  direction: z.enum(['maximize', 'minimize']).optional(),
  /** Reached when the best value is at least (at most, where lower is better) this. */
  target: z.number().optional(),
});
export const savedView = z.strictObject({
  name: z.string().min(1).max(100),
  filter: z.string().optional(),
  /** The first counts most; a minus before it: largest first. */
  sort: z.array(z.string()).optional(),
  groupBy: z.array(z.string()).optional(),
  groupByAllParamsBut: z.array(z.string()).optional(),
  columns: z
    .array(
      z.union([
        z.string(),
        z.strictObject({
          column: z.string(),
          /** px */
          width: z.number().min(24).max(2000).optional(),
          pinned: z.boolean().optional(),
        }),
      ]),
    )
    .optional(),
  onlyDiffering: z.boolean().optional(),
  againstBaseline: z.boolean().optional(),
});
export type SavedView = z.infer<typeof savedView>;

export const cairnConfig = z.strictObject({
  /** What tells which run is best. */
  objective: goal
    .extend({
      /** What a run has to keep to besides. */
      constraints: z
        .strictObject({
          /** Days that the data of a run may be old when it starts. */
          dataAgeDays: z.number().positive().optional(),
          /** Learned parameters of the model, at most. */
          parameters: z.number().positive().optional(),
          /** MB (1e6 bytes) of the run's model artifacts, at most. */
          modelMB: z.number().positive().optional(),
          /** ms that one answer may take. */
          latencyMs: z.number().positive().optional(),
          /** Limits of further metrics, by their best value. */
          metrics: z
            .record(z.string(), z.strictObject({ min: z.number().optional(), max: z.number().optional() }))
            .optional(),
        })
        .optional(),
    })
    .optional(),
  /** Further metrics with a target of their own. */
  objectives: z.array(goal).optional(),
  /** Globs of scripts that get lenses besides those with a main guard or runs. */
  scripts: z.array(z.string()).optional(),
  /** Datasets that scripts read without saying so, by glob of the script's path. */
  reads: z.record(glob, z.array(z.string())).optional(),
  /** Metrics that are read from what scripts print. */
  printedMetrics: z
    .strictObject({
      /** Whether any are; true without it. */
      enabled: z.boolean().optional(),
      /** Only these metric names (globs); empty: all. */
      include: z.array(z.string()).optional(),
      /** Not these (globs). */
      exclude: z.array(z.string()).optional(),
    })
    .optional(),
  /** How much of a run is kept. */
  limits: z
    .strictObject({
      /** MB (1e6 bytes) of output kept at each end, head and tail. */
      outputMB: z.number().positive().optional(),
      /** MB of one artifact that is copied into the run; larger ones are linked. */
      artifactMB: z.number().positive().optional(),
      /** MB of all artifacts of one run; what comes beyond is linked. */
      artifactsTotalMB: z.number().positive().optional(),
      /** MB of the patch of uncommitted changes. */
      patchMB: z.number().positive().optional(),
    })
    .optional(),
  /** Views of the compare page for everyone; columns as `params.lr`, `metrics.loss, min`, `record.started`. */
  views: z.array(savedView).optional(),
  /** How features are judged. */
  features: z
    .strictObject({
      /** Days without a run after which a feature is listed as unused; 90 without it. */
      unusedAfter: z.number().positive().optional(),
    })
    .optional(),
  /** What models must keep to between groups of people. */
  fairness: fairnessPolicy.optional(),
  /** How training scripts are reviewed. */
  review: reviewPolicy.optional(),
  /** Seconds between a graceful stop and the kill. */
  stopGraceSeconds: z.number().nonnegative().optional(),
});
export type CairnConfig = z.infer<typeof cairnConfig>;

export const defaultLimits = {
  outputMB: 16,
  artifactMB: 1000,
  artifactsTotalMB: 10_000,
  patchMB: 4,
  stopGraceSeconds: 10,
} as const;
