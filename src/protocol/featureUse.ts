/** Who uses a feature, and how that is known; what the command line prints and the index thread answers. */
import * as z from 'zod';

const words = z.string().nullable();

/** How it is known that a run or a model version used a feature. */
export const evidence = z.object({
  /**
   * `inbox`: the script said so; `signature`: an input of the model that MLflow kept; `schema`: a column of a dataset that was
   * logged with MLflow; `columns`: a column of a dataset that the run named; `script`: its script names it; `model`: the model
   * version lists it; `run`: the run of the model version used it.
   */
  by: z.enum(['inbox', 'signature', 'schema', 'columns', 'script', 'model', 'run']),
  /** Name of the dataset, `file.py:12`, or name of the run. */
  where: words,
  /** Which records say so: `MLflow · mlruns`, `MLflow · mlflow.example.org`; absent: Cairn's own. */
  source: z.string().optional(),
});
export type Evidence = z.infer<typeof evidence>;

export const runUse = z.object({
  run: z.string(),
  name: z.string(),
  script: words,
  /** ms. */
  started: z.number(),
  evidence: z.array(evidence),
});
export const modelUse = z.object({
  model: z.string(),
  version: z.number(),
  aliases: z.array(z.string()),
  run: words,
  /** The MLflow server that it is registered on, as people call it; absent: a model of the folder. */
  server: z.string().optional(),
  evidence: z.array(evidence),
});

export const featureUsage = z.object({
  /** Runs and model versions that used it, all of them. */
  runCount: z.number(),
  modelCount: z.number(),
  /** ms; start of the last run that used it. */
  lastUsed: z.number().nullable(),
  /** The newest first, at most 200 of each. */
  runs: z.array(runUse),
  models: z.array(modelUse),
  /** Features that are made from it. */
  children: z.array(z.string()),
});
export type FeatureUsageShape = z.infer<typeof featureUsage>;

export const unusedReason = z.object({
  /** `never`: by no run; `old`: not for so many days; `noChampion`: by no version that is a champion. */
  why: z.enum(['never', 'old', 'noChampion']),
  days: z.number().nullable(),
});
export type UnusedReason = z.infer<typeof unusedReason>;
