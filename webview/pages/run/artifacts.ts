/** Files the run left: what they are, how big, how old; opened by index, never by path. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatAge, formatCount, formatSize } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { PageDetail } from '../../../src/protocol/runPage.ts';
import { iconButton } from '../../controls.ts';
import { icon } from '../../icons/icon.ts';
import type { IconName } from '../../icons/icon.ts';
import type { RunModel } from './runModel.ts';

const limit = 10;
let showAll = false;

export function artifacts(model: RunModel, detail: PageDetail): TemplateResult {
  const count = model.view?.artifactCount ?? 0;
  // Newest first; the index is the one the host knows.
  const rows = detail.artifacts.map((artifact, index) => ({ ...artifact, index })).reverse();
  const shown = showAll ? rows : rows.slice(0, limit);
  return html`<section class="sec" aria-labelledby="h-artifacts">
    <header>
      <h2 id="h-artifacts">${t('Artifacts')}</h2>
      ${
        count > 0
          ? html`<span class="dim"
              >${formatCount(count)}, ${formatSize(model.view?.artifactBytes ?? 0)}</span
            >`
          : nothing
      }
      <span class="end"
        >${
          count > 0
            ? iconButton({
                label: t('Open the folder'),
                icon: 'folderOpened',
                onClick: () => model.act((call) => call('openArtifacts', model.run)),
              })
            : nothing
        }</span
      >
    </header>
    ${
      count === 0
        ? html`<div class="empty">
            <p class="dim">
              ${t('None. Files written into the folder named by CAIRN_ARTIFACTS appear here.')}
            </p>
          </div>`
        : html`<table class="at" aria-labelledby="h-artifacts">
            <tbody>
              ${shown.map((row) => artifactRow(model, row))}
            </tbody>
          </table>`
    }
    ${shown.length < count ? more(model, shown.length, rows.length, count) : nothing}
  </section>`;
}

type Row = PageDetail['artifacts'][number] & { readonly index: number };

function artifactRow(model: RunModel, { path, kind, size, linked, t: time, index }: Row): TemplateResult {
  const type = typeOf(path, kind);
  const open = () => model.act((call) => call('openArtifact', { ...model.run, index }));
  return html`<tr>
    <td class="c-icon">${icon(type.icon, 'idle')}</td>
    <td>
      <button
        class="link cut"
        title=${linked ? t('{0} (left where it is: too big to copy)', path) : path}
        @click=${open}
      >
        ${path}
      </button>
    </td>
    <td class="dim c-kind">${kind ?? type.word}</td>
    <td class="num c-size">${formatSize(size)}</td>
    <td class="num dim c-age">${formatAge(time, Date.now())}</td>
  </tr>`;
}

function more(model: RunModel, shown: number, sent: number, count: number): TemplateResult {
  const show = () => {
    showAll = true;
    model.redraw();
  };
  return html`<p class="more">
    ${
      shown < sent
        ? html`<button class="link" @click=${show}>${t('{0} older', formatCount(count - shown))}</button>`
        : html`<span class="dim">${t('{0} older ones are in the folder', formatCount(count - shown))}</span>`
    }
  </p>`;
}

interface Type {
  readonly icon: IconName;
  readonly word: string;
}

/** By the kind the script gave, else by the file's ending. */
export function typeOf(path: string, kind: string | null): Type {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  const is = (kinds: string, endings: string) =>
    kind === null ? endings.split(' ').includes(ending) : kinds.split(' ').includes(kind.toLowerCase());
  if (is('model checkpoint', 'pt pth pkl joblib onnx h5 keras safetensors ckpt bin cbm ubj'))
    return { icon: 'packageBox', word: t('model') };
  if (is('image plot figure', 'png jpg jpeg gif svg webp bmp'))
    return { icon: 'fileMedia', word: t('image') };
  if (is('table data predictions', 'csv tsv parquet feather arrow xlsx'))
    return { icon: 'table', word: t('table') };
  if (is('json config', 'json yaml yml toml')) return { icon: 'json', word: t('data') };
  if (is('code', 'py r jl js ts sh ipynb')) return { icon: 'fileCode', word: t('code') };
  if (is('text report', 'txt md log html')) return { icon: 'fileText', word: t('text') };
  return { icon: 'file', word: '' };
}
