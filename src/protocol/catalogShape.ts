/** What `cairn catalog ls|show|check --json` print: scripts and CI rely on it. Absent facts are null. */
import * as z from 'zod';

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

export const catalogResult = z.object({
  datasets: z.array(catalogDataset),
  features: z.array(catalogFeature),
  problems: z.array(catalogProblem),
});
export type CatalogResult = z.infer<typeof catalogResult>;

export const catalogCheck = z.object({ ok: z.boolean(), problems: z.array(catalogProblem) });
