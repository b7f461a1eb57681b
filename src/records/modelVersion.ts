/**
 * .cairn/models/<name>.yaml: one registered model with its versions and aliases. People read and edit it, so keys that
 * are not known here are left as they are.
 */
import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { verdictWords } from './fairnessNames.ts';
import { nameRecord } from './nameRecord.ts';
import { listOfWords, moment, words } from './words.ts';

/** People write `rows: 1000` without thinking of quotes. */
const tags = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
  .nullish()
  .transform((found) => found ?? {});

/** A digest of digits alone is a number to YAML. */
const scalar = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((found) => (found === null || found === undefined ? undefined : String(found)));

const number = z.number().int().positive();
const count = z.number().int().nonnegative().nullish().transform(orUndefined);
/** YAML has its own words for NaN and infinities, which are values like any other here. */
const value = z.custom<number>((found) => typeof found === 'number', t('expected a number'));
const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, t('expected a SHA-256 of 64 hex digits'))
  .nullish()
  .transform(orUndefined);

/** As it was when the version was registered. */
export const versionMetric = z.object({
  /** The best one of a metric that is judged, else the last. */
  value,
  /** Absent: neither more nor less of it is better. */
  direction: z.enum(['maximize', 'minimize']).nullish().transform(orUndefined),
  step: z.number().nullish().transform(orUndefined),
  /** Where it is another one. */
  last: value.nullish().transform(orUndefined),
});
export type VersionMetric = z.infer<typeof versionMetric>;

export const versionArtifact = z.object({
  /** `kept`: in the run's folder; else a path from the workspace folder, or the URI of somewhere else. */
  location: z.string().min(1),
  /** Of the file, or of the list of its files as `sha256sum` writes it. */
  sha256: hash,
  /** Bytes. */
  size: count,
  /** Of a folder. */
  files: count,
});
export type VersionArtifact = z.infer<typeof versionArtifact>;

export const versionDataset = z.object({
  name: z.string().min(1),
  role: words,
  /** Of datasets.yaml. */
  version: number.nullish().transform(orUndefined),
  /** SHA-256 of the contents; what else tells a version apart is in `digest`. */
  hash,
  digest: scalar,
});
export type VersionDataset = z.infer<typeof versionDataset>;

/** How it treats groups, as its predictions show. All numbers are in the report's own file beside the model's. */
export const versionFairness = z.object({
  verdict: z.enum(verdictWords).nullish().transform(orUndefined),
  /** What decided, in one sentence. */
  says: words,
  at: moment,
  /** The run that wrote the predictions. */
  run: words,
  runName: words,
  rows: count,
  predictions: z.object({ path: z.string(), sha256: hash }).nullish().transform(orUndefined),
  /** Of the policy that it was judged by. */
  policy: scalar,
  /** The last day of the exceptions that it stands on. */
  until: scalar,
  limits: listOf(
    z.object({
      attribute: z.string(),
      metric: z.string(),
      kind: z.string(),
      value: value.nullish().transform(orUndefined),
      low: value.nullish().transform(orUndefined),
      high: value.nullish().transform(orUndefined),
      limit: value,
      verdict: z.enum(verdictWords),
    }),
  ),
  /** From .cairn/models. */
  report: z.object({ path: z.string(), sha256: hash }).nullish().transform(orUndefined),
});
export type VersionFairness = z.infer<typeof versionFairness>;

export const modelVersion = z.object({
  version: number,
  /** Id of the run that made it. */
  run: words,
  /** What people call the run: its record may be gone one day. */
  runName: words,
  /** Its folder among the artifacts of that run, with forward slashes; absent: all of them. */
  path: words,
  /** MLflow's id of the logged model, `m-…`. */
  model: words,
  created: moment,
  by: words,
  description: words,
  tags,
  artifact: versionArtifact.nullish().transform(orUndefined),
  /** How many parameters were learned. */
  parameters: count,
  metrics: nameRecord(versionMetric)
    .nullish()
    .transform((found) => found ?? {}),
  datasets: listOf(versionDataset),
  features: listOfWords,
  script: z.object({ path: z.string(), sha256: hash }).nullish().transform(orUndefined),
  commit: scalar,
  /** Lines that were changed since that commit. */
  uncommitted: count,
  environment: z
    .object({
      interpreter: words,
      /** How many are installed. */
      packages: count,
      /** Of their list, `name==version` lines. */
      sha256: hash,
      notable: tags,
    })
    .nullish()
    .transform(orUndefined),
  fairness: versionFairness.nullish().transform(orUndefined),
});
export type ModelVersion = z.infer<typeof modelVersion>;

/** One move of an alias; `to` is absent where it was taken away, `from` where it stood nowhere. */
export const aliasMove = z.object({
  alias: z.string().min(1),
  from: number.nullish().transform(orUndefined),
  to: number.nullish().transform(orUndefined),
  at: moment,
  by: words,
  reason: words,
  /** It went back to where it had stood before. */
  rollBack: z.boolean().nullish().transform(orUndefined),
});
export type AliasMove = z.infer<typeof aliasMove>;

export const registeredModel = z.object({
  name: z.string().min(1),
  description: words,
  created: moment,
  by: words,
  tags,
  /** Alias → version. */
  aliases: nameRecord(number)
    .nullish()
    .transform((found) => found ?? {}),
  /** The highest number ever given; written when that version is deleted, so that no number comes twice. */
  lastVersion: number.nullish().transform((found) => found ?? 0),
  versions: listOf(modelVersion),
  /** Every move of an alias, the oldest first. */
  history: listOf(aliasMove),
});
export type RegisteredModel = z.infer<typeof registeredModel>;

function orUndefined<T>(found: T | null | undefined): T | undefined {
  return found ?? undefined;
}

function listOf<T extends z.ZodType>(entry: T) {
  return z
    .array(entry)
    .nullish()
    .transform((found) => found ?? []);
}
