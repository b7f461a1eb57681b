/** A series' marker beside its name. */
import { html, svg } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { markerPath } from '../../../charts/markerPath.ts';

export function seriesMark(slot: number): TemplateResult {
  return html`<svg class="series-mark s${slot}" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
    ${svg`<path d=${markerPath(slot)}></path>`}
  </svg>`;
}
