/** edits.jsonl: what people change on a run afterwards (star, name, note, tags). Short appends by editor or command line; last wins. */
import * as z from 'zod';
import { fairnessMark } from './fairnessMark.ts';
import { nameRecord } from './nameRecord.ts';

export const runEdit = z.object({
  t: z.number(),
  star: z.boolean().optional(),
  name: z.string().min(1).max(200).optional(),
  /** '' is none. */
  experiment: z.string().max(500).optional(),
  /** Replaces the person's note; the script's own notes are events. */
  note: z.string().max(20_000).optional(),
  /** What others of its script or experiment are held against; null: no longer. */
  baseline: z.enum(['script', 'experiment']).nullable().optional(),
  /** Its predictions, or those of its model, were judged by group. */
  fairness: fairnessMark.optional(),
  by: z.string().optional(),
  /** null removes a tag. */
  tags: nameRecord(z.string().nullable()).optional(),
});
export type RunEdit = z.infer<typeof runEdit>;
