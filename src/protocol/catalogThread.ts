/** What the extension host asks of the catalog, which the index thread keeps beside the runs that use it. */
import * as z from 'zod';

const nothing = z.object({});
const ask = <P extends z.ZodType, R extends z.ZodType>(params: P, result: R) => ({ params, result });
const words = z.string().nullable();

/** A run or a model version that used something. */
export const usingRun = z.object({ id: z.string(), name: z.string(), script: words, started: z.number() });
export type UsingRun = z.infer<typeof usingRun>;
export const usingModel = z.object({ model: z.string(), version: z.number(), aliases: z.array(z.string()) });
export type UsingModel = z.infer<typeof usingModel>;

export const diskShape = z.object({
  state: z.enum(['known', 'unread', 'changing', 'lost', 'refused', 'url']),
  hash: words,
  /** Of the catalog; null: no version has this content. */
  version: z.number().nullable(),
  files: z.number(),
  /** Bytes. */
  size: z.number(),
  /** ms since 1970. */
  modified: z.number().nullable(),
  isStale: z.boolean(),
  why: words,
});
export type DiskShape = z.infer<typeof diskShape>;

export const datasetRow = z.object({
  name: z.string(),
  owner: words,
  description: words,
  location: z.string(),
  disk: diskShape,
  /** Highest version in the catalog; null: none is recorded. */
  latest: z.number().nullable(),
  /** Of the version on disk, else of the latest. */
  rows: z.number().nullable(),
  /** ms. */
  freshness: z.number().nullable(),
  runs: z.number(),
  features: z.number(),
  /** What a champion, or the best run, read and what is not on disk any more: a sentence each. */
  behind: z.array(z.string()),
  /** Files elsewhere in the workspace with the same content, from its folder. */
  copies: z.array(z.string()),
  /** 1-based line of its name in datasets.yaml. */
  line: z.number(),
  problems: z.number(),
});
export type DatasetRow = z.infer<typeof datasetRow>;

export const datasetVersionShape = z.object({
  version: z.number(),
  hash: z.string(),
  /** ms since 1970. */
  seen: z.number().nullable(),
  rows: z.number().nullable(),
  size: z.number().nullable(),
  note: words,
  runs: z.array(usingRun),
  models: z.array(usingModel),
});
export type DatasetVersionShape = z.infer<typeof datasetVersionShape>;

export const datasetDetail = datasetRow.extend({
  format: words,
  time: words,
  label: words,
  sensitive: z.array(z.string()),
  licence: words,
  tags: z.array(z.string()),
  access: words,
  /** Newest first. */
  versions: z.array(datasetVersionShape),
  /** Runs that read content that no version in the catalog has, or that could not be told. */
  otherRuns: z.array(usingRun.extend({ hash: words })),
  featureNames: z.array(z.string()),
  /** Absolute paths of what is on disk, at most a thousand; the rest is counted in `disk.files`. */
  files: z.array(z.string()),
});
export type DatasetDetail = z.infer<typeof datasetDetail>;

export const featureBy = z.enum(['none', 'dataset', 'owner', 'model']);
export type FeatureBy = z.infer<typeof featureBy>;

export const featureRow = z.object({
  name: z.string(),
  owner: words,
  description: words,
  dataset: words,
  kind: words,
  deprecated: words,
  /** Names of the models that use it. */
  models: z.array(z.string()),
  runs: z.number(),
  /** ms since 1970. */
  lastUsed: z.number().nullable(),
  /** Why it counts as unused, as the list of unused features says it. */
  isUnused: z.boolean(),
  /** Sentences on what lacks or is wrong. */
  warnings: z.array(z.string()),
  line: z.number(),
});
export type FeatureRow = z.infer<typeof featureRow>;

export const catalogName = z.object({
  kind: z.enum(['dataset', 'feature', 'model']),
  name: z.string(),
  owner: words,
  description: words,
});
export type CatalogName = z.infer<typeof catalogName>;

/** Data that runs named and that no dataset of the catalog is. */
export const unknownData = z.object({
  name: z.string(),
  /** From the workspace folder; null: it was not found. */
  location: words,
  runs: z.number(),
  lastUsed: z.number(),
});
export type UnknownData = z.infer<typeof unknownData>;

const allowed = z.object({ outside: z.boolean(), network: z.boolean() });
export type Allowed = z.infer<typeof allowed>;

export const catalogThread = {
  /** Waits for the first look at the files, not for hashes. */
  catalogDatasets: ask(nothing, z.array(datasetRow)),
  catalogDataset: ask(z.object({ name: z.string() }), datasetDetail.nullable()),
  /** Absolute paths of all that is on disk, at most twenty thousand. */
  dataFiles: ask(z.object({ name: z.string() }), z.array(z.string())),
  featureGroups: ask(
    z.object({ by: featureBy }),
    z.array(z.object({ key: words, count: z.number(), warnings: z.number() })),
  ),
  /** `key`: of one group; undefined: all. */
  featureRows: ask(z.object({ by: featureBy, key: words.optional() }), z.array(featureRow)),
  /** Newest use first, at most a hundred. */
  unknownData: ask(nothing, z.array(unknownData)),
  catalogNames: ask(nothing, z.array(catalogName)),
  /** Looks at files and hashes now; null: all datasets. Resolves when they are read, or the reading was cancelled. */
  readData: ask(z.object({ names: z.array(z.string()).nullable() }), z.null()),
  cancelReading: ask(nothing, z.null()),
  allowData: ask(z.object({ allowed }), z.null()),
} as const;

export const catalogEvents = {
  /** The catalog, its files on disk, or the models changed. */
  catalog: { value: z.null() },
  /** Bytes read of bytes to read, while data is hashed; null: done. */
  reading: { value: z.object({ done: z.number(), total: z.number(), name: z.string() }).nullable() },
} as const;
