/** One image as large as the page: arrows go through the steps, Escape closes. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { t } from '../../../../src/base/l10n.ts';
import { iconButton } from '../../../controls.ts';
import type { CompareModel } from '../compareModel.ts';
import type { Found, MediaData } from './mediaData.ts';
import { describe } from './mediaCell.ts';
import { itemAt, type MediaRow } from './mediaRows.ts';
import { goTo, placeOf } from './stepSlider.ts';

export interface ZoomedOf {
  readonly found: Found;
  readonly rows: readonly MediaRow[];
  readonly steps: readonly number[];
}

export function zoomed(
  model: CompareModel,
  data: MediaData,
  { found, rows, steps }: ZoomedOf,
): TemplateResult | typeof nothing {
  const row = rows.find(({ name }) => name === data.zoom?.row);
  const run = found.runs.find(({ id }) => id === data.zoom?.run);
  if (!row || !run) return nothing;
  const item = itemAt(row, run.id, model.state.mediaStep);
  const loaded = item && data.file(run.id, item);
  const words = item ? describe(run, item) : t('None up to this step.');
  const close = () => {
    data.zoom = undefined;
    model.redraw();
  };
  const move = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    goTo(model, steps, placeOf(model.state.mediaStep, steps) + by);
  };
  return html`<dialog class="zoom" aria-label=${words} @close=${close} @keydown=${move} ${ref(openOnce)}>
    <header class="row">
      <span class="cut">${words}</span>
      <span class="end">${iconButton({ label: t('Close'), icon: 'close', onClick: close })}</span>
    </header>
    ${
      loaded?.kind === 'image' && item
        ? html`<img src=${loaded.url} alt=${words} @error=${() => data.broken(run.id, item)} />`
        : html`<p class="dim">${loaded?.kind === 'failed' ? loaded.sentence : item ? t('Reading…') : nothing}</p>`
    }
  </dialog>`;
}

/** A dialog opens only once it is part of the page. */
function openOnce(element: Element | undefined): void {
  queueMicrotask(() => {
    if (element instanceof HTMLDialogElement && element.isConnected && !element.open) element.showModal();
  });
}
