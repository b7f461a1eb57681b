/** The line between table and drawing: dragged with the mouse, moved with the arrows. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import type { CompareModel } from './compareModel.ts';

export function splitter(model: CompareModel): TemplateResult {
  const share = Math.round(model.state.split * 100);
  document.documentElement.style.setProperty('--split', `${String(share)}%`);
  return html`<div
    class="splitter"
    role="separator"
    tabindex="0"
    aria-orientation="horizontal"
    aria-label=${t('Height of the table')}
    aria-valuemin="10"
    aria-valuemax="90"
    aria-valuenow=${share}
    @pointerdown=${(event: PointerEvent) => drag(event, model)}
    @keydown=${(event: KeyboardEvent) => {
      const by = event.key === 'ArrowDown' ? 0.02 : event.key === 'ArrowUp' ? -0.02 : 0;
      if (by === 0) return;
      event.preventDefault();
      move(model, model.state.split + by);
    }}
  ></div>`;
}

function drag(event: PointerEvent, model: CompareModel): void {
  const bar = event.currentTarget;
  if (!(bar instanceof HTMLElement)) return;
  event.preventDefault();
  bar.setPointerCapture(event.pointerId);
  const follow = ({ clientY }: PointerEvent) => move(model, clientY / window.innerHeight);
  const end = () => {
    bar.removeEventListener('pointermove', follow);
    bar.removeEventListener('pointerup', end);
    bar.removeEventListener('pointercancel', end);
  };
  bar.addEventListener('pointermove', follow);
  bar.addEventListener('pointerup', end);
  bar.addEventListener('pointercancel', end);
}

function move(model: CompareModel, share: number): void {
  model.set({ split: Math.min(0.9, Math.max(0.1, share)) });
}
