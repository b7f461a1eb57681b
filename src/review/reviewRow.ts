/** The row of a script in lists of reviews. */
import type { ChangedFileShape, ReviewRow } from '../protocol/reviewShape.ts';
import type { ProbeAnswer } from '../protocol/probeAnswer.ts';
import { answersOf } from './answers.ts';
import type { Checklist } from './checklistItem.ts';
import { timeOf } from './reviewFile.ts';
import { reviewNotes } from './reviewNotes.ts';
import { openThreads } from './threads.ts';
import { t } from '../base/l10n.ts';
import type { ChangedFile } from './changedSince.ts';
import type { ScriptReview } from './scriptReviews.ts';

export interface RowParts {
  readonly checklist: Checklist;
  readonly evidence: ReadonlyMap<string, ProbeAnswer>;
  readonly runs: number;
}

export function reviewRowOf(review: ScriptReview, { checklist, evidence, runs }: RowParts): ReviewRow {
  const { script, sha256, read, standing, changed, renamedFrom, splitFrom } = review;
  const { entries } = read;
  const items = answersOf(checklist, entries, { sha256, evidence });
  const last = entries.at(-1);
  const { outdated } = standing;
  return {
    script,
    state: standing.state,
    sha256: sha256 ?? null,
    renamedFrom: renamedFrom ?? null,
    splitFrom: splitFrom ?? null,
    approvedBy: [...standing.approvedBy],
    needed: standing.needed,
    missingOwners: [...standing.missingOwners],
    authors: [...standing.authors],
    waitingFor: [...standing.waitingFor],
    changesRequestedBy: [...standing.changesRequestedBy],
    latest: last === undefined ? null : timeOf(last),
    outdated:
      outdated === undefined
        ? null
        : {
            by: outdated.by,
            at: timeOf(outdated),
            sha256: outdated.sha256,
            files: (changed?.files ?? []).map(changedFileShown),
            lines: changed?.lines ?? null,
            isCosmetic: false,
          },
    items: items.length,
    openItems: items.filter(({ state }) => ['open', 'askAgain', 'unknown'].includes(state)).length,
    openComments: openThreads(entries),
    problems: [
      ...read.problems.map(({ where, line, message }) => t('{0}, line {1}: {2}', where, line, message)),
      ...standing.problems,
      ...review.imports.problems,
    ],
    notes: reviewNotes(review, checklist),
    runs,
  };
}

export function changedFileShown({ from, to, ...file }: ChangedFile): ChangedFileShape {
  return { ...file, from: from ?? null, to: to ?? null };
}
