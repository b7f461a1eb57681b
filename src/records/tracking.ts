/** Where the tracking endpoint of one folder listens; kept for its owner alone, outside of the workspace. */
import * as z from 'zod';
import { processIdentity } from './process.ts';

export const trackingRecord = z.object({
  /** The workspace folder, absolute. */
  folder: z.string(),
  /** Host name: a record made on another machine proves nothing here. */
  host: z.string(),
  /** On the loopback interface. */
  port: z.number().int().min(1).max(65_535),
  token: z.string().regex(/^[\w-]+$/),
  process: processIdentity,
});
export type TrackingRecord = z.infer<typeof trackingRecord>;
