/** What the host writes into a page's HTML: all that it must know before its first question. */
import * as z from 'zod';

export const pageBoot = z.object({
  /** URI of the workspace folder. */
  folder: z.string(),
  /** What the page is about within the folder, e.g. a run's id; empty: the folder itself. */
  subject: z.string(),
  /** Translations, English sentence → sentence; empty in English. */
  strings: z.record(z.string(), z.string()),
});
export type PageBoot = z.infer<typeof pageBoot>;
