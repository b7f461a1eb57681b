/** The compare page's questions about what differs between the picked runs, and how it opens the difference in their code. */
import * as z from 'zod';
import { runId } from '../../records/runId.ts';

const ask = <P extends z.ZodType, R extends z.ZodType>(params: P, result: R) => ({ params, result });
const runs = z.array(runId).min(2).max(30);

export const differenceSection = z.object({
  id: z.enum(['params', 'metrics', 'tags', 'data', 'code', 'environment', 'packages']),
  rows: z
    .array(
      z.object({
        key: z.string(),
        /** One for each run; null: the run does not have it. */
        values: z.array(z.union([z.string(), z.number(), z.null()])).readonly(),
      }),
    )
    .readonly(),
  same: z.number(),
});
export type DifferenceSectionShape = z.infer<typeof differenceSection>;

export const codeFile = z.object({
  /** In the repository, or the script's own path; forward slashes. */
  path: z.string(),
  kind: z.enum(['changed', 'added', 'removed', 'binary']),
  /** Lines that only one side has; null: not counted. */
  lines: z.object({ added: z.number(), removed: z.number() }).nullable(),
});
export type CodeFile = z.infer<typeof codeFile>;

export const codeDifference = z.object({
  /** Compared with the first run. */
  run: z.string(),
  files: z.array(codeFile),
  /** Those of the two whose code was not recorded, as of runs of other tools: nothing can be said of it. */
  noCode: z.array(runId),
  /** Files beyond those listed. */
  more: z.number(),
  /** Why the code cannot be compared. */
  problem: z.string().nullable(),
});
export type CodeDifference = z.infer<typeof codeDifference>;

export const differencesMethods = {
  differences: ask(z.object({ runs }), z.object({ sections: z.array(differenceSection) })),
  codeDifferences: ask(z.object({ runs }), z.array(codeDifference)),
  /** In VS Code's own diff editor: one file, or (null) all that differ. */
  openCodeDifference: ask(
    z.object({ left: runId, right: runId, path: z.string().max(4000).nullable() }),
    z.null(),
  ),
} as const;
