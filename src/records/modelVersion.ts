/**
 * .cairn/models/<name>.yaml: one registered model with its versions and aliases. People read and edit it, so keys that
 * are not known here are left as they are.
 */
import * as z from 'zod';
import { moment, words } from './words.ts';

/** People write `rows: 1000` without thinking of quotes. */
const tags = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
  .nullish()
  .transform((found) => found ?? {});

const number = z.number().int().positive();

export const modelVersion = z.object({
  version: number,
  /** Id of the run that made it. */
  run: words,
  /** Its folder among the artifacts of that run, with forward slashes; absent: all of them. */
  path: words,
  /** MLflow's id of the logged model, `m-…`. */
  model: words,
  created: moment,
  by: words,
  description: words,
  tags,
});
export type ModelVersion = z.infer<typeof modelVersion>;

export const registeredModel = z.object({
  name: z.string().min(1),
  description: words,
  created: moment,
  by: words,
  tags,
  /** Alias → version. */
  aliases: z
    .record(z.string(), number)
    .nullish()
    .transform((found) => found ?? {}),
  /** The highest number ever given; written when that version is deleted, so that no number comes twice. */
  lastVersion: number.nullish().transform((found) => found ?? 0),
  versions: z
    .array(modelVersion)
    .nullish()
    .transform((found) => found ?? []),
});
export type RegisteredModel = z.infer<typeof registeredModel>;
