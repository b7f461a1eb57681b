/**
 * How a script stands by its review: pure, from the entries of its file and the texts as they are now. An approval is bound to exactly
 * the texts that were reviewed, and counts only of somebody other than the author.
 */
import { t } from '../base/l10n.ts';
import type { ReviewEntry, ReviewRequest, ReviewSignoff } from '../records/review.ts';
import type { ReviewPolicy } from '../records/reviewPolicy.ts';
import { isSamePerson, nameOf, personOf } from './person.ts';

/** The texts that a review is about, as they are now. */
export interface ReviewedTexts {
  /** Undefined: the script is gone, or cannot be read. */
  readonly sha256: string | undefined;
  /** The project's modules that it imports, by path. */
  readonly imports: ReadonlyMap<string, string>;
}

export interface StandingParts {
  readonly entries: readonly ReviewEntry[];
  readonly now: ReviewedTexts;
  readonly policy: ReviewPolicy | undefined;
  /** Of the script, by CODEOWNERS. */
  readonly owners?: readonly string[];
  /** Whether the text with this hash was kept when it was reviewed. */
  readonly isKept: (sha256: string) => boolean;
  /** The file has a merge conflict: no approval counts. */
  readonly hasConflict?: boolean;
}

export type ReviewState = 'never' | 'started' | 'requested' | 'changesRequested' | 'approved' | 'stale';

/** Why a sign-off does not count as an approval of what is there now. */
export type NoApproval =
  'verdict' | 'author' | 'notAllowed' | 'outOfDate' | 'noSuchText' | 'later' | 'conflict';

export interface JudgedSignoff {
  readonly signoff: ReviewSignoff;
  /** Undefined: it counts. */
  readonly why?: NoApproval;
}

export interface Standing {
  readonly state: ReviewState;
  /** Newest first. */
  readonly signoffs: readonly JudgedSignoff[];
  /** Of the texts as they are now. */
  readonly approvedBy: readonly string[];
  /** How many of them it takes. */
  readonly needed: number;
  /** CODEOWNERS one of whom must be among them and is not. */
  readonly missingOwners: readonly string[];
  /** The last approval, when it is out of date. */
  readonly outdated?: ReviewSignoff;
  /** The last request. */
  readonly request?: ReviewRequest;
  /** Those who were asked and have not signed off since. */
  readonly waitingFor: readonly string[];
  readonly changesRequestedBy: readonly string[];
  readonly authors: readonly string[];
  /** What somebody should know: a sentence each. */
  readonly problems: readonly string[];
}

export function standingOf(parts: StandingParts): Standing {
  const { entries, policy } = parts;
  const signoffs = entries.filter((entry) => entry.kind === 'signoff');
  const request = entries.findLast((entry) => entry.kind === 'request');
  const judged = signoffs.map((signoff) => {
    const why = whyNot(signoff, parts, signoffs);
    return { signoff, ...(why !== undefined && { why }) };
  });
  const counting = judged.filter(({ why }) => why === undefined).map(({ signoff }) => signoff);
  const approvedBy = counting.map(({ by }) => by);
  const needed = policy?.approvals ?? 1;
  const owners = policy?.codeOwners === true ? (parts.owners ?? []) : [];
  const hasOwner =
    owners.length === 0 || owners.some((owner) => approvedBy.some((by) => isSamePerson(owner, by)));
  const latest = latestOfEach(signoffs);
  const changesRequestedBy = latest.filter(({ verdict }) => verdict === 'requestChanges').map(({ by }) => by);
  const outdated = judged.findLast(({ why }) => why === 'outOfDate')?.signoff;
  const isApproved = approvedBy.length >= needed && hasOwner;
  const state = ((): ReviewState => {
    if (changesRequestedBy.length > 0) return 'changesRequested';
    if (isApproved) return 'approved';
    if (outdated !== undefined) return 'stale';
    if (request !== undefined) return 'requested';
    return entries.some(({ kind }) => kind !== 'rename') ? 'started' : 'never';
  })();
  return {
    state,
    signoffs: judged.reverse(),
    approvedBy,
    needed,
    missingOwners: hasOwner ? [] : owners,
    ...(outdated !== undefined && !isApproved && { outdated }),
    ...(request !== undefined && { request }),
    waitingFor: waitingFor(request, signoffs),
    changesRequestedBy,
    authors: authorsOf(entries),
    problems: problemsOf(judged, parts),
  };
}

function whyNot(
  signoff: ReviewSignoff,
  { entries, now, policy, isKept, hasConflict }: StandingParts,
  all: readonly ReviewSignoff[],
): NoApproval | undefined {
  if (signoff.verdict !== 'approve') return 'verdict';
  if (authorsAt(signoff, entries).some((author) => isSamePerson(author, signoff.by))) return 'author';
  const approvers = policy?.approvers;
  if (approvers !== undefined && !approvers.some((one) => isSamePerson(one, signoff.by))) return 'notAllowed';
  const isKnown = signoff.sha256 === now.sha256 || isKept(signoff.sha256);
  if (hasConflict === true) return isKnown ? 'conflict' : 'noSuchText';
  const later = all.slice(all.indexOf(signoff) + 1);
  if (later.some(({ by, verdict }) => verdict !== 'comment' && isSamePerson(by, signoff.by))) return 'later';
  if (isOf(signoff, now)) return undefined;
  return isKnown ? 'outOfDate' : 'noSuchText';
}

function isOf({ sha256, imports }: ReviewSignoff, now: ReviewedTexts): boolean {
  if (sha256 !== now.sha256) return false;
  const names = Object.keys(imports);
  return names.length === now.imports.size && names.every((name) => imports[name] === now.imports.get(name));
}

/** Who asked for the review that the sign-off answers; where nobody had, whose text it was. */
function authorsAt(signoff: ReviewSignoff, entries: readonly ReviewEntry[]): string[] {
  const before = entries.slice(0, entries.indexOf(signoff));
  const request = before.findLast((entry) => entry.kind === 'request');
  const own = signoff.author === undefined ? [] : [signoff.author];
  return request === undefined ? own : [request.by, ...own];
}

function authorsOf(entries: readonly ReviewEntry[]): string[] {
  const request = entries.findLast((entry) => entry.kind === 'request');
  if (request !== undefined) return [request.by];
  const author = entries.findLast((entry) => entry.kind === 'signoff' && entry.author !== undefined);
  return author?.kind === 'signoff' && author.author !== undefined ? [author.author] : [];
}

/** What each person said last; a comment takes nothing back. */
function latestOfEach(signoffs: readonly ReviewSignoff[]): ReviewSignoff[] {
  const decided = signoffs.filter(({ verdict }) => verdict !== 'comment');
  return decided.filter(
    (signoff, index) => !decided.slice(index + 1).some(({ by }) => isSamePerson(by, signoff.by)),
  );
}

function waitingFor(request: ReviewRequest | undefined, signoffs: readonly ReviewSignoff[]): string[] {
  if (request === undefined) return [];
  const since = Date.parse(request.at);
  const answered = signoffs.filter(({ at }) => Date.parse(at) >= since).map(({ by }) => by);
  return request.reviewers.filter((reviewer) => !answered.some((by) => isSamePerson(by, reviewer)));
}

function problemsOf(
  judged: readonly JudgedSignoff[],
  { entries, now, hasConflict }: StandingParts,
): string[] {
  const sentences = judged.flatMap(({ signoff, why }) => {
    const who = nameOf(signoff.by);
    const hash = signoff.sha256.slice(0, 7);
    if (why === 'author')
      return [t('{0} approved a text of their own ({1}); that does not count.', who, hash)];
    if (why === 'noSuchText')
      return [
        t(
          '{0} approved {1}, a text that is neither here now nor was kept: it may have been written by hand, and does not count.',
          who,
          hash,
        ),
      ];
    if (why === 'notAllowed') return [t('{0} approved and is not among the approvers of config.yaml.', who)];
    return [];
  });
  if (hasConflict === true && judged.some(({ why }) => why === 'conflict'))
    sentences.push(t('The review has a merge conflict, so no approval counts until it is resolved.'));
  if (now.sha256 === undefined && entries.length > 0)
    sentences.push(t('The script is not there any more, or cannot be read.'));
  const nameless = new Set(
    entries
      .filter(({ by, kind }) => kind === 'signoff' && personOf(by).email === undefined)
      .map(({ by }) => by),
  );
  for (const name of nameless)
    sentences.push(t('{0} signed off without an e-mail: people are told apart by name alone.', name));
  return [...new Set(sentences)];
}
