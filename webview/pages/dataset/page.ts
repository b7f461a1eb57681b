/** The dataset page as one template: head and facts, versions, what changed, columns, lineage, and a sample of rows. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import type { DatasetDetail } from '../../../src/protocol/catalogThread.ts';
import { button } from '../../controls.ts';
import { failed, refusal, sentences, type Failure } from '../../failure.ts';
import { icon } from '../../icons/icon.ts';
import { lostNote } from '../../lostNote.ts';
import { changes } from './changes.ts';
import { columnDetail } from './columnDetail.ts';
import { columns } from './columns.ts';
import type { DatasetModel } from './datasetModel.ts';
import { facts } from './facts.ts';
import { head } from './head.ts';
import { lineage } from './lineage.ts';
import { sample } from './sample.ts';
import { versions } from './versions.ts';

export function page(model: DatasetModel): TemplateResult {
  const { view, failure } = model;
  if (!view)
    return html`<main>${model.lost ? lost(model) : failure ? failed(model, failure) : loading(model)}</main>`;
  if (!view.detail) return html`<main>${gone(model)}</main>`;
  return html`<main>${content(model, view.detail)}</main>`;
}

function content(model: DatasetModel, detail: DatasetDetail): TemplateResult {
  return html`${head(model, detail)} ${notices(model, detail)} ${facts(model, detail)}
    <div class="cols body">
      <div>${versions(model, detail)} ${changes(model, detail)} ${columns(model, detail)}</div>
      <div>${columnDetail(model)} ${lineage(model, detail)}</div>
    </div>
    ${sample(model)}`;
}

function notices(model: DatasetModel, detail: DatasetDetail): TemplateResult {
  const { failure, refused, profile } = model;
  return html`
    ${model.lost ? lost(model) : failure ? failed(model, failure) : nothing}
    ${refused ? refusal(model, refused) : nothing} ${unfetched(model, detail)}
    ${[...(detail.disk.why === null ? [] : [detail.disk.why]), ...detail.behind].map(warning)}
    ${profile.failure ? unread(model, profile.failure) : nothing}
    ${(profile.value?.problems ?? [])
      .slice(0, mostProblems)
      .map(({ where, line, message }) =>
        warning(
          `${where.replace(/^.*[\\/]/, '')}${line === undefined ? '' : `:${String(line)}`}: ${message}`,
        ),
      )}
  `;
}

/** Data that could be read when somebody wants it. */
function unfetched(model: DatasetModel, { disk, versions }: DatasetDetail): TemplateResult | typeof nothing {
  const isAway = disk.state === 'url';
  if (!isAway && (disk.state !== 'unread' || versions.length === 0)) return nothing;
  return html`<div class="note quiet" role="note">
    ${icon(isAway ? 'cloudDownload' : 'history', 'idle')}<span
      >${
        isAway
          ? t('The data is on the network, and has not been fetched yet.')
          : t('The data has not been read since it changed.')
      }</span
    >
    ${button({ label: isAway ? t('Fetch it now') : t('Read it now'), onClick: () => model.run('refresh') })}
  </div>`;
}

function warning(sentence: string): TemplateResult {
  return html`<div class="note" role="note">${icon('warning', 'warn')}<span>${sentence}</span></div>`;
}

function unread(model: DatasetModel, failure: Failure): TemplateResult {
  return html`<div class="note ${failure.code === 'cancelled' ? '' : 'err'}" role="alert">
    ${failure.code === 'cancelled' ? icon('circleSlash', 'idle') : icon('error', 'bad')}
    <span>${sentences(failure)}</span>
    ${button({ label: t('Try again'), onClick: () => model.again() })}
  </div>`;
}

function lost(model: DatasetModel): TemplateResult {
  return lostNote(
    t('There is no connection to the extension, so this page shows how things were.'),
    model.reopenLink,
  );
}

function loading(model: DatasetModel): TemplateResult | typeof nothing {
  if (!model.slow) return nothing;
  return html`<progress class="top" aria-label=${t('Reading the catalog')}></progress>
    <div class="empty"><p role="status">${t('Reading the catalog…')}</p></div>`;
}

function gone(model: DatasetModel): TemplateResult {
  return html`<div class="empty">
    <h1>${t('There is no dataset {0} in the catalog', model.state.name)}</h1>
    <p>
      ${t('It was renamed or taken out, or datasets.yaml cannot be read; the Problems view says which line is wrong.')}
    </p>
  </div>`;
}

const mostProblems = 5;
