/** .cairn/features.yaml: what models learn from, and who answers for it. Each key at the top is the name of a feature. */
import * as z from 'zod';
import { listOfWords, moment, words } from './words.ts';

export const featureKind = z.enum(['raw', 'derived', 'crossed', 'discretised', 'generated']);
export type FeatureKind = z.infer<typeof featureKind>;

const number = z.union([z.number(), z.null()]);

export const feature = z.strictObject({
  /** What it says and how it is made, in a sentence or two. */
  description: words,
  /** Who answers for it: a person or a team. */
  owner: words,
  /** Name in datasets.yaml. */
  dataset: words,
  /** Columns of that dataset. */
  columns: listOfWords,
  /** `file.py#function`, from the workspace folder: what makes it. */
  function: words,
  /** How it comes about: as a column is, computed from others, crossed, in steps, or by a program. */
  kind: featureKind.nullish().transform((kind) => kind ?? undefined),
  /** Features it is made from. */
  parents: listOfWords,
  /** Of its values: number, integer, text, category, date, … */
  type: words,
  /** Least and greatest value; null: no limit. */
  range: z
    .tuple([number, number])
    .nullish()
    .transform((range) => range ?? undefined),
  /** Who looked at it last. */
  reviewer: words,
  /** When it was first made. */
  created: moment,
  /** Since when it should not be used any more. */
  deprecated: moment,
});
export type Feature = z.infer<typeof feature>;
