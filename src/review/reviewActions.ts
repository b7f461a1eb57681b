/** What people do with the review of a script; each adds an entry that is bound to the text as it is saved now. */
import { randomBytes } from 'node:crypto';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { ProbeAnswer } from '../protocol/probeAnswer.ts';
import type { ItemAnswer, ReviewEntry, ReviewSignoff, ReviewVerdict } from '../records/review.ts';
import type { ReviewPolicy } from '../records/reviewPolicy.ts';
import { anchorOf } from './anchors.ts';
import { answersOf, blockers, blockersOfDifference } from './answers.ts';
import { checklistFor } from './checklist.ts';
import { isSamePerson, nameOf } from './person.ts';
import { textHash, textHashOf } from './textHash.ts';
import type { Layout } from '../storage/layout.ts';
import { addToReview, moveReview } from './reviewStore.ts';
import { ScriptReviews, type ScriptReview } from './scriptReviews.ts';

export interface Reviewer {
  /** `Ada <ada@example.org>`. */
  readonly by: string;
  readonly identity: NonNullable<ReviewEntry['identity']>;
}

export interface ReviewActionsParts {
  readonly layout: Layout;
  readonly policy: ReviewPolicy | undefined;
  readonly who: Reviewer;
  /** ms since 1970. */
  readonly now: () => number;
}

/** Everything rejects with UserErrors: `noScript`, `outside`, `locked`, and what is said beside it. */
export class ReviewActions {
  readonly #parts: ReviewActionsParts;
  readonly #reviews: ScriptReviews;

  constructor(parts: ReviewActionsParts) {
    this.#parts = parts;
    this.#reviews = new ScriptReviews(parts.layout, parts.policy, parts.now);
  }

  async request(script: string, asked: { reviewers: readonly string[]; comment?: string }): Promise<void> {
    await this.#add(script, (base) => ({
      ...base,
      kind: 'request',
      reviewers: [...asked.reviewers],
      ...said(asked.comment),
    }));
  }

  async answer(
    script: string,
    given: { item: string; answer: ItemAnswer; comment?: string; overrules?: ProbeAnswer['answer'] },
  ): Promise<void> {
    const { item, answer, comment, overrules } = given;
    if (overrules !== undefined && overrules !== 'unknown' && (comment ?? '').trim() === '')
      throw new UserError('reason', t('The evidence says otherwise.'), t('Say why it does not count here.'));
    await this.#add(script, (base) => ({
      ...base,
      kind: 'answer',
      item,
      answer,
      ...said(comment),
      ...(overrules !== undefined && { overrules }),
    }));
  }

  /** `line` is 1-based. Resolves to the id of the thread. */
  async comment(
    script: string,
    given: { line: number; count: number; text: string; suggestion?: string },
  ): Promise<string> {
    const id = newId();
    await this.#add(script, (base, { text }) => ({
      ...base,
      kind: 'comment',
      id,
      ...anchorIn(text, given),
      text: given.text,
      ...(given.suggestion !== undefined && { suggestion: given.suggestion }),
    }));
    return id;
  }

  async reply(script: string, { to, text }: { to: string; text: string }): Promise<void> {
    await this.#add(script, (base) => ({ ...base, kind: 'reply', id: newId(), to, text }));
  }

  /** Another text for what one wrote oneself; empty: it is withdrawn. Rejects with UserError `notOwn` for what others wrote. */
  async revise(script: string, { to, text }: { to: string; text: string }): Promise<void> {
    const { entries } = this.#reviewOf(script).read;
    const revised = entries.find((entry) => 'id' in entry && entry.id === to);
    if (revised !== undefined && revised.by !== this.#parts.who.by)
      throw new UserError(
        'notOwn',
        t('{0} wrote this, and you are {1}.', nameOf(revised.by), nameOf(this.#parts.who.by)),
        t('Only who wrote a comment can change it.'),
      );
    await this.#add(script, (base) => ({ ...base, kind: 'revision', to, text }));
  }

  async resolve(script: string, { to, isOpen }: { to: string; isOpen: boolean }): Promise<void> {
    await this.#add(script, (base) => ({ ...base, kind: 'resolution', to, isOpen }));
  }

  /**
   * `evidence` by names of probes; `author`: whose text it is, as git tells. Rejects with `noAuthor`, `ownText`, `notAllowed`,
   * `openItems`, `conflict` where an approval would not count.
   */
  async signOff(
    script: string,
    given: {
      verdict: ReviewVerdict;
      comment?: string;
      /** Only the difference to the text that was approved before is reviewed. */
      isDifference?: boolean;
      evidence: ReadonlyMap<string, ProbeAnswer>;
      author?: string | undefined;
    },
  ): Promise<void> {
    const review = this.#reviewOf(script);
    if (given.verdict === 'approve') this.#requireApproval(review, given);
    const { outdated, authors } = review.standing;
    const basis = given.isDifference === true ? outdated?.sha256 : undefined;
    await this.#add(script, (base): ReviewSignoff => ({
      ...base,
      kind: 'signoff',
      verdict: given.verdict,
      ...said(given.comment),
      imports: Object.fromEntries(
        review.imports.modules.flatMap(({ path, sha256 }) => (sha256 === undefined ? [] : [[path, sha256]])),
      ),
      ...(basis !== undefined && { basis }),
      ...(given.verdict === 'approve' && {
        evidence: Object.fromEntries([...given.evidence].map(([probe, { answer }]) => [probe, answer])),
      }),
      ...(authors.length === 0 && given.author !== undefined && { author: given.author }),
    }));
  }

  /** The script was renamed: its review goes along. */
  async move(from: string, to: string): Promise<boolean> {
    const { sha256 } = this.#reviews.of(to);
    if (sha256 === undefined) return false;
    return await moveReview(this.#parts.layout, { from, to, by: { ...this.#base(), sha256 } });
  }

  #requireApproval(
    review: ScriptReview,
    given: {
      isDifference?: boolean;
      evidence: ReadonlyMap<string, ProbeAnswer>;
      author?: string | undefined;
    },
  ): void {
    const { who, policy } = this.#parts;
    const { standing, read, script, sha256 } = review;
    const author = standing.request?.by ?? given.author;
    // Else anybody could approve a text of their own.
    if (author === undefined)
      throw new UserError(
        'noAuthor',
        t('Nobody is known as the author of {0}, so nobody can be told from them.', script),
        t('Whose text it is asks for a review of it first.'),
      );
    if (isSamePerson(author, who.by))
      throw new UserError(
        'ownText',
        t('You ({0}) are the author: an approval of one’s own text does not count.', nameOf(who.by)),
        t('Ask somebody else for a review.'),
      );
    if (policy?.approvers?.some((one) => isSamePerson(one, who.by)) === false)
      throw new UserError(
        'notAllowed',
        t('{0} is not among the approvers of this folder.', nameOf(who.by)),
        t('They are named under review.approvers in .cairn/config.yaml.'),
      );
    if (read.hasConflict)
      throw new UserError('conflict', t('The review file has a merge conflict.'), t('Resolve it first.'));
    const { outdated } = standing;
    const checklist = checklistFor(script, policy);
    const now = { sha256, evidence: given.evidence };
    const open =
      given.isDifference === true && outdated !== undefined
        ? blockersOfDifference(checklist, read.entries, { ...now, outdated })
        : blockers(answersOf(checklist, read.entries, now));
    if (open.length === 0) return;
    const names = open.slice(0, 3).map(({ item }) => `“${item.text}”`);
    throw new UserError(
      'openItems',
      open.length === 1
        ? t('1 required item is not answered with yes: {0}.', names.join(', '))
        : t('{0} required items are not answered with yes: {1}.', open.length, names.join(', ')),
      t('Answer them on the review page first.'),
    );
  }

  async #add(
    script: string,
    entryOf: (
      base: { at: string; by: string; identity: Reviewer['identity']; sha256: string },
      review: { text: string | undefined },
    ) => ReviewEntry,
  ): Promise<void> {
    const { layout } = this.#parts;
    const review = this.#reviewOf(script);
    const { sha256, renamedFrom, imports } = review;
    const base = { ...this.#base(), sha256 };
    if (renamedFrom !== undefined) await moveReview(layout, { from: renamedFrom, to: script, by: base });
    const text = this.#reviews.textOf(script);
    const entry = entryOf(base, { text });
    const texts = new Map<string, string | Uint8Array>();
    // An answer or a reply says nothing that needs its text to be understood.
    if (entry.kind === 'signoff' || entry.kind === 'comment') {
      const modules = entry.kind === 'signoff' ? imports.modules : [];
      for (const file of [{ path: script, sha256 }, ...modules]) {
        const own = this.#reviews.textOf(file.path) ?? this.#reviews.bytesOf(file.path);
        if (own !== undefined && file.sha256 !== undefined) texts.set(file.sha256, own);
      }
    }
    for (const [hash, own] of texts)
      if ((typeof own === 'string' ? textHashOf(own) : textHash(own).sha256) !== hash)
        throw new UserError('changed', t('{0} changed just now.', script), t('Look at it and try again.'));
    await addToReview(layout, script, { entries: [entry], texts });
  }

  #reviewOf(script: string): ScriptReview & { sha256: string } {
    const review = this.#reviews.of(script);
    const { sha256 } = review;
    if (sha256 === undefined)
      throw new UserError(
        'noScript',
        t('{0} is not there, or is larger than 16 MB.', script),
        t('Only a script that can be read can be reviewed.'),
      );
    return { ...review, sha256 };
  }

  #base() {
    const { who, now } = this.#parts;
    return { at: new Date(now()).toISOString(), by: who.by, identity: who.identity };
  }
}

function said(comment: string | undefined): { comment?: string } {
  const text = comment?.trim() ?? '';
  return text === '' ? {} : { comment: text };
}

function anchorIn(text: string | undefined, { line, count }: { line: number; count: number }) {
  const { lines, before, after } = anchorOf((text ?? '').split('\n'), line, count);
  return { line, lines: [...lines], before: [...before], after: [...after] };
}

function newId(): string {
  return randomBytes(6).toString('hex');
}
