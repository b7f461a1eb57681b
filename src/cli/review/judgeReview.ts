/** Whether one script is approved as it is now, in a sentence, and what to do next. */
import { t } from '../../base/l10n.ts';
import { committedBy, doubtfulEntries } from '../../project/blameSignoffs.ts';
import type { ReviewEntry, ReviewSignoff } from '../../records/review.ts';
import type { ScriptCheck } from '../../protocol/reviewShape.ts';
import { isSamePerson, nameOf } from '../../review/person.ts';
import { shownReviewFile } from '../../review/reviewStore.ts';
import type { CodeChange } from '../../review/sameCode.ts';
import { textsNow, type ScriptReview, type ScriptReviews } from '../../review/scriptReviews.ts';
import { standingOf, type Standing } from '../../review/standing.ts';
import type { Call } from '../command.ts';
import { rowOf, type CodeComparer } from './folderReviews.ts';
import { changedFilesText, namesOf } from './reviewWords.ts';

export interface JudgeParts {
  readonly call: Call;
  readonly reviews: ScriptReviews;
  readonly comparer: CodeComparer;
}

export async function judgeReview(parts: JudgeParts, review: ScriptReview): Promise<ScriptCheck> {
  const { script, sha256, read, standing, renamedFrom } = review;
  const warnings = [...rowOf(parts.call, review, 0).problems];
  if (renamedFrom !== undefined) warnings.push(t('It was reviewed as {0}.', renamedFrom));
  const said = (
    verdict: ScriptCheck['verdict'],
    sentence: string,
    next: string | null = null,
  ): ScriptCheck => ({ ...{ script, verdict, sentence, next }, warnings: [...new Set(warnings)] });
  if (sha256 === undefined)
    return said(
      'unknown',
      t('It cannot be judged, since it cannot be read or is too large.'),
      t('Only a file that can be read can be approved.'),
    );
  if (read.hasConflict)
    return said(
      'unknown',
      t('It cannot be judged, since {0} has a merge conflict.', shownReviewFile(renamedFrom ?? script)),
      t('Keep the lines of both sides and delete the marks.'),
    );
  if (read.entries.length === 0 && read.problems.length > 0)
    return said(
      'unknown',
      t('It cannot be judged, since nothing in {0} can be read.', shownReviewFile(script)),
      t('Mend the file, or take it from git again.'),
    );
  const same = standing.state === 'stale' ? await sameCode(parts, review) : undefined;
  const decided = standing.state === 'approved' ? standing : same?.standing;
  if (decided?.state === 'approved') {
    const doubts = await doubtsOf(parts.call, review, decided);
    warnings.push(...doubts);
    if (doubts.length > 0 && parts.call.flags.has('strict-authors'))
      return said(
        'notApproved',
        t('It is approved by {0}, and git does not bear that out.', namesOf(decided.approvedBy)),
        t('Have whoever approved it do so in a commit of their own.'),
      );
    return standing.state === 'approved'
      ? said('approved', t('It is approved by {0}.', namesOf(decided.approvedBy)))
      : said(
          'sameCode',
          t('Only comments or formatting changed since {0} approved it.', namesOf(decided.approvedBy)),
        );
  }
  return refused(parts, review, { said, unknown: same?.unknown });
}

interface SameCode {
  /** As it would be if what changed were only comments or formatting where a Python says so. */
  readonly standing: Standing;
  /** Why it cannot be told of the last approval. */
  readonly unknown: string | undefined;
}

/** Approvals of texts that are the same code count. */
async function sameCode({ call, reviews, comparer }: JudgeParts, review: ScriptReview): Promise<SameCode> {
  const now = textsNow(review);
  const same = new Set<ReviewEntry>();
  let unknown: string | undefined;
  for (const { signoff, why } of review.standing.signoffs) {
    if (why !== 'outOfDate') continue;
    const change: CodeChange = await comparer.since(signoff, review);
    if (change === 'same') same.add(signoff);
    else if (typeof change === 'object' && signoff === review.standing.outdated) unknown = change.unknown;
  }
  const { policy, owners } = policyOf(call, reviews, review);
  const imports = Object.fromEntries(now.imports);
  const standing = standingOf({
    ...{ now, policy, owners },
    entries: review.read.entries.map((entry) =>
      entry.kind === 'signoff' && same.has(entry) && now.sha256 !== undefined
        ? { ...entry, sha256: now.sha256, imports }
        : entry,
    ),
    isKept: (hash) => reviews.keptText(hash) !== undefined,
    hasConflict: review.read.hasConflict,
  });
  return { standing, unknown };
}

function policyOf({ config }: Call, reviews: ScriptReviews, { script }: ScriptReview) {
  const policy = config.review;
  return { policy, owners: policy?.codeOwners === true ? reviews.ownersOf(script) : [] };
}

/** What git knows against the approvals that count, and against whose text it is said to be. */
async function doubtsOf(call: Call, review: ScriptReview, standing: Standing): Promise<string[]> {
  if (call.flags.has('no-git')) return [];
  const { script, read, renamedFrom } = review;
  const { folder } = call.layout;
  const approvals = standing.signoffs.filter(({ why }) => why === undefined).map(({ signoff }) => signoff);
  const written = read.entries.filter((entry) => isOneOf(entry, approvals));
  const request = read.entries.findLast(({ kind }) => kind === 'request');
  const file = shownReviewFile(renamedFrom ?? script);
  const doubtful = await doubtfulEntries(folder, file, [
    ...written,
    ...(request === undefined ? [] : [request]),
  ]);
  const sentences = doubtful.map(({ entry: { kind, by }, line, author, commit }) => {
    const hash = commit.slice(0, 7);
    return kind === 'request'
      ? t(
          'Possibly forged: {0} asks on line {1} of {2}, which {3} committed ({4}).',
          by,
          line,
          file,
          author,
          hash,
        )
      : t(
          'Possibly forged: {0} approves on line {1} of {2}, which {3} committed ({4}).',
          by,
          line,
          file,
          author,
          hash,
        );
  });
  if (sentences.length > 0) sentences.push(t('If they are the same person, .mailmap can say so.'));
  const others = standing.authors.filter((by) => !standing.approvedBy.some((one) => isSamePerson(one, by)));
  const author = await committedBy(folder, script, others);
  const own = standing.approvedBy.filter((by) => author !== undefined && isSamePerson(author, by));
  return [
    ...sentences,
    ...own.map((by) =>
      t('Possibly an approval of their own text: the last commit of {0} is by {1}.', script, nameOf(by)),
    ),
  ];
}

/** Also those whose texts were taken for what is there now. */
function isOneOf(entry: ReviewEntry, approvals: readonly ReviewSignoff[]): boolean {
  return (
    entry.kind === 'signoff' &&
    entry.verdict === 'approve' &&
    approvals.some(({ by, at }) => by === entry.by && at === entry.at)
  );
}

function refused(
  parts: JudgeParts,
  review: ScriptReview,
  {
    said,
    unknown,
  }: {
    said: (verdict: ScriptCheck['verdict'], sentence: string, next?: string | null) => ScriptCheck;
    unknown: string | undefined;
  },
): ScriptCheck {
  const { standing, script } = review;
  const { state, approvedBy, needed, missingOwners } = standing;
  const ask = t('Ask for a review: “Request Review” above the script or on its page in VS Code.');
  switch (state) {
    case 'changesRequested':
      return said(
        'notApproved',
        t('{0} requested changes.', namesOf(standing.changesRequestedBy)),
        t('Make them, and ask again.'),
      );
    case 'stale': {
      const { outdated } = rowOf(parts.call, review, 0);
      const sentence = t(
        'It was changed since {0} approved it: {1}.',
        namesOf(outdated === null ? [] : [outdated.by]),
        changedFilesText(script, outdated?.files ?? []),
      );
      const hint =
        unknown === undefined
          ? ''
          : ` ${t('Whether only comments or formatting changed cannot be told: {0}', unknown)}`;
      return said('notApproved', sentence + hint, t('Have the difference approved.'));
    }
    case 'requested':
    case 'started':
    case 'never': {
      if (approvedBy.length >= needed && missingOwners.length > 0)
        return said(
          'notApproved',
          t('It is approved by {0}, none of whom owns it.', namesOf(approvedBy)),
          t('Have it approved by one of its owners in CODEOWNERS: {0}.', missingOwners.join(', ')),
        );
      if (approvedBy.length > 0)
        return said(
          'notApproved',
          t('It has {0} of {1} approvals.', approvedBy.length, needed),
          t('Have it approved by somebody else, too.'),
        );
      if (state === 'never')
        return said(
          'notApproved',
          review.splitFrom === undefined
            ? t('It was never reviewed.')
            : t('It was never reviewed, though lines of it were, in {0}.', review.splitFrom),
          ask,
        );
      if (standing.waitingFor.length > 0)
        return said(
          'notApproved',
          t('Its review waits for {0}.', namesOf(standing.waitingFor)),
          t('Have it approved, or ask somebody else.'),
        );
      return said('notApproved', t('It is not approved.'), ask);
    }
    case 'approved':
      return said('approved', t('It is approved by {0}.', namesOf(approvedBy)));
  }
}
