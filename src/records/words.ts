/** Texts and dates as people write them in YAML. */
import * as z from 'zod';
import { t } from '../base/l10n.ts';

/** An empty value (`description:`) is nothing wrong. */
export const words = z
  .string()
  .nullish()
  .transform((text) => text ?? undefined);

/** `2026-11-23T08:41:02.123Z`, or a day. */
export const moment = words.refine(
  (text) => text === undefined || !Number.isNaN(Date.parse(text)),
  t('expected a date such as 2026-11-23T08:41:02Z'),
);

/** A list; one text alone is a list of one. */
export const listOfWords = z
  .union([z.string().transform((one) => [one]), z.array(z.string())])
  .nullish()
  .transform((found) => found ?? []);
