/** How a script stands by its review, as lists, lenses and `cairn review --json` show it. */
import * as z from 'zod';

const words = z.string().nullable();

export const changedFileShape = z.object({
  /** From the workspace folder. */
  path: z.string(),
  kind: z.enum(['changed', 'added', 'removed']),
  /** Hashes of the text that was approved, and of the one that is there; null on the side where there is none. */
  from: words,
  to: words,
  /** Null: it cannot be told. */
  lines: z.number().nullable(),
});
export type ChangedFileShape = z.infer<typeof changedFileShape>;

export const reviewRow = z.object({
  /** From the workspace folder, with slashes. */
  script: z.string(),
  state: z.enum(['never', 'started', 'requested', 'changesRequested', 'approved', 'stale']),
  /** sha256 of its text with LF and without a byte order mark; null: it is gone or cannot be read. */
  sha256: words,
  /** Its path when it was reviewed; null: the same. */
  renamedFrom: words,
  /** A script that it seems to be split from: lines of it were reviewed there. */
  splitFrom: words,
  /** Whose approvals count for what is there now, as `Ada <ada@example.org>`. */
  approvedBy: z.array(z.string()),
  /** How many it takes. */
  needed: z.number(),
  /** CODEOWNERS one of whom has to approve. */
  missingOwners: z.array(z.string()),
  authors: z.array(z.string()),
  /** Those who were asked and have not signed off since. */
  waitingFor: z.array(z.string()),
  changesRequestedBy: z.array(z.string()),
  /** ms since 1970; of the last entry. */
  latest: z.number().nullable(),
  /** The approval that is out of date, and what changed since. */
  outdated: z
    .object({
      by: z.string(),
      /** ms since 1970. */
      at: z.number(),
      sha256: z.string(),
      files: z.array(changedFileShape),
      /** Of all files; null: it cannot be told. */
      lines: z.number().nullable(),
      /** Only comments and formatting, as the parser of a Python told; false also where nobody asked it. */
      isCosmetic: z.boolean(),
    })
    .nullable(),
  /** Items of the checklist, and those that nobody and nothing answered of this text. */
  items: z.number(),
  openItems: z.number(),
  openComments: z.number(),
  /** What somebody should know: a sentence each. */
  problems: z.array(z.string()),
  /** What is worth knowing and nothing is wrong with: a sentence each. */
  notes: z.array(z.string()),
  /** Runs of the script that are recorded. */
  runs: z.number(),
});
export type ReviewRow = z.infer<typeof reviewRow>;

/** What `cairn review check --json` prints. */
export const reviewCheck = z.object({
  /** Every script is approved as it is now. */
  ok: z.boolean(),
  scripts: z.array(
    z.object({
      script: z.string(),
      /** `sameCode`: only comments and formatting changed since the approval. `unknown`: it could not be judged. */
      verdict: z.enum(['approved', 'sameCode', 'notApproved', 'unknown']),
      /** Why, and what to do next; null: nothing. */
      sentence: z.string(),
      next: words,
      /** What somebody should look at, whatever the verdict: a sentence each. */
      warnings: z.array(z.string()),
    }),
  ),
});
export type ReviewCheck = z.infer<typeof reviewCheck>;
export type ScriptCheck = ReviewCheck['scripts'][number];
