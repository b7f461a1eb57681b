/** The model page as one template: head, facts, then how the version does and hangs together, beside the other versions. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { ModelDetail } from '../../../src/protocol/modelShape.ts';
import { button } from '../../controls.ts';
import { failed, refusal } from '../../failure.ts';
import { icon } from '../../icons/icon.ts';
import { lostNote } from '../../lostNote.ts';
import { comparison } from './comparison.ts';
import { facts } from './facts.ts';
import { head } from './head.ts';
import { history } from './history.ts';
import { judged } from './judged.ts';
import { lineage } from './lineage.ts';
import type { ModelModel } from './modelModel.ts';
import { stale } from './stale.ts';
import { versions } from './versions.ts';

export function page(model: ModelModel): TemplateResult {
  const { view, failure } = model;
  if (!view)
    return html`<main>${model.lost ? lost(model) : failure ? failed(model, failure) : loading(model)}</main>`;
  if (!view.detail)
    return html`<main>${model.lost ? lost(model) : failure ? failed(model, failure) : gone(model)}</main>`;
  return html`<main>${content(model, view.detail)}</main>`;
}

function content(model: ModelModel, detail: ModelDetail): TemplateResult {
  const { shown } = detail;
  if (shown === null)
    return html`${head(model, detail)} ${notices(model, detail)}
      <div class="empty">
        <p>${t('This model has no version yet.')}</p>
        ${
          detail.server === null
            ? html`<p class="dim">
                ${t('Right-click a run in the Runs view and choose “Register Model…”, or call mlflow.register_model in the script.')}
              </p>`
            : nothing
        }
      </div>
      ${history(detail)}`;
  return html`
    ${head(model, detail)} ${notices(model, detail)} ${facts(model, detail, shown)}
    <div class="cols body">
      <div>
        ${stale(model, shown)} ${comparison(detail, shown)} ${judged(model, shown)}
        ${lineage(model, detail, shown)}
      </div>
      <div>${versions(model, detail, shown)} ${history(detail)}</div>
    </div>
  `;
}

function notices(model: ModelModel, { problems, name, server }: ModelDetail): TemplateResult {
  const { failure, refused } = model;
  const [first, ...others] = problems;
  return html`
    ${model.lost ? lost(model) : failure ? failed(model, failure) : nothing}
    ${refused ? refusal(model, refused) : nothing}
    ${
      first === undefined
        ? nothing
        : html`<div class="note" role="note">
            ${icon('warning', 'warn')}
            <span
              >${first.line === undefined ? first.where : t('{0}, line {1}', first.where, formatCount(first.line))}:
              ${first.message}
              ${others.length > 0 ? t('and {0} more', formatCount(others.length)) : nothing}</span
            >
            ${
              server === null
                ? button({
                    label: t('Open file'),
                    onClick: () => model.act((call) => call('openFile', { name })),
                  })
                : nothing
            }
          </div>`
    }
  `;
}

function lost(model: ModelModel): TemplateResult {
  return lostNote(
    t('There is no connection to the extension, so this page shows how things were.'),
    model.reopenLink,
  );
}

function loading(model: ModelModel): TemplateResult | typeof nothing {
  if (!model.slow) return nothing;
  return html`<progress class="top" aria-label=${t('Reading the model')}></progress>
    <div class="empty"><p role="status">${t('Reading the model…')}</p></div>`;
}

function gone(model: ModelModel): TemplateResult {
  const { name, server } = model.state;
  if (server !== null)
    return html`<div class="empty">
      <h1>${t('There is no registered model {0} on {1}', name, server)}</h1>
      <p>${t('It was renamed or deleted there.')}</p>
      <p>${button({ label: t('Refresh'), icon: 'sync', onClick: () => model.refresh() })}</p>
    </div>`;
  return html`<div class="empty">
    <h1>${t('There is no registered model {0}', name)}</h1>
    <p>
      ${t('It was renamed or deleted, or its file in .cairn/models cannot be read; the Problems view says which line is wrong.')}
    </p>
  </div>`;
}
