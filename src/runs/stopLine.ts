/** stop.jsonl: requests to stop a run. */
import * as z from 'zod';

export const stopKind = z.enum(['graceful', 'now']);
export type StopKind = z.infer<typeof stopKind>;

export const stopLine = z.object({ t: z.number(), kind: stopKind });
