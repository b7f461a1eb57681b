/** A script's review as its page shows it: the host has decided everything, the page only says it. */
import * as z from 'zod';
import { itemAnswer, reviewVerdict } from '../records/review.ts';
import { probeAnswer } from './probeAnswer.ts';
import { changedFileShape } from './reviewShape.ts';

/** sha256 in hex, see review/textHash.ts. */
const hash = z.string();
/** ISO 8601, as recorded. */
const moment = z.string();
/** `Ada <ada@example.org>`, or a name alone. */
const person = z.string();
const line = z.number().int().positive();
const count = z.number().int().nonnegative();
const said = { by: person, at: moment };

/** What is not possible, and why; empty: it is possible. */
const waitsFor = z.array(z.string());

export const shownStanding = z.discriminatedUnion('state', [
  z.object({ state: z.literal('never') }),
  z.object({ state: z.literal('requested'), ...said, comment: z.string().nullable() }),
  z.object({ state: z.literal('started') }),
  z.object({ state: z.literal('changesRequested'), ...said, comment: z.string().nullable() }),
  z.object({ state: z.literal('approved'), at: moment }),
  z.object({ state: z.literal('stale') }),
]);
export type ShownStanding = z.infer<typeof shownStanding>;

/** The last approval, when it is out of date. */
export const shownOutdated = z.object({
  ...said,
  /** The text of the script that was approved. */
  sha256: hash,
  /** What changed since: the script, if it did, and modules that it imports or imported. */
  files: z.array(changedFileShape),
  /** Whether only comments and formatting changed. */
  cosmetic: z.discriminatedUnion('is', [
    z.object({ is: z.literal('yes') }),
    z.object({ is: z.literal('no') }),
    z.object({ is: z.literal('unknown'), because: z.string() }),
  ]),
});
export type ShownOutdated = z.infer<typeof shownOutdated>;

export const shownItem = z.object({
  id: z.string(),
  text: z.string(),
  why: z.string(),
  isRequired: z.boolean(),
  /** What counts: the answer of a person, else the evidence. `askAgain`: it was said of another text. */
  state: z.enum(['yes', 'no', 'notApplicable', 'open', 'askAgain', 'unknown']),
  /** The last answer of a person that was not taken back. */
  answer: z
    .object({
      ...said,
      answer: itemAnswer.exclude(['open']),
      comment: z.string().nullable(),
      /** What the evidence said that it goes against. */
      overrules: z.enum(['yes', 'no', 'unknown']).nullable(),
      sha256: hash,
      /** How many changed since it was said; null: it cannot be told. */
      lines: count.nullable(),
    })
    .nullable(),
  /** `pending`: it is being asked. Null: only people answer it. */
  evidence: z.union([z.literal('pending'), probeAnswer]).nullable(),
  /** The evidence says something else than the person, who has not overruled it. */
  isContradicted: z.boolean(),
});
export type ShownItem = z.infer<typeof shownItem>;
export type ItemState = ShownItem['state'];

export const shownGroup = z.object({ id: z.string(), title: z.string(), items: z.array(shownItem) });

export const shownRemark = z.object({ id: z.string(), ...said, text: z.string(), isEdited: z.boolean() });
export type ShownRemark = z.infer<typeof shownRemark>;

export const shownThread = z.object({
  /** Of the comment that began it. */
  id: z.string(),
  /** Where its lines are now. */
  state: z.enum(['same', 'moved', 'changed', 'gone']),
  /** Now; null when they are gone. */
  line: line.nullable(),
  /** The text that was commented on: its hash, and the lines as they were. */
  before: z.object({ sha256: hash, line, lines: z.array(z.string()) }),
  /** The lines now with some around them; empty when they are gone. */
  excerpt: z.array(
    z.object({
      line,
      text: z.string(),
      /** The comment is about it. */
      isMeant: z.boolean(),
      /** It was not in the text that was approved last. */
      isNew: z.boolean(),
    }),
  ),
  /** The comment, then what was replied, without what was withdrawn. */
  remarks: z.array(shownRemark).min(1),
  /** What is to stand in the place of the lines; empty: nothing. Null: nothing was suggested. */
  suggestion: z.string().nullable(),
  isOpen: z.boolean(),
  /** Who closed or opened it again last. */
  resolved: z.object(said).nullable(),
});
export type ShownThread = z.infer<typeof shownThread>;

export const shownSignoff = z.object({
  ...said,
  verdict: reviewVerdict,
  sha256: hash,
  /** The text that had been approved before, where only the difference was reviewed. */
  basis: hash.nullable(),
  comment: z.string().nullable(),
  /** Why it is no approval of what is there now; null: it is one. */
  why: z.enum(['verdict', 'author', 'notAllowed', 'outOfDate', 'noSuchText', 'later', 'conflict']).nullable(),
});
export type ShownSignoff = z.infer<typeof shownSignoff>;

export const shownReview = z.object({
  /** From the workspace folder. */
  script: z.string(),
  /** Of its text now; null: it is gone. */
  sha256: hash.nullable(),
  /** The review's own file, from the workspace folder; it may not be there yet. */
  file: z.string(),
  authors: z.array(person),
  /** Whether config.yaml changes Cairn's checklist for this script. */
  checklist: z.enum(['own', 'config']),
  /** Whether evidence answers any of its items. */
  hasProbes: z.boolean(),
  standing: shownStanding,
  outdated: shownOutdated.nullable(),
  /** What is wrong with the record. `line`: of the review's file. */
  problems: z.array(z.object({ sentence: z.string(), next: z.string().nullable(), line: line.nullable() })),
  /** What is worth knowing and nothing is wrong with: a sentence each. */
  notes: z.array(z.string()),
  /** Who was asked last; `isWaiting`: they have not signed off since. */
  reviewers: z.array(z.object({ by: person, isWaiting: z.boolean() })),
  /** Of what is there now. */
  approvedBy: z.array(person),
  policy: z.object({
    /** How many must approve who are not the author. */
    needed: count,
    /** Who may approve; empty: everyone. */
    approvers: z.array(person),
    /** One of them must be among the approvers, and none is. */
    missingOwners: z.array(z.string()),
  }),
  /** Who is looking; null: nobody says. */
  identity: z.object({ by: person, source: z.enum(['git', 'github', 'gitlab', 'system']) }).nullable(),
  /** Why nothing can be changed here, and what to do about it; null: it can. */
  viewing: z.object({ sentence: z.string(), next: z.string().nullable() }).nullable(),
  /** What whoever is looking waits for, to say it. */
  approve: waitsFor,
  requestChanges: waitsFor,
  /** Approving the difference to the text that was approved before; null: there is none. */
  reapprove: waitsFor.nullable(),
  groups: z.array(shownGroup),
  threads: z.array(shownThread),
  /** The newest first. */
  signoffs: z.array(shownSignoff),
  /** The project's modules that it imports, directly or not, from the workspace folder. */
  imports: z.array(z.string()),
});
export type ShownReview = z.infer<typeof shownReview>;
