/** runs/experiments.jsonl: what MLflow's clients said of experiments. Short appends by any endpoint; last wins. */
import * as z from 'zod';
import { nameRecord } from './nameRecord.ts';

export const experimentLine = z.object({
  t: z.number(),
  /** Decimal digits. */
  id: z.string().regex(/^\d{1,20}$/),
  name: z.string().optional(),
  deleted: z.boolean().optional(),
  /** null removes a tag. */
  tags: nameRecord(z.string().nullable()).optional(),
});
export type ExperimentLine = z.infer<typeof experimentLine>;
