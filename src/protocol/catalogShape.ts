/** What `cairn catalog ls|show|check --json` print: scripts and CI rely on it. Absent facts are null. */
import * as z from 'zod';
import { diskShape, usingModel, usingRun } from './catalogThread.ts';
import { dataComparison } from './dataProfile.ts';
import { modelUse, runUse, unusedReason } from './featureUse.ts';

const words = z.string().nullable();

export const catalogProblem = z.object({
  where: z.string(),
  line: z.number(),
  column: z.number(),
  /** Exclusive; absent: to the end of the line. */
  endLine: z.number().optional(),
  endColumn: z.number().optional(),
  level: z.enum(['error', 'warning']),
  message: z.string(),
});

/** As the editor has it: with what would mend it. */
export const catalogFix = z.object({
  kind: z.enum(['unknownKey', 'twice', 'conflict', 'owner', 'description', 'dataset', 'feature', 'function']),
  path: z.array(z.string()),
  /** The value that is wrong. */
  value: z.string().optional(),
});
export type CatalogFix = z.infer<typeof catalogFix>;
export const mendableProblem = catalogProblem.extend({ fix: catalogFix.optional() });
export type MendableProblem = z.infer<typeof mendableProblem>;

export type CatalogProblemShape = z.infer<typeof catalogProblem>;

export const catalogDataset = z.object({
  name: z.string(),
  description: words,
  owner: words,
  location: z.string(),
  format: words,
  time: words,
  label: words,
  sensitive: z.array(z.string()),
  licence: words,
  tags: z.array(z.string()),
  /** ms. */
  freshness: z.number().nullable(),
  access: words,
  /** Newest first. */
  versions: z.array(
    z.object({ version: z.number(), hash: z.string(), seen: words, rows: z.number().nullable() }),
  ),
});

export const catalogFeature = z.object({
  name: z.string(),
  description: words,
  owner: words,
  dataset: words,
  columns: z.array(z.string()),
  function: words,
  kind: words,
  parents: z.array(z.string()),
  type: words,
  range: z.tuple([z.number().nullable(), z.number().nullable()]).nullable(),
  reviewer: words,
  created: words,
  deprecated: words,
});

export type CatalogDatasetShape = z.infer<typeof catalogDataset>;
export type CatalogFeatureShape = z.infer<typeof catalogFeature>;

/** Who uses it: of runs and model versions the newest ten, with how that is known. */
export const listedFeature = catalogFeature.extend({
  usedBy: z.object({
    runs: z.number(),
    models: z.number(),
    /** ms; start of the last run that used it. */
    lastUsed: z.number().nullable(),
    children: z.array(z.string()),
    newestRuns: z.array(runUse),
    newestModels: z.array(modelUse),
    modelNames: z.array(z.string()),
  }),
});
export type ListedFeature = z.infer<typeof listedFeature>;

/** What `cairn catalog unused --json` prints. */
export const catalogUnused = z.object({
  /** After so many days without a run a feature is unused. */
  days: z.number(),
  features: z.array(
    z.object({
      name: z.string(),
      owner: words,
      reasons: z.array(unusedReason),
      lastUsed: z.number().nullable(),
      place: z.string(),
      function: words,
    }),
  ),
});
export type CatalogUnused = z.infer<typeof catalogUnused>;

/** With what is on disk and who used it. */
export const listedDataset = catalogDataset.extend({
  disk: diskShape,
  /** Sentences on champions and best runs that read something else. */
  behind: z.array(z.string()),
  copies: z.array(z.string()),
  versions: z.array(
    catalogDataset.shape.versions.element.extend({ runs: z.array(usingRun), models: z.array(usingModel) }),
  ),
  /** Runs that read what no version has. */
  otherRuns: z.array(usingRun.extend({ hash: words })),
});
export type ListedDataset = z.infer<typeof listedDataset>;

/** What `cairn catalog add|record --json` print. */
export const catalogAdded = z.object({
  name: z.string(),
  version: z.number().nullable(),
  isNew: z.boolean(),
});
export type CatalogAdded = z.infer<typeof catalogAdded>;

/** What `cairn catalog diff --json` prints; a version that is null is what is on disk and has no number. */
export const catalogDiff = dataComparison.extend({
  name: z.string(),
  before: z.number().nullable(),
  after: z.number().nullable(),
});
export type CatalogDiff = z.infer<typeof catalogDiff>;

export const catalogResult = z.object({
  datasets: z.array(listedDataset),
  features: z.array(listedFeature),
  problems: z.array(catalogProblem),
});
export type CatalogResult = z.infer<typeof catalogResult>;

export const catalogCheck = z.object({ ok: z.boolean(), problems: z.array(catalogProblem) });
