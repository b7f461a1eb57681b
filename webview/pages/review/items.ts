/** The checklist: what counts for each item and why, and how whoever is looking answers it. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import { itemFilters } from '../../../src/protocol/reviewPage.ts';
import type { ShownItem, ShownReview } from '../../../src/protocol/shownReview.ts';
import { button, dropdown, iconButton } from '../../controls.ts';
import { canWrite } from './canWrite.ts';
import { countStates, passes, stateOrder, type ItemFilter } from './itemAnswers.ts';
import { item } from './item.ts';
import { itemKey } from './itemKeys.ts';
import { countMark } from './marks.ts';
import type { ReviewModel } from './reviewModel.ts';

export function items(model: ReviewModel, review: ShownReview): TemplateResult {
  const all = review.groups.flatMap((group) => group.items);
  // What a comment is being written for does not go away under it.
  const isShown = (one: ShownItem) =>
    passes(one, model.state.items) || model.lingering.has(one.id) || model.state.asking?.item === one.id;
  const groups = review.groups
    .map((group) => ({ ...group, items: group.items.filter(isShown) }))
    .filter((group) => group.items.length > 0);
  return html`<section class="sec checklist" aria-labelledby="h-items">
    <header>
      <h2 id="h-items">${t('Checklist')}</h2>
      ${progress(all)}
      <span class="end row tight"
        >${refresh(model, review, all)} ${all.length === 0 ? nothing : filterChoice(model)}</span
      >
    </header>
    ${
      groups.length === 0
        ? empty(model, all)
        : repeat(
            groups,
            ({ id }) => id,
            ({ id, title, items: shown }) =>
              html`<h3 id=${`g-${id}`} class="group">${title}</h3>
                <ul class="items" aria-labelledby=${`g-${id}`} @keydown=${itemKey(model, shown)}>
                  ${repeat(
                    shown,
                    (one) => one.id,
                    (one) => item(model, review, one),
                  )}
                </ul>`,
          )
    }
  </section>`;
}

function filterChoice(model: ReviewModel): TemplateResult {
  return dropdown({
    label: t('Which items to show'),
    value: model.state.items,
    options: itemFilters.map((value) => ({ value, label: filterWords(value) })),
    onChange: (value) => {
      const chosen = itemFilters.find((one) => one === value);
      if (chosen !== undefined && chosen !== model.state.items) model.filter({ items: chosen });
    },
  });
}

function progress(all: readonly ShownItem[]): TemplateResult {
  const counts = countStates(all);
  return html`<span class="count"
    ><span class="dim">${all.length === 1 ? t('1 item') : t('{0} items', formatCount(all.length))}</span>${[
      ...stateOrder,
      'pending' as const,
    ].map((state) => {
      const count = counts.get(state) ?? 0;
      return count === 0 ? nothing : countMark(state, count);
    })}</span
  >`;
}

function refresh(
  model: ReviewModel,
  review: ShownReview,
  all: readonly ShownItem[],
): TemplateResult | typeof nothing {
  if (!canWrite(review) || !review.hasProbes) return nothing;
  return iconButton({
    label: t('Ask for the evidence again'),
    icon: 'sync',
    disabled: all.some(({ evidence }) => evidence === 'pending'),
    onClick: () => model.act((call) => call('refreshEvidence', {})),
  });
}

function filterWords(filter: ItemFilter): string {
  switch (filter) {
    case 'all':
      return t('All items');
    case 'open':
      return t('Open');
    case 'no':
      return t('No');
    case 'evidence':
      return t('Evidence');
    case 'people':
      return t('People');
  }
}

function empty(model: ReviewModel, all: readonly ShownItem[]): TemplateResult {
  if (all.length === 0)
    return html`<div class="empty">
      <p>${t('The checklist of this script is empty.')}</p>
      <p class="dim">${t('Items are left out or added under “review” in .cairn/config.yaml.')}</p>
    </div>`;
  const sentence = {
    all: '',
    open: t('Every item is answered.'),
    no: t('No item is answered with no.'),
    evidence: t('No item is answered by evidence.'),
    people: t('Nobody has answered an item yet.'),
  }[model.state.items];
  return html`<div class="empty">
    <p>${sentence}</p>
    <p class="row">
      ${button({
        label: t('Show all {0} items', formatCount(all.length)),
        onClick: () => model.filter({ items: 'all' }),
      })}
    </p>
  </div>`;
}
