/** What the host writes into a page's HTML: all that it must know before its first question. */
import * as z from 'zod';
import { nameRecord } from '../records/nameRecord.ts';

export const pageBoot = z.object({
  /** URI of the workspace folder. */
  folder: z.string(),
  /** What the page is about within the folder, e.g. a run's id; empty: the folder itself. */
  subject: z.string(),
  /** Where the subject is read from, as people call it; absent: the folder itself. */
  server: z.string().optional(),
  /** Translations, English sentence → sentence; empty in English. */
  strings: nameRecord(z.string()),
  /** The one command that the page may run, see webview/heartbeat.ts. */
  reopenCommand: z.string(),
  /** What the page showed that this one takes the place of; for the page itself to read. */
  restore: z.unknown().optional(),
});
export type PageBoot = z.infer<typeof pageBoot>;
