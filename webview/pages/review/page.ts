/** The review page as one template: where it stands, the checklist beside comments and sign-offs, and the sign-off below. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import { failed } from '../../failure.ts';
import { lostNote } from '../../lostNote.ts';
import { head } from './head.ts';
import { history } from './history.ts';
import { imports } from './imports.ts';
import { items } from './items.ts';
import { notices } from './notices.ts';
import type { ReviewModel } from './reviewModel.ts';
import { signBar } from './signBar.ts';
import { signoffs } from './signoffs.ts';
import { threads } from './threads.ts';

export function page(model: ReviewModel): TemplateResult {
  const { review, failure } = model;
  if (!review)
    return html`<main>
      ${model.lost ? lost(model) : failure ? failed(model, failure) : review === null ? gone(model) : loading(model)}
    </main>`;
  return html`<main>
    ${head(model, review)} ${model.lost ? lost(model) : failure ? failed(model, failure) : nothing}
    ${notices(model, review)}
    <div class="cols body">
      <div>${items(model, review)}</div>
      <div>
        ${threads(model, review)} ${signoffs(model, review)} ${imports(model, review)}
        ${history(model, review)}
      </div>
    </div>
    ${signBar(model, review)}
  </main>`;
}

function lost(model: ReviewModel): TemplateResult {
  return lostNote(
    t('There is no connection to the extension, so this page shows how things were; what you typed is kept.'),
    model.reopenLink,
  );
}

function loading(model: ReviewModel): TemplateResult | typeof nothing {
  if (!model.slow) return nothing;
  return html`<progress class="top" aria-label=${t('Reading the review')}></progress>
    <div class="empty"><p role="status">${t('Reading the review…')}</p></div>`;
}

function gone(model: ReviewModel): TemplateResult {
  return html`<div class="empty">
    <h1>${t('There is no script {0}', model.state.name)}</h1>
    <p>${t('It was renamed or deleted, and nobody has reviewed it under this name.')}</p>
  </div>`;
}
