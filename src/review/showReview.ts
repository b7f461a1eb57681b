/** A script's review as its page shows it. */
import { t } from '../base/l10n.ts';
import type { ProbeAnswer } from '../protocol/probeAnswer.ts';
import type {
  ShownItem,
  ShownReview,
  ShownSignoff,
  ShownStanding,
  ShownThread,
} from '../protocol/shownReview.ts';
import type { ReviewAnswer } from '../records/review.ts';
import type { ReviewPolicy } from '../records/reviewPolicy.ts';
import { answersOf, blockers, blockersOfDifference, type ItemStand } from './answers.ts';
import { changedLines, type ChangedLines, type ChangedPlace } from './changedLines.ts';
import type { Checklist } from './checklistItem.ts';
import { checklistFor } from './checklist.ts';
import { isSamePerson, nameOf } from './person.ts';
import type { CodeChange } from './sameCode.ts';
import type { JudgedSignoff } from './standing.ts';
import { threadsOf, type Thread } from './threads.ts';
import type { Reviewer } from './reviewActions.ts';
import { changedFileShown } from './reviewRow.ts';
import { reviewNotes } from './reviewNotes.ts';
import { shownReviewFile } from './reviewStore.ts';
import type { ScriptReview, ScriptReviews } from './scriptReviews.ts';

export interface ShowParts {
  readonly review: ScriptReview;
  readonly reviews: Pick<ScriptReviews, 'textOf' | 'keptText'>;
  readonly policy: ReviewPolicy | undefined;
  /** Code owners of the script. */
  readonly owners: readonly string[];
  /** By names of probes. */
  readonly evidence: ReadonlyMap<string, ProbeAnswer>;
  /** Probes that are being asked: all that have no answer yet. */
  readonly isAsking: boolean;
  readonly who: Reviewer | undefined;
  /** Why nothing can be changed here. */
  readonly viewing: ShownReview['viewing'];
  /** Whether what changed since the approval is only comments and formatting. */
  readonly change: CodeChange;
  /** Whose text it is where nobody asked for the review, as git tells. */
  readonly author: string | undefined;
}

export function showReview(parts: ShowParts): ShownReview {
  const { review, reviews, policy, evidence, isAsking, who } = parts;
  const { script, sha256, read, standing, renamedFrom } = review;
  const { outdated } = standing;
  const checklist = checklistFor(script, policy);
  const stands = answersOf(checklist, read.entries, { sha256, evidence });
  const text = reviews.textOf(script);
  const since = sinceThen(text, (hash) => reviews.keptText(hash));
  const lines = (text ?? '').split('\n');
  const own = parts.author === undefined ? [] : [parts.author];
  const authors = standing.authors.length > 0 ? standing.authors : own;
  return {
    script,
    sha256: sha256 ?? null,
    file: shownReviewFile(renamedFrom ?? script),
    authors: [...authors],
    checklist: policy?.items === undefined && policy?.default === undefined ? 'own' : 'config',
    hasProbes: stands.some(({ item }) => item.probe !== undefined),
    standing: standingShown(review),
    outdated: outdatedShown(parts),
    problems: problemsOf(review),
    notes: notesOf(review, checklist),
    reviewers: (standing.request?.reviewers ?? []).map((by) => ({
      by,
      isWaiting: standing.waitingFor.includes(by),
    })),
    approvedBy: [...standing.approvedBy],
    policy: {
      needed: standing.needed,
      approvers: policy?.approvers ?? [],
      missingOwners: [...standing.missingOwners],
    },
    identity: who === undefined ? null : { by: who.by, source: who.identity },
    viewing: parts.viewing,
    ...waits(parts, stands, authors),
    groups: checklist.map(({ id, title, items }) => ({
      id,
      title,
      items: items.flatMap((item) => {
        const stand = stands.find((one) => one.item.id === item.id);
        return stand === undefined ? [] : [itemShown(stand, { isAsking, since })];
      }),
    })),
    threads: threadsOf(read.entries, lines).map((thread) =>
      threadShown(thread, lines, (outdated && since(outdated.sha256)?.places) ?? []),
    ),
    signoffs: standing.signoffs.map(signoffShown),
    imports: review.imports.modules.map((module) => module.path),
  };
}

type Since = (sha256: string) => ChangedLines | undefined;

/** What was changed since a text that was kept; found once for all that was said of it. */
function sinceThen(text: string | undefined, keptText: (sha256: string) => string | undefined): Since {
  const known = new Map<string, ChangedLines | undefined>();
  return (sha256) => {
    if (!known.has(sha256)) {
      const before = keptText(sha256);
      known.set(sha256, before === undefined || text === undefined ? undefined : changedLines(before, text));
    }
    return known.get(sha256);
  };
}

function standingShown({ standing, read }: ScriptReview): ShownStanding {
  const { state, request } = standing;
  const latest = standing.signoffs.map(({ signoff }) => signoff);
  if (state === 'requested' && request !== undefined)
    return { state, by: request.by, at: request.at, comment: request.comment ?? null };
  if (state === 'changesRequested') {
    const last = latest.find(({ verdict }) => verdict === 'requestChanges');
    if (last !== undefined) return { state, by: last.by, at: last.at, comment: last.comment ?? null };
  }
  if (state === 'approved') {
    const approval = standing.signoffs.find(({ why }) => why === undefined)?.signoff ?? latest[0];
    return { state, at: approval?.at ?? read.entries.at(-1)?.at ?? '' };
  }
  return { state: state === 'never' || state === 'stale' ? state : 'started' };
}

function outdatedShown({ review, change }: ShowParts): ShownReview['outdated'] {
  const { outdated } = review.standing;
  if (outdated === undefined) return null;
  const { by, at, sha256 } = outdated;
  const cosmetic =
    typeof change === 'string'
      ? ({ is: change === 'same' ? 'yes' : 'no' } as const)
      : ({ is: 'unknown', because: change.unknown } as const);
  const files = (review.changed?.files ?? []).map(changedFileShown);
  return { by, at, sha256, files, cosmetic };
}

function problemsOf({ read, standing, imports }: ScriptReview): ShownReview['problems'] {
  const plain = (sentence: string) => ({ sentence, next: null, line: null });
  return [
    ...read.problems.map(({ message, line }) => ({ sentence: message, next: null, line })),
    ...standing.problems.map(plain),
    ...imports.problems.map(plain),
  ];
}

function notesOf(review: ScriptReview, checklist: Checklist): string[] {
  const { renamedFrom } = review;
  const renamed =
    renamedFrom === undefined
      ? []
      : [
          t(
            'This was reviewed as {0}, which is not there any more. The review goes along with the next entry.',
            renamedFrom,
          ),
        ];
  return [...renamed, ...reviewNotes(review, checklist)];
}

function waits(
  { review, viewing, who, policy, evidence }: ShowParts,
  stands: readonly ItemStand[],
  authors: readonly string[],
): Pick<ShownReview, 'approve' | 'requestChanges' | 'reapprove'> {
  const general: string[] = [];
  if (viewing !== null) general.push(viewing.sentence);
  if (review.sha256 === undefined) general.push(t('the script is not there'));
  const personal = [...general];
  const own = authors.find((author) => who !== undefined && isSamePerson(author, who.by));
  if (own !== undefined) personal.push(t('somebody other than the author, {0}', nameOf(own)));
  if (authors.length === 0) personal.push(t('a request, since nobody is known as the author'));
  if (who !== undefined && policy?.approvers?.some((one) => isSamePerson(one, who.by)) === false)
    personal.push(t('one of the approvers of config.yaml'));
  if (review.read.hasConflict) personal.push(t('the merge conflict of its file to be resolved'));
  const open = blockers(stands);
  const { outdated } = review.standing;
  const now = { sha256: review.sha256, evidence };
  const remaining =
    outdated === undefined
      ? undefined
      : blockersOfDifference(checklistFor(review.script, policy), review.read.entries, { ...now, outdated });
  return {
    approve: [...personal, ...openWords(open)],
    requestChanges: general,
    reapprove: remaining === undefined ? null : [...personal, ...openWords(remaining)],
  };
}

/** `2 open items`, `1 item to ask again`, `1 no`. */
function openWords(stands: readonly ItemStand[]): string[] {
  const count = (wanted: (stand: ItemStand) => boolean) => stands.filter(wanted).length;
  const open = count(
    ({ state, isContradicted }) => !isContradicted && (state === 'open' || state === 'unknown'),
  );
  const again = count(({ state, isContradicted }) => !isContradicted && state === 'askAgain');
  const no = count(({ state, isContradicted }) => !isContradicted && state === 'no');
  const against = count(({ isContradicted }) => isContradicted);
  return [
    ...(open === 0 ? [] : [open === 1 ? t('1 open item') : t('{0} open items', open)]),
    ...(again === 0 ? [] : [again === 1 ? t('1 item to ask again') : t('{0} items to ask again', again)]),
    ...(no === 0 ? [] : [t('{0} no', no)]),
    ...(against === 0
      ? []
      : [
          against === 1
            ? t('1 item that the evidence is against')
            : t('{0} items that the evidence is against', against),
        ]),
  ];
}

function itemShown(
  { item, state, answer, evidence, isContradicted }: ItemStand,
  { isAsking, since }: { isAsking: boolean; since: Since },
): ShownItem {
  const pending = isAsking ? 'pending' : null;
  return {
    id: item.id,
    text: item.text,
    why: item.why,
    isRequired: item.isRequired !== false,
    state,
    answer: answer === undefined || answer.answer === 'open' ? null : answerShown(answer, since),
    evidence: item.probe === undefined ? null : (evidence ?? pending),
    isContradicted,
  };
}

function answerShown(
  { by, at, answer, comment, overrules, sha256 }: ReviewAnswer,
  since: Since,
): ShownItem['answer'] {
  if (answer === 'open') return null;
  return {
    ...{ by, at, answer, sha256 },
    comment: comment ?? null,
    overrules: overrules ?? null,
    lines: since(sha256)?.count ?? null,
  };
}

/** `places`: those that were changed since the approval. */
function threadShown(thread: Thread, lines: readonly string[], places: readonly ChangedPlace[]): ShownThread {
  const { comment, place, entries, isOpen, resolution } = thread;
  const start = place.line;
  const end = start === undefined ? 0 : start + Math.max(1, comment.lines.length) - 1;
  const around = start === undefined ? [] : range(Math.max(1, start - 2), Math.min(lines.length, end + 1));
  return {
    id: comment.id,
    state: place.state,
    line: start ?? null,
    before: { sha256: comment.sha256, line: comment.line, lines: comment.lines },
    excerpt: around.map((line) => ({
      line,
      text: lines[line - 1] ?? '',
      isMeant: start !== undefined && line >= start && line <= end,
      isNew: places.some((one) => line >= one.line && line < one.line + one.added),
    })),
    remarks: entries.map(({ id, by, at, text: words, isEdited }) => ({ id, by, at, text: words, isEdited })),
    suggestion: comment.suggestion ?? null,
    isOpen,
    resolved: resolution ?? null,
  };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
}

function signoffShown({ signoff, why }: JudgedSignoff): ShownSignoff {
  const { by, at, verdict, sha256, basis, comment } = signoff;
  return {
    ...{ by, at, verdict, sha256 },
    basis: basis ?? null,
    comment: comment ?? null,
    why: why ?? null,
  };
}
