/** What is said of a review in few words: on rows, lenses and pages. */
import { t } from '../../base/l10n.ts';
import type { ReviewRow } from '../../protocol/reviewShape.ts';
import { nameOf } from '../../review/person.ts';

/** `approved by Ada`, `12 lines changed since approval`, `2 of 31 open`. */
export function reviewState(row: ReviewRow): string {
  if (row.sha256 === null && row.state !== 'never') return t('the script is gone or cannot be read');
  switch (row.state) {
    case 'never':
      return t('never reviewed');
    case 'approved':
      return t('approved by {0}', names(row.approvedBy));
    case 'stale':
      return changedText(row.outdated);
    case 'changesRequested':
      return t('changes requested by {0}', names(row.changesRequestedBy));
    case 'requested':
      return row.waitingFor.length > 0 && row.openItems === 0
        ? t('waiting for {0}', names(row.waitingFor))
        : openText(row);
    case 'started':
      return openText(row);
  }
}

export function openText({ openItems, items }: Pick<ReviewRow, 'openItems' | 'items'>): string {
  return t('{0} of {1} open', openItems, items);
}

export function changedText(outdated: ReviewRow['outdated']): string {
  if (outdated?.isCosmetic === true)
    return t('approved by {0}, only comments changed since', nameOf(outdated.by));
  const lines = outdated?.lines ?? null;
  if (lines === null) return t('changed since approval');
  return lines === 1 ? t('1 line changed since approval') : t('{0} lines changed since approval', lines);
}

/** Up to two names, then how many more. */
export function names(people: readonly string[]): string {
  const shown = people.slice(0, 2).map(nameOf).join(', ');
  return people.length > 2 ? t('{0} and {1} more', shown, people.length - 2) : shown;
}
