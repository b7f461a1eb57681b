/** Registered models as the tree, the model page and `cairn models --json` see them. Absent facts are null. */
import * as z from 'zod';
import { verdictWords } from '../records/fairnessNames.ts';
import { nameRecord } from '../records/nameRecord.ts';
import { problemShape } from './runShape.ts';
import { jsonNumber } from './jsonNumber.ts';

const words = z.string().nullable();
const number = z.number().nullable();

/** What its fairness report came to, as a version has it. */
export const versionStand = z.object({
  verdict: z.enum(verdictWords),
  /** The policy is another one by now. */
  isStale: z.boolean(),
  /** The last day of the exceptions that it stands on. */
  until: words,
});

/** One version in a list. */
export const versionRow = z.object({
  version: z.number(),
  aliases: z.array(z.string()),
  /** Id of the run that made it, what people call it, and whether its record is still here. */
  run: words,
  runName: words,
  runHere: z.boolean(),
  /** ISO 8601. */
  created: words,
  /** Null: no policy judged it. */
  fairness: versionStand.nullable(),
});
export type VersionRow = z.infer<typeof versionRow>;

export const modelList = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      description: words,
      /** Newest first. */
      versions: z.array(versionRow),
    }),
  ),
  /** Of the files, from the workspace folder. */
  problems: z.array(problemShape),
});
export type ModelList = z.infer<typeof modelList>;
export type ModelRow = ModelList['models'][number];

/** A version as it is named elsewhere. */
export const versionName = z.object({ name: z.string(), version: z.number(), aliases: z.array(z.string()) });
export type VersionName = z.infer<typeof versionName>;

export const shownMetric = z.object({
  key: z.string(),
  value: jsonNumber,
  /** Null: neither more nor less of it is better. */
  direction: z.enum(['maximize', 'minimize']).nullable(),
  step: number,
});
export type ShownMetric = z.infer<typeof shownMetric>;

export const staleFact = z.object({
  what: z.enum(['run', 'script', 'artifact', 'dataset', 'feature', 'fairness']),
  /** Of a dataset or feature. */
  name: words,
  sentence: z.string(),
});

/** Everything that is recorded of one version, and what of it no longer holds. */
export const versionDetail = versionRow.extend({
  by: words,
  description: words,
  tags: nameRecord(z.string()),
  /** Among the artifacts of the run. */
  path: words,
  artifact: z.object({ location: z.string(), sha256: words, size: number, files: number }).nullable(),
  parameters: number,
  metrics: z.array(shownMetric),
  datasets: z.array(
    z.object({
      name: z.string(),
      role: words,
      version: number,
      hash: words,
      digest: words,
      /** Whether datasets.yaml has it. */
      known: z.boolean(),
    }),
  ),
  /** With the dataset that features.yaml says they come from. */
  features: z.array(z.object({ name: z.string(), dataset: words, known: z.boolean() })),
  script: z.object({ path: z.string(), sha256: words }).nullable(),
  commit: words,
  uncommitted: number,
  environment: z
    .object({ interpreter: words, packages: number, sha256: words, notable: nameRecord(z.string()) })
    .nullable(),
  stale: z.array(staleFact),
  /** What was judged of it; all numbers are in `report`, from .cairn/models. */
  judged: z
    .object({
      says: words,
      at: words,
      run: words,
      runName: words,
      runHere: z.boolean(),
      rows: number,
      predictions: words,
      report: words,
      limits: z.array(
        z.object({
          ...{ attribute: z.string(), metric: z.string(), kind: z.string() },
          ...{ value: jsonNumber.nullable(), low: jsonNumber.nullable(), high: jsonNumber.nullable() },
          ...{ limit: jsonNumber, verdict: z.enum(verdictWords) },
        }),
      ),
    })
    .nullable(),
});
export type VersionDetail = z.infer<typeof versionDetail>;

export const aliasMoveShape = z.object({
  alias: z.string(),
  from: number,
  to: number,
  at: words,
  by: words,
  reason: words,
  rollBack: z.boolean(),
});
export type AliasMoveShape = z.infer<typeof aliasMoveShape>;

const rivalVersion = z.object({ version: z.number(), metrics: z.array(shownMetric) }).nullable();

export const modelDetail = z.object({
  name: z.string(),
  /** The MLflow server that it was read from, as people call it; null: a model of this folder. */
  server: words,
  description: words,
  tags: nameRecord(z.string()),
  /** The metric that versions are listed with. */
  metric: words,
  /** Newest first. */
  versions: z.array(versionRow.extend({ value: jsonNumber.nullable() })),
  /** Newest first. */
  history: z.array(aliasMoveShape),
  /** Where a roll-back of each alias goes to. */
  rollBacks: z.array(z.object({ alias: z.string(), to: z.number() })),
  /** The version that was asked for, else the champion, else the newest; null: there is none. */
  shown: versionDetail.nullable(),
  /** Null where it is the shown one, or there is none. */
  champion: rivalVersion,
  before: rivalVersion,
  problems: z.array(problemShape),
});
export type ModelDetail = z.infer<typeof modelDetail>;

export const verifiedShape = z.object({
  state: z.enum(['same', 'differs', 'gone', 'elsewhere', 'unrecorded']),
  /** One sentence. */
  sentence: z.string(),
  /** What is there now. */
  sha256: words,
});
export type VerifiedShape = z.infer<typeof verifiedShape>;
