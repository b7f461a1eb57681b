/** One artifact of one run: the image or the text, or a sentence on why there is none. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount, formatSize } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { MediaItem } from '../../../../src/protocol/compare/media.ts';
import type { CompareModel, PickedRun } from '../compareModel.ts';
import type { Loaded, MediaData } from './mediaData.ts';
import { itemAt, type MediaRow } from './mediaRows.ts';
import { runName } from './runName.ts';
import { textView } from './textView.ts';

export function mediaCell(
  model: CompareModel,
  data: MediaData,
  { row, run }: { row: MediaRow; run: PickedRun },
): TemplateResult {
  const item = itemAt(row, run.id, model.state.mediaStep);
  return html`<figure class="media-cell" aria-label=${item ? describe(run, item) : `${row.name}, ${run.name}`}>
    <figcaption class="row tight">
      ${runName(run)}
      <span class="dim keep">${item === undefined || item.step === null ? nothing : t('step {0}', formatCount(item.step))}</span>
    </figcaption>
    ${
      item === undefined
        ? html`<p class="dim">${row.items.has(run.id) ? t('None up to this step.') : t('None.')}</p>`
        : data.isInView(row.name)
          ? shown(model, data, { row, run, item, loaded: data.file(run.id, item) })
          : nothing
    }
  </figure>`;
}

interface Shown {
  readonly row: MediaRow;
  readonly run: PickedRun;
  readonly item: MediaItem;
  readonly loaded: Loaded | undefined;
}

function shown(model: CompareModel, data: MediaData, { row, run, item, loaded }: Shown): TemplateResult {
  if (loaded === undefined) return html`<p class="dim">${t('Reading…')}</p>`;
  const words = describe(run, item);
  switch (loaded.kind) {
    case 'failed':
      return html`<p class="said">${loaded.sentence}</p>`;
    case 'image': {
      const zoom = () => {
        data.zoom = { row: row.name, run: run.id };
        model.redraw();
      };
      return html`<button class="picture" aria-label=${t('Show {0} large', words)} @click=${zoom}>
        <img src=${loaded.url} alt=${words} @error=${() => data.broken(run.id, item)} />
      </button>`;
    }
    case 'text': {
      const { content, read, size } = loaded;
      return html`<div class="text" tabindex="0" role="group" aria-label=${words}>
          ${textView(content)}
        </div>
        ${read < size ? html`<p class="dim small">${t('The first {0} of {1}.', formatSize(read), formatSize(size))}</p>` : nothing}`;
    }
    case 'curves':
      return html``;
  }
}

/** E.g. `samples.png of quiet-heron, step 100`. */
export function describe({ name }: PickedRun, item: MediaItem): string {
  return item.step === null
    ? t('{0} of {1}', item.name, name)
    : t('{0} of {1}, step {2}', item.name, name, formatCount(item.step));
}
