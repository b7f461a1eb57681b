/** What is worth knowing of a review and nothing is wrong with: a sentence each. */
import { t } from '../base/l10n.ts';
import { unknownItems } from './answers.ts';
import type { Checklist } from './checklistItem.ts';
import type { ScriptReview } from './scriptReviews.ts';

export function reviewNotes({ read, splitFrom }: ScriptReview, checklist: Checklist): string[] {
  const split =
    splitFrom === undefined
      ? []
      : [t('Lines of it were reviewed in {0}, from which it seems to be split.', splitFrom)];
  return [...split, ...droppedItems(unknownItems(checklist, read.entries))];
}

function droppedItems(ids: readonly string[]): string[] {
  const [only] = ids;
  if (only === undefined) return [];
  if (ids.length === 1) return [t('The checklist has no item “{0}” (any more); its answer is kept.', only)];
  const more = ids.length - mostNamed;
  const named = ids.slice(0, mostNamed).map((id) => `“${id}”`);
  return [
    t(
      'The checklist has no items {0} (any more); their answers are kept.',
      (more > 0 ? [...named, t('{0} more', more)] : named).join(', '),
    ),
  ];
}

const mostNamed = 5;
