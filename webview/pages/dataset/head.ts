/** Name and version, how the data stands, and what can be done with it. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import type { DatasetDetail } from '../../../src/protocol/catalogThread.ts';
import { button, iconButton } from '../../controls.ts';
import { icon } from '../../icons/icon.ts';
import { openMenu } from '../../popup.ts';
import type { DatasetModel } from './datasetModel.ts';

export function head(model: DatasetModel, detail: DatasetDetail): TemplateResult {
  const { name, description } = detail;
  return html`<div class="head">
      <h1 title=${name}>${name}</h1>
      ${tag(model, detail)} ${verdict(detail)}
      <span class="end row">${busy(model)} ${actions(model, detail)}</span>
    </div>
    ${description === null ? nothing : html`<div class="words"><p class="pre">${description}</p></div>`}`;
}

function tag(model: DatasetModel, { disk, versions }: DatasetDetail): TemplateResult | typeof nothing {
  const shown = versions.find(({ hash }) => hash === model.shownHash);
  if (shown !== undefined) {
    const isHere = shown.hash === disk.hash;
    return html`<span class="tag"
      >${isHere ? t('v{0}, on disk', shown.version) : `v${String(shown.version)}`}</span
    >`;
  }
  return disk.hash === null ? nothing : html`<span class="tag">${t('on disk, no version yet')}</span>`;
}

function verdict({ disk, behind }: DatasetDetail): TemplateResult | typeof nothing {
  switch (disk.state) {
    case 'lost':
      return html`<span class="st">${icon('error', 'bad')}${t('Not found')}</span>`;
    case 'refused':
      return html`<span class="st">${icon('circleSlash', 'idle')}${t('Not allowed')}</span>`;
    case 'unread':
      return html`<span class="st">${icon('history', 'idle')}${t('Not read yet')}</span>`;
    case 'changing':
      return html`<span class="st">${icon('sync', 'idle')}${t('Changing')}</span>`;
    case 'url':
      return html`<span class="st">${icon('circleSlash', 'idle')}${t('On the network')}</span>`;
    case 'known':
      return behind.length === 0
        ? nothing
        : html`<span class="st">${icon('warning', 'warn')}${t('Not what was trained on')}</span>`;
  }
}

/** What is being worked out, with Cancel. */
function busy(model: DatasetModel): TemplateResult | typeof nothing {
  if (!model.slow) return nothing;
  const { share } = model;
  return html`<progress
      class="top"
      aria-label=${t('Reading the data')}
      max="1"
      value=${share ?? nothing}
    ></progress>
    <span class="dim keep"
      ><span role="status">${t('Reading the data…')}</span>${
        share === undefined ? nothing : html` <span class="percent">${Math.floor(100 * share)} %</span>`
      }</span
    >
    ${button({ label: t('Cancel'), onClick: () => model.cancel() })}`;
}

function actions(model: DatasetModel, { disk }: DatasetDetail): TemplateResult {
  const isNew = disk.state === 'known' && disk.version === null;
  return html`${
      disk.files === 0
        ? nothing
        : button({ label: t('Open file'), icon: 'goToFile', onClick: () => model.run('openFile') })
    }
    ${
      isNew
        ? button({
            label: t('Record version'),
            icon: 'tag',
            primary: true,
            onClick: () => model.run('recordVersion'),
          })
        : nothing
    }
    <span class="more-actions"
      >${iconButton({ label: t('More actions'), icon: 'ellipsis', onClick: () => more(model) })}</span
    >`;
}

function more(model: DatasetModel): void {
  const anchor = document.querySelector<HTMLElement>('.more-actions');
  if (anchor === null) return;
  openMenu(anchor, t('More actions'), [
    { label: t('Set owner…'), icon: 'edit', choose: () => model.run('setOwner') },
    { label: t('Open in datasets.yaml'), icon: 'goToFile', choose: () => model.run('openEntry') },
    { label: t('Reveal in explorer'), icon: 'folderOpened', choose: () => model.run('reveal') },
    { label: t('Copy path'), icon: 'copy', choose: () => model.run('copyPath') },
    'line',
    { label: t('Look at the files again'), icon: 'sync', choose: () => model.run('refresh') },
  ]);
}
