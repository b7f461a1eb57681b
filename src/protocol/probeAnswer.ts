/** What the record says to an item of a checklist, with links to the proof; `cairn review evidence --json` prints it. */
import * as z from 'zod';

/** `label` is what the link is called. Lines are counted from 1. */
export const proofLink = z.discriminatedUnion('kind', [
  z.object({
    label: z.string(),
    kind: z.literal('line'),
    /** From the workspace folder, with forward slashes. */
    path: z.string(),
    line: z.number(),
    toLine: z.number().optional(),
  }),
  z.object({ label: z.string(), kind: z.literal('run'), id: z.string() }),
  z.object({
    label: z.string(),
    kind: z.enum(['dataset', 'feature', 'model']),
    name: z.string(),
    version: z.number().optional(),
  }),
  z.object({ label: z.string(), kind: z.literal('file'), path: z.string() }),
  /** The fairness report of a run. */
  z.object({ label: z.string(), kind: z.literal('fairness'), run: z.string() }),
]);
export type ProofLink = z.infer<typeof proofLink>;

export const probeAnswer = z.object({
  answer: z.enum(['yes', 'no', 'unknown']),
  /** A sentence; of `unknown`: why it cannot be told, and what to do. */
  text: z.string(),
  links: z.array(proofLink).optional(),
});
export type ProbeAnswer = z.infer<typeof probeAnswer>;

export const reviewEvidence = z.object({
  script: z.string(),
  /** SHA-256 of the bytes of the script that was looked at. */
  sha256: z.string(),
  /** By the names of the probes. */
  answers: z.record(z.string(), probeAnswer),
});
export type ReviewEvidence = z.infer<typeof reviewEvidence>;
