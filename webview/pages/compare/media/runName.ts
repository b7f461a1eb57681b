/** A picked run's name with its colour. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import type { PickedRun } from '../compareModel.ts';

export function runName({ name, slot }: PickedRun): TemplateResult {
  return html`<span class="run-name slot-${slot}"
    ><span class="swatch" aria-hidden="true"></span><span class="cut" title=${name}>${name}</span></span
  >`;
}
