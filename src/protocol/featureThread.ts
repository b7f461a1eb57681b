/** What is asked of the index thread about features: who uses them, where they are made, which nobody uses. */
import * as z from 'zod';
import { catalogFeature } from './catalogShape.ts';
import { featureUsage, runUse, unusedReason } from './featureUse.ts';

const ask = <P extends z.ZodType, R extends z.ZodType>(params: P, result: R) => ({ params, result });
const words = z.string().nullable();

/** In a file: 1-based. */
export const filePlace = z.object({ file: z.string(), line: z.number(), column: z.number() });
export type FilePlace = z.infer<typeof filePlace>;

export const featureBrief = catalogFeature
  .pick({
    name: true,
    owner: true,
    description: true,
    kind: true,
    dataset: true,
    columns: true,
    function: true,
    deprecated: true,
  })
  .extend({
    /** Its key in features.yaml; 1-based. */
    line: z.number(),
    runCount: z.number(),
    lastUsed: z.number().nullable(),
    /** The last run that used it, with how that is known. */
    newest: runUse.nullable(),
    /** `churn v3 (champion)`, the newest versions first, at most ten. */
    models: z.array(z.string()),
    modelCount: z.number(),
  });
export type FeatureBrief = z.infer<typeof featureBrief>;

export const featureDetail = catalogFeature.extend({
  line: z.number(),
  usage: featureUsage,
  /** What of the connected server is not known, and why; a sentence each. */
  notes: z.array(z.string()),
});
export type FeatureDetail = z.infer<typeof featureDetail>;

export const unusedFeature = featureBrief.extend({
  reasons: z.array(unusedReason),
  /** Where it would have to be edited: its entry, its function, and scripts that name it. */
  places: z.array(filePlace),
});
export type UnusedFeature = z.infer<typeof unusedFeature>;

/** What texts of the catalog are completed with. */
export const catalogWords = z.object({
  datasets: z.array(
    z.object({ name: z.string(), owner: words, description: words, location: z.string(), line: z.number() }),
  ),
  features: z.array(z.string()),
  /** Those that are named most first. */
  owners: z.array(z.string()),
});
export type CatalogWords = z.infer<typeof catalogWords>;

export const featureThread = {
  catalogWords: ask(z.object({}), catalogWords),
  /** All features, in the order of the file. */
  features: ask(z.object({}), z.array(featureBrief)),
  feature: ask(z.object({ name: z.string() }), featureDetail.nullable()),
  /** Those of these names that are features, by name. */
  featuresByName: ask(z.object({ names: z.array(z.string()) }), z.array(featureBrief)),
  /** Features that functions of this file make: `path` from the workspace folder, with forward slashes. */
  featuresInScript: ask(z.object({ path: z.string() }), z.array(featureBrief)),
  /** Columns of a dataset, as far as they are known. */
  columnsOfDataset: ask(z.object({ name: z.string() }), z.array(z.string())),
  /** Those of these Python files (from the workspace folder) that hold the name, as a name or as a text. */
  filesNaming: ask(z.object({ name: z.string(), files: z.array(z.string()) }), z.array(z.string())),
  /** Names of the features that a run used. */
  featuresOfRun: ask(z.object({ run: z.string() }), z.array(z.string())),
  unusedFeatures: ask(z.object({}), z.array(unusedFeature)),
} as const;
