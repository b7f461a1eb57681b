/** What each item of the checklist stands at: what a person said, or what the evidence says, and whether it was said of this text. */
import type { ReviewAnswer, ReviewEntry, ReviewSignoff } from '../records/review.ts';
import type { ProbeAnswer } from '../protocol/probeAnswer.ts';
import { cannotTell } from './probe.ts';
import { t } from '../base/l10n.ts';
import { probeNames } from './checklist.ts';
import type { Checklist, ChecklistItem } from './checklistItem.ts';

export type ItemState = 'yes' | 'no' | 'notApplicable' | 'open' | 'askAgain' | 'unknown';

export interface ItemStand {
  readonly item: ChecklistItem;
  readonly state: ItemState;
  /** The last answer of a person, unless it was taken back. */
  readonly answer?: ReviewAnswer;
  /** What the probe says; absent where there is none, or it was not asked yet. */
  readonly evidence?: ProbeAnswer;
  /** The evidence says the opposite of what a person said before, or was not there then. */
  readonly isContradicted: boolean;
}

/** `evidence` by names of probes. */
export function answersOf(
  checklist: Checklist,
  entries: readonly ReviewEntry[],
  { sha256, evidence }: { sha256: string | undefined; evidence: ReadonlyMap<string, ProbeAnswer> },
): ItemStand[] {
  const covered = textsCovered(entries, sha256);
  const names = probeNames();
  const answers = new Map<string, ReviewAnswer>();
  for (const entry of entries) if (entry.kind === 'answer') answers.set(entry.item, entry);
  return checklist
    .flatMap(({ items }) => items)
    .map((item) => {
      const said = answers.get(item.id);
      const answer = said?.answer === 'open' ? undefined : said;
      const found = foundBy(item, names, evidence);
      return {
        item,
        state: stateOf(answer, found, covered),
        ...(answer !== undefined && { answer }),
        ...(found !== undefined && { evidence: found }),
        isContradicted:
          answer !== undefined &&
          found !== undefined &&
          found.answer !== 'unknown' &&
          answer.answer !== 'notApplicable' &&
          found.answer !== answer.answer &&
          answer.overrules !== found.answer,
      };
    });
}

function foundBy(
  { probe }: ChecklistItem,
  names: readonly string[],
  evidence: ReadonlyMap<string, ProbeAnswer>,
): ProbeAnswer | undefined {
  if (probe === undefined || names.includes(probe)) return evidence.get(probe ?? '');
  return cannotTell(
    t('because there is no probe “{0}”: in config.yaml, it can be {1}.', probe, names.join(', ')),
  );
}

/** Ids that people answered and the checklist does not have (any more). */
export function unknownItems(checklist: Checklist, entries: readonly ReviewEntry[]): string[] {
  const known = new Set(checklist.flatMap(({ items }) => items.map(({ id }) => id)));
  const asked = entries.flatMap((entry) => (entry.kind === 'answer' ? [entry.item] : []));
  return [...new Set(asked)].filter((id) => !known.has(id)).sort();
}

/** Without these nobody can approve: no answer, no proof, or a no. */
export function blockers(stands: readonly ItemStand[]): ItemStand[] {
  return stands.filter(
    ({ item, state, isContradicted }) =>
      item.isRequired !== false && (isContradicted || (state !== 'yes' && state !== 'notApplicable')),
  );
}

/**
 * As `blockers`, where only the difference to a text that was approved is reviewed: what people answered of that text is answered again
 * with the approval, and what the evidence proved then is not lost because it cannot tell yet of the new text.
 */
export function blockersOfDifference(
  checklist: Checklist,
  entries: readonly ReviewEntry[],
  {
    outdated,
    ...now
  }: {
    outdated: ReviewSignoff;
    sha256: string | undefined;
    evidence: ReadonlyMap<string, ProbeAnswer>;
  },
): ItemStand[] {
  const { at, by, imports, sha256: basis } = outdated;
  const sha256 = now.sha256 ?? '';
  const approval: ReviewEntry = { kind: 'signoff', verdict: 'approve', at, by, imports, sha256, basis };
  const wasProven = ({ item, state }: ItemStand) =>
    (state === 'unknown' || state === 'open') &&
    item.probe !== undefined &&
    outdated.evidence?.[item.probe] === 'yes';
  return blockers(answersOf(checklist, [...entries, approval], now)).filter((stand) => !wasProven(stand));
}

function stateOf(
  answer: ReviewAnswer | undefined,
  evidence: ProbeAnswer | undefined,
  covered: ReadonlySet<string>,
): ItemState {
  if (answer !== undefined) {
    if (covered.has(answer.sha256)) return answer.answer;
    // Evidence is of what is there now, so it counts where what a person said does not any more.
    return evidence === undefined || evidence.answer === 'unknown' ? 'askAgain' : evidence.answer;
  }
  return evidence?.answer ?? 'open';
}

/** This text, and those before it whose difference to the next was approved. */
function textsCovered(entries: readonly ReviewEntry[], sha256: string | undefined): Set<string> {
  const covered = new Set<string>(sha256 === undefined ? [] : [sha256]);
  for (const entry of [...entries].reverse())
    if (
      entry.kind === 'signoff' &&
      entry.verdict === 'approve' &&
      entry.basis !== undefined &&
      covered.has(entry.sha256)
    )
      covered.add(entry.basis);
  return covered;
}
