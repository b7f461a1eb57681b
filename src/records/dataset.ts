/** .cairn/datasets.yaml: the data there is. Each key at the top is the name of a dataset, so that two people who add one each meet in no line. */
import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { listOfWords, moment, words } from './words.ts';

export const dataFormat = z.enum(['csv', 'parquet', 'json']);
export type DataFormat = z.infer<typeof dataFormat>;

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `12 h`, `7 d`, `2 w`; in ms. */
const age = z
  .string()
  .nullish()
  .transform((text, context) => {
    if (text === null || text === undefined) return undefined;
    const [, amount = '', unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([hdw])\w*\s*$/.exec(text) ?? [];
    const ms = Number(amount) * (unitMs[unit] ?? NaN);
    if (ms > 0) return ms;
    context.issues.push({
      code: 'custom',
      message: t('expected an age such as 12 h, 7 d or 2 w'),
      input: text,
    });
    return z.NEVER;
  });

export const datasetVersion = z.strictObject({
  /** Counted from 1. */
  version: z.number().int().positive(),
  /** SHA-256, hex: of the file, or of the list of its files as `sha256sum` writes it (see catalog/contentHash.ts). */
  hash: z.string().regex(/^[0-9a-f]{64}$/, t('expected a SHA-256 of 64 hex digits')),
  /** When it was first seen. */
  seen: moment,
  /** How many there were. */
  files: z.number().int().positive().optional(),
  /** Bytes. */
  size: z.number().int().nonnegative().optional(),
  /** Of all files together. */
  rows: z.number().int().nonnegative().optional(),
  /** What a person has to say of it. */
  note: words,
});
export type DatasetVersion = z.infer<typeof datasetVersion>;

export const dataset = z.strictObject({
  /** What it holds and where it comes from, in a sentence or two. */
  description: words,
  /** Who answers for it: a person or a team. */
  owner: words,
  /** Path from the workspace folder (file, folder or glob), or a URL. */
  location: z.string().min(1),
  /** How the files are written; without it their ending says. */
  format: dataFormat.nullish().transform((format) => format ?? undefined),
  /** Column that says when a row happened. */
  time: words,
  /** Column with the truth that models learn. */
  label: words,
  /** Columns that say something about people that is to be kept or judged with care. */
  sensitive: listOfWords,
  /** What it may be used for. */
  licence: words,
  /** Words to find it by. */
  tags: listOfWords,
  /** How old it may be: 12 h, 7 d, 2 w. */
  freshness: age,
  /** How one comes by it. */
  access: words,
  /** What was seen of it; written by Cairn. */
  versions: z
    .array(datasetVersion)
    .nullish()
    .transform((found) => found ?? []),
});
export type Dataset = z.infer<typeof dataset>;
