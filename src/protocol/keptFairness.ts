/** A fairness report as it is kept with a run and with model versions: numbers, settings, and hashes of what it was computed from. */
import * as z from 'zod';
import { fairnessPolicy } from '../records/fairnessPolicy.ts';
import { runId } from '../records/runId.ts';
import { fairnessQuery } from './fairnessCounts.ts';
import { fairnessReport } from './fairnessReport.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const keptFairness = z.object({
  format: z.literal(1),
  /** ms since 1970. */
  made: z.number(),
  run: z.object({ id: runId, name: z.string() }),
  /** As it was when the run started. */
  script: z.object({ path: z.string(), sha256: z.string().nullable() }).nullable(),
  /** As the run names them. */
  predictions: z.object({ path: z.string(), sha256, size: z.number().int().nonnegative() }),
  /** Of a file that groups were looked up in. */
  joined: z.object({ path: z.string(), sha256 }).nullable(),
  /** Data that the run read, with SHA-256 where the run says it. */
  data: z.array(
    z.object({ name: z.string(), version: z.string().nullable(), sha256: z.string().nullable() }),
  ),
  /** SHA-256 of models that the run names. */
  models: z.array(sha256),
  /** What was asked; `files` are told by `predictions`. */
  query: fairnessQuery.omit({ files: true }),
  policy: fairnessPolicy.nullable(),
  /** What was found, in one sentence. */
  sentence: z.string().nullable(),
  report: fairnessReport,
});
export type KeptFairness = z.infer<typeof keptFairness>;
