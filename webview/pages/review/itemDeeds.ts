/** How an item is answered: buttons while it waits for an answer, else a menu that changes or overrules what counts. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import type { ShownItem } from '../../../src/protocol/shownReview.ts';
import type { ItemAnswer } from '../../../src/records/review.ts';
import { button, iconButton } from '../../controls.ts';
import { openMenu, type MenuItem } from '../../popup.ts';
import { isWaiting, sourceOf } from './itemAnswers.ts';
import { focusItem } from './itemKeys.ts';
import type { ReviewModel } from './reviewModel.ts';

export function itemDeeds(model: ReviewModel, item: ShownItem): TemplateResult {
  return isWaiting(item) ? html`${answers(model, item)}` : menuButton(model, item);
}

function answers(model: ReviewModel, item: ShownItem): TemplateResult[] {
  const { answer, text, state } = item;
  const still = state === 'askAgain' ? answer?.answer : undefined;
  const one = (value: 'yes' | 'no' | 'notApplicable') =>
    button({
      label: label(value, value === still),
      name: `${label(value, value === still)}: ${text}`,
      onClick: () => choose(model, item, value),
    });
  if (still === undefined) return (['yes', 'no', 'notApplicable'] as const).map(one);
  return still === 'yes' ? [one('yes'), one('no')] : [one(still), one('yes')];
}

function label(answer: 'yes' | 'no' | 'notApplicable', isStill: boolean): string {
  switch (answer) {
    case 'yes':
      return isStill ? t('Still yes') : t('Yes');
    case 'no':
      return isStill ? t('Still no') : t('No');
    case 'notApplicable':
      return isStill ? t('Still not applicable') : t('Not applicable');
  }
}

function menuButton(model: ReviewModel, item: ShownItem): TemplateResult {
  return iconButton({
    label: t('Change the answer: {0}', item.text),
    icon: 'edit',
    onClick: () => {
      const anchor = document.querySelector<HTMLElement>(
        `[data-item="${CSS.escape(item.id)}"] .deeds vscode-button`,
      );
      if (anchor !== null) openMenu(anchor, t('Change the answer'), choices(model, item));
    },
  });
}

function choices(model: ReviewModel, item: ShownItem): MenuItem[] {
  const { answer, state } = item;
  const isEvidence = sourceOf(item) === 'evidence';
  const one = (value: 'yes' | 'no' | 'notApplicable', words: string): MenuItem => ({
    label: words,
    checked: !isEvidence && state === value,
    choose: () => choose(model, item, value),
  });
  return [
    { title: isEvidence ? t('Overrule the evidence') : t('Answer') },
    ...(isEvidence && state === 'yes' ? [] : [one('yes', isEvidence ? t('Yes…') : t('Yes'))]),
    ...(isEvidence && state === 'no' ? [] : [one('no', t('No…'))]),
    one('notApplicable', t('Not applicable…')),
    ...(answer === null
      ? []
      : ['line' as const, { label: t('Take the answer back'), choose: () => choose(model, item, 'open') }]),
  ];
}

/** The buttons of an item go when it is answered, so the focus goes to the item. */
async function choose(model: ReviewModel, item: ShownItem, answer: ItemAnswer): Promise<void> {
  focusItem(item.id);
  await model.choose(item, answer);
}
