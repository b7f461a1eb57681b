/** What is remembered of a fairness report in a run's edits; its numbers lie in a file beside them. */
import * as z from 'zod';
import { verdictWords } from './fairnessNames.ts';
import { runId } from './runId.ts';

export const fairnessMark = z.object({
  /** The predictions, as their run names them. */
  file: z.string(),
  /** The run that wrote them; absent: this one. They come from a model that this run made. */
  of: runId.optional(),
  /** The kept report, among the files of that run. */
  report: z.string(),
  /** Null: there was no policy to judge by. */
  verdict: z.enum(verdictWords).nullable(),
  /** Which policy, as `policyStamp` has it. */
  policy: z.string().optional(),
  /** The last day on which exceptions hold that it stands on. */
  until: z.string().optional(),
  /** What decided, in one sentence. */
  says: z.string().max(2000).optional(),
});
export type FairnessMark = z.infer<typeof fairnessMark>;
