/** The compare page as one template: the filter line, the table of runs, and below it what is drawn of the picked ones. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import { lostNote } from '../../lostNote.ts';
import type { CompareModel } from './compareModel.ts';
import { failureNote, type Failure } from '../../failure.ts';
import { splitter } from './splitter.ts';
import { runTable } from './table/runTable.ts';
import { tableFoot } from './table/tableFoot.ts';
import { tabBar, tabBody } from './tabs.ts';
import { toolbar } from './toolbar.ts';

export function page(model: CompareModel): TemplateResult {
  const { frame, failure } = model;
  if (!frame.isReady)
    return html`<main>${model.lost ? lost(model) : failure ? failed(model, failure) : loading(model)}</main>`;
  if (frame.total === 0) return html`<main>${noRuns()}</main>`;
  return html`<main class="compare">
    ${toolbar(model)} ${notices(model)}
    <section class="runs" aria-label=${t('Runs')}>${runTable(model)}</section>
    ${splitter(model)}
    <section class="drawn" aria-label=${t('Picked runs')}>${tabBar(model)} ${tabBody(model)}</section>
    <footer class="foot">${tableFoot(model)}</footer>
  </main>`;
}

function notices(model: CompareModel): TemplateResult {
  const { failure, refused } = model;
  return html`${model.lost ? lost(model) : failure ? failureNote(failure) : nothing}${refused ? failureNote(refused) : nothing}`;
}

function lost(model: CompareModel): TemplateResult {
  return lostNote(
    t('There is no connection to the extension, so this page shows how things were. No run is affected.'),
    model.reopenLink,
  );
}

function failed(model: CompareModel, failure: Failure): TemplateResult {
  return failureNote(failure, { label: t('Try again'), onClick: () => model.start() });
}

function loading(model: CompareModel): TemplateResult | typeof nothing {
  if (!model.slow) return nothing;
  return html`<progress class="top" aria-label=${t('Reading the runs')}></progress>
    <div class="empty"><p role="status">${t('Reading the runs…')}</p></div>`;
}

function noRuns(): TemplateResult {
  return html`<div class="empty">
    <h1>${t('No runs yet')}</h1>
    <p>${t('Open a script and choose Run above its first line, or in a terminal:')}</p>
    <p><code class="block">cairn run -- python train.py</code></p>
  </div>`;
}
