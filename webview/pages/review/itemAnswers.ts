/** What the items of a checklist come to: who answered, what is counted, and which a filter leaves. */
import type { itemFilters } from '../../../src/protocol/reviewPage.ts';
import type { ItemState, ShownItem } from '../../../src/protocol/shownReview.ts';
import type { ItemAnswer } from '../../../src/records/review.ts';

export type ItemFilter = (typeof itemFilters)[number];

/** What the evidence says that this answer would go against; null: it goes against nothing, as where the evidence cannot tell. */
export function overruledBy({ evidence }: ShownItem, answer: ItemAnswer): 'yes' | 'no' | null {
  if (evidence === null || evidence === 'pending' || answer === 'open') return null;
  return evidence.answer === answer || evidence.answer === 'unknown' ? null : evidence.answer;
}

/** Who says what counts. An answer of a person that is of another text gives way to evidence. */
export function sourceOf(item: ShownItem): 'person' | 'evidence' | 'nobody' {
  const { state, answer, evidence } = item;
  if (state === 'open') return 'nobody';
  if (answer !== null && (state === 'askAgain' || answer.answer === state)) return 'person';
  return evidence === null || evidence === 'pending' ? 'nobody' : 'evidence';
}

export function isPending({ state, evidence }: ShownItem): boolean {
  return evidence === 'pending' && (state === 'open' || state === 'unknown');
}

export function isAnswered({ state }: ShownItem): boolean {
  return state === 'yes' || state === 'no' || state === 'notApplicable';
}

/** A person is to answer it. */
export function isWaiting(item: ShownItem): boolean {
  return !isAnswered(item) && !isPending(item);
}

/** In the order in which they are told; the first is what most should be. */
export const stateOrder = ['yes', 'notApplicable', 'unknown', 'askAgain', 'no', 'open'] as const;

/** How many there are of each state; items whose evidence is still being asked are counted apart. */
export function countStates(items: readonly ShownItem[]): ReadonlyMap<ItemState | 'pending', number> {
  const counts = new Map<ItemState | 'pending', number>();
  for (const item of items) {
    const state = isPending(item) ? 'pending' : item.state;
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return counts;
}

export function passes(item: ShownItem, filter: ItemFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'open':
      return !isAnswered(item) || item.isContradicted;
    case 'no':
      return item.state === 'no';
    case 'evidence':
      return sourceOf(item) === 'evidence';
    case 'people':
      return sourceOf(item) === 'person';
  }
}
