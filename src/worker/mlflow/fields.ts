/** Fields of requests as MLflow's clients send them: query fields are texts, int64 may be numbers or texts. */
import * as z from 'zod';

/** int64; refused beyond 2^53, where a float64 no longer tells neighbours apart. */
export const int64 = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^[-+]?\d{1,19}(?:\.0+)?$/)
      .transform(Number),
  ])
  .refine((value) => Number.isSafeInteger(value), 'expected a whole number of at most 2^53');

/** A double; what JSON cannot hold comes as "NaN", "Infinity" or "-Infinity". */
export const double = z.union([
  z.number(),
  z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number),
  z
    .string()
    .regex(/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/)
    .transform(Number),
]);

export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

/** A repeated field: one value alone stands for a list of one. */
export function list<T extends z.ZodType>(item: T) {
  return z.union([z.array(item), item.transform((one): z.output<T>[] => [one])]);
}

/** `{key, value}`, as tags and params are sent; an absent value is an empty text. */
export const pair = z.object({
  key: z.string(),
  value: z
    .string()
    .nullish()
    .transform((value) => value ?? ''),
});

/** Size of a page: 1 up to `most`. */
export function pageSize(normal: number, most: number) {
  return int64
    .refine((value) => value >= 1 && value <= most, `expected 1 to ${String(most)}`)
    .nullish()
    .transform((value) => value ?? normal);
}

/** Double as MLflow's JSON spells it. */
export function jsonDouble(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
