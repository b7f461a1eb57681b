/** What a probe says of a script, and where the proof is. */
import * as z from 'zod';

export const proofLink = z.discriminatedUnion('kind', [
  /** 1-based lines of a file, by its path from the workspace folder. */
  z.object({
    kind: z.literal('line'),
    label: z.string(),
    path: z.string(),
    line: z.number().int().positive(),
    toLine: z.number().int().positive().optional(),
  }),
  z.object({ kind: z.literal('file'), label: z.string(), path: z.string() }),
  z.object({ kind: z.literal('run'), label: z.string(), id: z.string() }),
  /** The report of a run. */
  z.object({ kind: z.literal('fairness'), label: z.string(), run: z.string() }),
  z.object({
    kind: z.enum(['dataset', 'feature', 'model']),
    label: z.string(),
    name: z.string(),
    version: z.number().optional(),
  }),
]);
export type ProofLink = z.infer<typeof proofLink>;

export const probeAnswer = z.object({
  answer: z.enum(['yes', 'no', 'unknown']),
  /** A sentence; of *unknown* why it cannot be told. */
  text: z.string(),
  links: z.array(proofLink).optional(),
});
export type ProbeAnswer = z.infer<typeof probeAnswer>;
