/** What `cairn publish --json` prints: scripts and the editor rely on it. */
import * as z from 'zod';
import { problemShape } from './runShape.ts';

/** What was sent now; all zero: it was there already. */
export const sentShape = z.object({
  runs: z.number(),
  params: z.number(),
  tags: z.number(),
  points: z.number(),
  datasets: z.number(),
  artifacts: z.number(),
  /** Of artifacts. */
  bytes: z.number(),
});

export const publishedRun = z.object({
  id: z.string(),
  /** Its id on the server. */
  run: z.string(),
  experiment: z.string(),
  /** Where a browser shows it. */
  url: z.string(),
  sent: sentShape,
  problems: z.array(problemShape),
});

export const publishedModel = z.object({
  name: z.string(),
  version: z.number(),
  /** Its number on the server. */
  there: z.string(),
  isNew: z.boolean(),
  /** Those that were moved now. */
  aliases: z.array(z.string()),
  url: z.string(),
});

export const publishResult = z.object({
  server: z.string(),
  runs: z.array(publishedRun),
  model: publishedModel.nullable(),
  /** Why something could not be published at all. */
  problems: z.array(problemShape),
});
export type PublishResult = z.infer<typeof publishResult>;
