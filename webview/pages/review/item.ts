/** One item: its state, what it asks, what was said of it or found, and by whom. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import type { ProbeAnswer } from '../../../src/protocol/probeAnswer.ts';
import type { ShownItem, ShownReview } from '../../../src/protocol/shownReview.ts';
import { nameOf } from '../../../src/review/person.ts';
import { icon } from '../../icons/icon.ts';
import { answerForm } from './answerForm.ts';
import { canWrite } from './canWrite.ts';
import { isPending, isWaiting, sourceOf } from './itemAnswers.ts';
import { itemDeeds } from './itemDeeds.ts';
import { itemMark } from './marks.ts';
import { proof } from './proof.ts';
import type { ReviewModel } from './reviewModel.ts';
import { changed, moment, prose, shortHash } from './words.ts';

export function item(model: ReviewModel, review: ShownReview, one: ShownItem): TemplateResult {
  const { id, text, why, isRequired } = one;
  const isWhyShown = model.state.whys.includes(id);
  const isWritable = canWrite(review);
  const isAsking = isWritable && isWaiting(one);
  const asking = model.state.asking?.item === id && isWritable ? model.state.asking : null;
  return html`<li
    class="item"
    data-item=${id}
    tabindex="0"
    aria-keyshortcuts=${isWritable ? 'Y N X Enter Space' : 'Enter Space'}
    aria-labelledby=${`i-${id} s-${id}`}
    aria-describedby=${`w-${id} e-${id}`}
    aria-busy=${model.busy.has(`answer ${id}`) ? 'true' : nothing}
  >
    <span class="state" id=${`s-${id}`}>${itemMark(one)}</span>
    <div class="what">
      <p class="q">
        <button
          class="ask"
          tabindex="-1"
          title=${why === '' ? nothing : why}
          aria-expanded=${String(isWhyShown)}
          @click=${() => model.toggleWhy(id)}
        >
          <span id=${`i-${id}`}>${text}</span></button
        >${isRequired ? nothing : html`<span class="tag">${t('optional')}</span>`}
      </p>
      <p class="why dim" id=${`w-${id}`} ?hidden=${!isWhyShown}>${why}</p>
      <div class="said dim" id=${`e-${id}`}>${said(model, one)}</div>
      ${asking === null ? nothing : answerForm(model, one, asking.answer)}
    </div>
    <span class="who">${isAsking ? nothing : source(one)}</span>
    <span class="deeds ${isAsking ? 'waiting' : ''}"
      >${isWritable && asking === null ? itemDeeds(model, one) : nothing}</span
    >
  </li>`;
}

/** What counts first; then what stands against it. */
function said(model: ReviewModel, one: ShownItem): (TemplateResult | typeof nothing | undefined)[] {
  const { state, answer, evidence, isContradicted } = one;
  const found =
    evidence === null || evidence === 'pending' ? nothing : html`<p>${proof(model, evidence)}</p>`;
  if (isPending(one)) return [html`<p>${t('Cairn is looking for evidence.')}</p>`];
  if (state === 'open') return [html`<p>${t('not answered yet')}</p>`];
  if (answer === null) return [found];
  if (state === 'askAgain')
    return [
      html`<p>
        ${t('{0} said {1} of {2}; {3} since', nameOf(answer.by), answerWord(answer.answer), shortHash(answer.sha256), changed(answer.lines))}
      </p>`,
      quoted(answer.comment),
      found,
    ];
  if (sourceOf(one) === 'evidence')
    return [
      found,
      isContradicted
        ? html`<p class="against">
            ${icon('warning', 'warn')}<span
              >${t('{0} said {1}; the evidence says something else', nameOf(answer.by), answerWord(answer.answer))}</span
            >
          </p>`
        : nothing,
      isContradicted ? quoted(answer.comment) : nothing,
    ];
  const against =
    evidence === null || evidence === 'pending' || evidence.answer === answer.answer
      ? nothing
      : html`<p class=${isContradicted ? 'against' : ''}>
          ${isContradicted ? icon('warning', 'warn') : nothing}<span
            >${againstWords(evidence.answer, isContradicted)} ${proof(model, evidence)}</span
          >
        </p>`;
  return [quoted(answer.comment) ?? html`<p>${t('answered {0}', moment(answer.at))}</p>`, against];
}

function againstWords(says: ProbeAnswer['answer'], isContradicted: boolean): string {
  if (says === 'unknown') return t('The evidence can’t tell,');
  return isContradicted ? t('The evidence says something else:') : t('Overruled:');
}

function quoted(comment: string | null): TemplateResult | undefined {
  if (comment === null || comment === '') return undefined;
  return html`<p class="pre">“${prose(comment)}”</p>`;
}

function source(one: ShownItem): TemplateResult | typeof nothing {
  const { answer } = one;
  const from = sourceOf(one);
  if (from === 'evidence') return html`<span class="st">${icon('beaker')}${t('Evidence')}</span>`;
  if (from === 'nobody' || answer === null) return nothing;
  return html`<span class="st" title=${`${answer.by}, ${answer.at}`}
    >${icon('account')}<span class="cut">${nameOf(answer.by)}</span></span
  >`;
}

function answerWord(answer: 'yes' | 'no' | 'notApplicable'): string {
  return answer === 'yes' ? t('yes') : answer === 'no' ? t('no') : t('not applicable');
}
