/** The keyboard on an item: arrows go through the items, letters answer, Enter opens the proof, Space says why it is asked, Escape closes what a comment is asked with. */
import type { ShownItem } from '../../../src/protocol/shownReview.ts';
import type { ItemAnswer } from '../../../src/records/review.ts';
import { canWrite } from './canWrite.ts';
import { openProof } from './proof.ts';
import type { ReviewModel } from './reviewModel.ts';

export function itemKey(model: ReviewModel, items: readonly ShownItem[]): (event: KeyboardEvent) => void {
  return (event) => {
    const { target, key } = event;
    // Not what is typed into a field, nor what a button or menu in the item is told.
    if (!(target instanceof HTMLElement) || !target.matches('.item')) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const item = items.find(({ id }) => id === target.dataset['item']);
    if (item === undefined || !act(model, item, { target, key })) return;
    event.preventDefault();
  };
}

export function focusItem(id: string): void {
  document.querySelector<HTMLElement>(`[data-item="${CSS.escape(id)}"]`)?.focus();
}

/** Whether the key means something. */
function act(
  model: ReviewModel,
  item: ShownItem,
  { target, key }: { readonly target: HTMLElement; readonly key: string },
): boolean {
  const to = placeAfter(key, target);
  if (to !== undefined) {
    to.focus();
    return true;
  }
  if (key === ' ') {
    model.toggleWhy(item.id);
    return true;
  }
  if (key === 'Enter') {
    const { evidence } = item;
    const link = evidence === null || evidence === 'pending' ? undefined : evidence.links?.[0];
    if (link !== undefined) void openProof(model, link);
    return link !== undefined;
  }
  const isAsking = model.state.asking?.item === item.id;
  if (key === 'Escape' && isAsking) {
    model.set({ asking: null });
    return true;
  }
  const answer = letters[key.toLowerCase()];
  const { review } = model;
  if (answer === undefined || !review || !canWrite(review) || isAsking) return false;
  // What it is already is not said once more.
  if (item.state !== answer) void model.choose(item, answer);
  return true;
}

const letters: Readonly<Record<string, ItemAnswer>> = { y: 'yes', n: 'no', x: 'notApplicable' };

function placeAfter(key: string, current: HTMLElement): HTMLElement | undefined {
  const all = [...document.querySelectorAll<HTMLElement>('.item')];
  const at = all.indexOf(current);
  switch (key) {
    case 'ArrowDown':
      return all[Math.min(at + 1, all.length - 1)];
    case 'ArrowUp':
      return all[Math.max(at - 1, 0)];
    case 'Home':
      return all[0];
    case 'End':
      return all.at(-1);
    default:
      return undefined;
  }
}
