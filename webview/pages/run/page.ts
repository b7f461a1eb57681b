/** The run page as one template: head, facts, then what was measured on the left and what it was made of on the right. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import type { PageDetail } from '../../../src/protocol/runPage.ts';
import { button } from '../../controls.ts';
import { failed, refusal } from '../../failure.ts';
import { icon } from '../../icons/icon.ts';
import { lostNote } from '../../lostNote.ts';
import { artifacts } from './artifacts.ts';
import { facts } from './facts.ts';
import { head } from './head.ts';
import { metrics } from './metrics.ts';
import { notes } from './notes.ts';
import { output } from './output.ts';
import { params } from './params.ts';
import { problems } from './problems.ts';
import { reproduction } from './reproduction.ts';
import type { RunModel } from './runModel.ts';

export function page(model: RunModel): TemplateResult {
  const { view, failure } = model;
  if (!view)
    return html`<main>${model.lost ? lost(model) : failure ? failed(model, failure) : loading(model)}</main>`;
  if (!view.detail) return html`<main>${gone()}</main>`;
  return html`<main>${content(model, view.detail)}</main>`;
}

function content(model: RunModel, detail: PageDetail): TemplateResult {
  // What other tools record says neither what was printed nor what it takes to do it again.
  const isOwn = detail.place === null;
  return html`
    ${head(model, detail)} ${notices(model)} ${facts(model, detail)}
    <div class="cols body">
      <div>${metrics(model)} ${problems(detail)} ${isOwn ? output(model) : nothing}</div>
      <div>
        ${params(model, detail)} ${isOwn ? reproduction(model, detail) : nothing} ${artifacts(model, detail)}
        ${notes(model, detail)}
      </div>
    </div>
  `;
}

function notices(model: RunModel): TemplateResult {
  const { failure, refused, view } = model;
  return html`
    ${model.lost ? lost(model) : failure ? failed(model, failure) : nothing}
    ${refused ? refusal(model, refused) : nothing}
    ${
      view?.trusted === false
        ? html`<div class="note" role="note">
            ${icon('workspaceUntrusted')}
            <span>${t('This folder is not trusted: runs can be viewed, not started or stopped.')}</span>
            ${button({ label: t('Manage trust'), onClick: () => model.act((call) => call('manageTrust', model.run)) })}
          </div>`
        : nothing
    }
  `;
}

function lost(model: RunModel): TemplateResult {
  return lostNote(
    t(
      'There is no connection to the extension, so this page shows how things were. The run is not affected.',
    ),
    model.reopenLink,
  );
}

function loading(model: RunModel): TemplateResult | typeof nothing {
  if (!model.slow) return nothing;
  return html`<progress class="top" aria-label=${t('Reading the run')}></progress>
    <div class="empty"><p role="status">${t('Reading the run…')}</p></div>`;
}

function gone(): TemplateResult {
  return html`<div class="empty">
    <h1>${t('This run is no longer here')}</h1>
    <p>
      ${t('It was moved to the trash or its folder was deleted. Restore it with “Restore from Trash” in the Runs view.')}
    </p>
  </div>`;
}
