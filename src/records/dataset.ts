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
  version: z.number().int().positive(),
  /** SHA-256, hex: of the file, or of the list of its files as `sha256sum` writes it (see catalog/contentHash.ts). */
  hash: z.string().regex(/^[0-9a-f]{64}$/, t('expected a SHA-256 of 64 hex digits')),
  /** When it was first seen. */
  seen: moment,
  files: z.number().int().positive().optional(),
  /** Bytes. */
  size: z.number().int().nonnegative().optional(),
  rows: z.number().int().nonnegative().optional(),
  note: words,
});
export type DatasetVersion = z.infer<typeof datasetVersion>;

export const dataset = z.strictObject({
  description: words,
  owner: words,
  /** Path from the workspace folder (file, folder or glob), or a URL. */
  location: z.string().min(1),
  format: dataFormat.nullish().transform((format) => format ?? undefined),
  /** Names of columns. */
  time: words,
  label: words,
  sensitive: listOfWords,
  licence: words,
  tags: listOfWords,
  /** How old it may be. */
  freshness: age,
  /** How one comes by it. */
  access: words,
  versions: z
    .array(datasetVersion)
    .nullish()
    .transform((found) => found ?? []),
});
export type Dataset = z.infer<typeof dataset>;
