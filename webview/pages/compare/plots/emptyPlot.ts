/** Why a plot shows nothing, and what to do about it. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../../src/base/l10n.ts';
import { button } from '../../../controls.ts';
import type { CompareModel } from '../compareModel.ts';

export function emptyPlot(sentence: string, next?: string): TemplateResult {
  return html`<div class="empty">
    <p>${sentence}</p>
    ${next === undefined ? '' : html`<p class="dim">${next}</p>`}
  </div>`;
}

export function noMatch(model: CompareModel): TemplateResult {
  return html`<div class="empty">
    <p>${t('No run matches the filter.')}</p>
    <div class="row">
      ${button({ label: t('Clear the filter'), onClick: () => model.setView({ filter: '' }) })}
    </div>
  </div>`;
}

export function readingPlot(): TemplateResult {
  return html`<p class="dim pad" role="status">${t('Reading the runs…')}</p>`;
}
