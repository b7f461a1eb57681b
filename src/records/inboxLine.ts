/** inbox.jsonl: what a script may append, one JSON object a line, from any language. Several keys may share a line. */
import * as z from 'zod';
import { nameRecord } from './nameRecord.ts';

/** Params and tags are texts; lists and objects (`layers: [64, 64]`) are kept as JSON. */
export const inboxText = z
  .unknown()
  .transform((v) => (v === null || v === undefined ? '' : typeof v === 'string' ? v : JSON.stringify(v)));

/** A number, or how JSON writers spell non-finite ones. */
export const metricValue = z.union([
  z.number(),
  z.boolean().transform(Number),
  z
    .enum(['NaN', 'Infinity', '-Infinity', 'nan', 'inf', '-inf', '+inf', '+Infinity'])
    .transform((v) => (/nan/i.test(v) ? NaN : v.startsWith('-') ? -Infinity : Infinity)),
]);

export const inboxLine = z.object({
  metrics: nameRecord(metricValue).optional(),
  /** Any finite number; absent: the next step of each metric. */
  step: z.number().optional(),
  /** Seconds since 1970 (as Python's time.time()) when below 1e11, else ms; absent: when the worker read it. */
  time: z.number().optional(),
  params: nameRecord(inboxText).optional(),
  tags: nameRecord(inboxText).optional(),
  note: z.string().optional(),
  dataset: z.string().optional(),
  role: z.string().optional(),
  version: z.string().optional(),
  /** Names of the features that the model learns from. */
  features: z.array(z.string()).optional(),
  artifact: z.string().optional(),
  kind: z.string().optional(),
  predictions: z.string().optional(),
  label: z.string().optional(),
  prediction: z.string().optional(),
  score: z.string().optional(),
  groups: z.array(z.string()).optional(),
  weight: z.string().optional(),
  id: z.string().optional(),
  /** Only rows whose column has this value: {"fold": "test"}. */
  split: nameRecord(inboxText).optional(),
  progress: z.object({ at: z.number(), of: z.number().optional(), unit: z.string().optional() }).optional(),
  /** "cairn.py" when the logging helper wrote it: the record then says source `library`. */
  via: z.string().optional(),
});
export type InboxLine = z.infer<typeof inboxLine>;
