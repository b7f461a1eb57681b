/** The comment that an answer is given with: why not, or why the evidence is overruled. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import type { ShownItem } from '../../../src/protocol/shownReview.ts';
import type { ItemAnswer } from '../../../src/records/review.ts';
import { button, textArea } from '../../controls.ts';
import { overruledBy } from './itemAnswers.ts';
import { focusItem } from './itemKeys.ts';
import { draftOf, type ReviewModel } from './reviewModel.ts';

export function answerForm(model: ReviewModel, item: ShownItem, answer: ItemAnswer): TemplateResult {
  const key = draftOf.answer(item.id);
  const isOverruling = overruledBy(item, answer) !== null;
  // Asked again where it counts: more may have been typed since this was drawn.
  const isMissing = () => isOverruling && model.draft(key).trim() === '';
  const save = async () => {
    if (isMissing()) return;
    focusItem(item.id);
    await model.answer(item, answer);
  };
  const cancel = () => {
    focusItem(item.id);
    model.set({ asking: null });
  };
  const label = questionOf(answer, isOverruling);
  return html`<div class="form">
    ${textArea({
      label,
      placeholder: label,
      value: model.draft(key),
      rows: 2,
      autofocus: model.askedHere === item.id,
      onInput: (text) => model.write(key, text),
      onKey: (event) => {
        if (event.key === 'Escape') cancel();
        else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save();
        else return;
        event.preventDefault();
      },
    })}
    <span class="row wrap">
      ${button({
        label: saveLabel(answer),
        primary: true,
        disabled: isMissing(),
        onClick: save,
      })}
      ${button({ label: t('Cancel'), onClick: cancel })}
      ${isMissing() ? html`<span class="small dim">${t('Overruling needs a reason.')}</span>` : nothing}
    </span>
  </div>`;
}

function questionOf(answer: ItemAnswer, isOverruling: boolean): string {
  if (isOverruling) return t('Why is the evidence wrong?');
  return answer === 'no'
    ? t('What is missing? (optional)')
    : answer === 'notApplicable'
      ? t('Why is it not applicable? (optional)')
      : t('Comment (optional)');
}

function saveLabel(answer: ItemAnswer): string {
  return answer === 'yes' ? t('Answer yes') : answer === 'no' ? t('Answer no') : t('Answer not applicable');
}
