/**
 * The review of one training script: .cairn/reviews/<script path>.yaml. Entries are only ever added, one a line, and the latest
 * counts: so that git shows who said what when, and two branches that add to it merge by keeping the lines of both.
 */
import * as z from 'zod';
import { nameRecord } from './nameRecord.ts';

/** Hex. */
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const entryId = z.string().regex(/^[\w-]{1,64}$/);

const entry = z.object({
  at: z.iso.datetime({ offset: true }),
  /** `Ada <ada@example.org>`, or a name alone. */
  by: z.string().min(1).max(400),
  /** What told who it is; absent where somebody wrote the line by hand. */
  identity: z.enum(['git', 'github', 'gitlab', 'system']).optional(),
  /** The text of the script that it is about (see review/textHash.ts). */
  sha256: hash,
});

/** Somebody asks for a review: the author. */
export const reviewRequest = entry.extend({
  kind: z.literal('request'),
  reviewers: z.array(z.string()),
  comment: z.string().optional(),
});

export const itemAnswer = z.enum(['yes', 'no', 'notApplicable', 'open']);
export type ItemAnswer = z.infer<typeof itemAnswer>;

export const reviewAnswer = entry.extend({
  kind: z.literal('answer'),
  /** Id of the checklist's item. */
  item: z.string().min(1),
  /** `open` takes an answer back. */
  answer: itemAnswer,
  comment: z.string().optional(),
  /** What the evidence said that this goes against. */
  overrules: z.enum(['yes', 'no', 'unknown']).optional(),
});

export const reviewComment = entry.extend({
  kind: z.literal('comment'),
  id: entryId,
  /** 1-based. */
  line: z.number().int().positive(),
  lines: z.array(z.string()),
  /** The nearest last. */
  before: z.array(z.string()),
  after: z.array(z.string()),
  text: z.string(),
  /** What is to stand there instead; empty: nothing. */
  suggestion: z.string().optional(),
});

export const reviewReply = entry.extend({
  kind: z.literal('reply'),
  id: entryId,
  /** The comment that began the thread. */
  to: entryId,
  text: z.string(),
});

/** Another text for a comment or reply of one's own; empty: it is withdrawn. */
export const reviewRevision = entry.extend({
  kind: z.literal('revision'),
  to: entryId,
  text: z.string(),
});

export const reviewResolution = entry.extend({
  kind: z.literal('resolution'),
  to: entryId,
  isOpen: z.boolean(),
});

export const reviewVerdict = z.enum(['approve', 'requestChanges', 'comment']);
export type ReviewVerdict = z.infer<typeof reviewVerdict>;

export const reviewSignoff = entry.extend({
  kind: z.literal('signoff'),
  verdict: reviewVerdict,
  comment: z.string().optional(),
  /** The project's modules that the script imports, from the workspace folder, and their texts. */
  imports: nameRecord(hash),
  /** The text that had been approved before, where only the difference was reviewed. */
  basis: hash.optional(),
  /** What the evidence said then, by names of probes. */
  evidence: nameRecord(z.enum(['yes', 'no', 'unknown'])).optional(),
  /** Whose text it was, where nobody had asked for the review: as git tells. */
  author: z.string().optional(),
});

/** The script had another path before. */
export const reviewRename = entry.extend({
  kind: z.literal('rename'),
  /** From the workspace folder. */
  from: z.string().min(1),
});

export const reviewEntry = z.discriminatedUnion('kind', [
  reviewRequest,
  reviewAnswer,
  reviewComment,
  reviewReply,
  reviewRevision,
  reviewResolution,
  reviewSignoff,
  reviewRename,
]);
export type ReviewEntry = z.infer<typeof reviewEntry>;
export type ReviewRequest = z.infer<typeof reviewRequest>;
export type ReviewAnswer = z.infer<typeof reviewAnswer>;
export type ReviewComment = z.infer<typeof reviewComment>;
export type ReviewReply = z.infer<typeof reviewReply>;
export type ReviewResolution = z.infer<typeof reviewResolution>;
export type ReviewSignoff = z.infer<typeof reviewSignoff>;
export type ReviewRename = z.infer<typeof reviewRename>;

/** The kinds there are; an entry of another one is of a later version of Cairn. */
export const entryKinds: readonly string[] = reviewEntry.options.map(({ shape }) => shape.kind.value);
