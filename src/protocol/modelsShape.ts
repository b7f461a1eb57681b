/** What `cairn models --json` prints: scripts and the editor rely on it. */
import * as z from 'zod';
import { problemShape } from './runShape.ts';

export const modelsResult = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      description: z.string().nullable(),
      /** Newest first. */
      versions: z.array(
        z.object({
          version: z.number(),
          /** Id of the run that made it. */
          run: z.string().nullable(),
          runName: z.string().nullable(),
          /** ISO 8601. */
          created: z.string().nullable(),
          description: z.string().nullable(),
          aliases: z.array(z.string()),
        }),
      ),
    }),
  ),
  problems: z.array(problemShape),
});
export type ModelsResult = z.infer<typeof modelsResult>;
