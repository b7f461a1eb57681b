/** The review page's messages: it names items, comments and proofs of its script, never commands. */
import * as z from 'zod';
import { nameRecord } from '../records/nameRecord.ts';
import { itemAnswer, reviewEntry, reviewVerdict } from '../records/review.ts';
import { proofLink } from './probeAnswer.ts';
import type { Handlers } from './rpcShape.ts';
import { shownReview } from './shownReview.ts';

const done = z.null();
const ask = <P extends z.ZodType, R extends z.ZodType>(params: P, result: R) => ({ params, result });
const comment = z.string().nullable();
/** The text that the page showed: the host refuses what is said of another one. */
const sha256 = z.string();
const line = z.number().int().positive();

export const reviewPage = {
  methods: {
    /** Says that the host is there. */
    ping: ask(z.object({}), done),
    /** Null: there is neither such a script nor a review of it. */
    view: ask(z.object({}), z.object({ review: shownReview.nullable() })),
    /** The newest first. */
    history: ask(z.object({}), z.object({ entries: z.array(reviewEntry) })),
    /** `open` takes the person's answer back. */
    answer: ask(
      z.object({
        sha256,
        item: z.string(),
        answer: itemAnswer,
        comment,
        /** What the evidence says that it goes against. */
        overrules: z.enum(['yes', 'no', 'unknown']).nullable(),
      }),
      done,
    ),
    signOff: ask(z.object({ sha256, verdict: reviewVerdict, comment }), done),
    /** Approves the difference to the text that was approved before. */
    reapprove: ask(z.object({ sha256, comment }), done),
    reply: ask(z.object({ to: z.string(), text: z.string().min(1) }), done),
    resolve: ask(z.object({ to: z.string(), isOpen: z.boolean() }), done),
    /** Puts what a comment suggests into the script. */
    applySuggestion: ask(z.object({ to: z.string() }), done),
    /** Asks the person for reviewers. */
    requestReview: ask(z.object({}), done),
    /** Asks every probe once more; what they say comes with `changed`. */
    refreshEvidence: ask(z.object({}), done),
    openProof: ask(z.object({ link: proofLink }), done),
    /** Of the script; null: where it was last. */
    openLine: ask(z.object({ line: line.nullable() }), done),
    openModule: ask(z.object({ path: z.string() }), done),
    /** What changed since the last approval: in a module, or (null) in the script. */
    showDiff: ask(z.object({ module: z.string().nullable() }), done),
    /** The review's own file. */
    openFile: ask(z.object({ line: line.nullable() }), done),
    copyMarkdown: ask(z.object({}), done),
    explain: ask(z.object({}), done),
  },
  events: {
    /** Something of the review, the script, its modules or the evidence changed: ask again. */
    changed: { value: z.object({}) },
  },
} as const;
export type ReviewPageHandlers = Handlers<(typeof reviewPage)['methods']>;

export const itemFilters = ['all', 'open', 'no', 'evidence', 'people'] as const;
export const threadFilters = ['all', 'open', 'resolved'] as const;
export const threadOrders = ['line', 'time'] as const;

/** What the page keeps over a reload of the window; the host reads `folder` and `name` of it. */
export const reviewPageState = z.object({
  page: z.literal('review'),
  /** URI of the workspace folder. */
  folder: z.string(),
  /** The script's path from the folder. */
  name: z.string().min(1),
  items: z.enum(itemFilters).catch('all'),
  order: z.enum(threadOrders).catch('line'),
  threads: z.enum(threadFilters).catch('all'),
  /** Sections that are open. */
  history: z.boolean().catch(false),
  imports: z.boolean().catch(false),
  /** Items whose reason is shown. */
  whys: z.array(z.string()).catch([]),
  /** The answer that a comment is being written for. */
  asking: z.object({ item: z.string(), answer: itemAnswer }).nullable().catch(null),
  /** What was typed and not sent, by where. */
  drafts: nameRecord(z.string()).catch({}),
  scroll: z.number().catch(0),
});
export type ReviewPageState = z.infer<typeof reviewPageState>;

/** What a page that lost its host says of itself when it asks to be opened again. */
export const lostReviewPage = reviewPageState
  .pick({ folder: true, name: true })
  .extend({ state: reviewPageState });
export type LostReviewPage = z.infer<typeof lostReviewPage>;

/** Of a page that was not open yet. */
export function freshReviewState(of: Pick<ReviewPageState, 'folder' | 'name'>): ReviewPageState {
  return {
    ...{ page: 'review', ...of, items: 'all', order: 'line', threads: 'all', history: false, imports: false },
    ...{ whys: [], asking: null, drafts: {}, scroll: 0 },
  };
}
