/** A picked run's name with its mark. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import type { PickedRun } from '../compareModel.ts';
import { seriesMark } from '../curves/seriesMark.ts';

export function runName({ name, slot }: PickedRun): TemplateResult {
  return html`<span class="run-name slot-${slot}"
    >${seriesMark(slot)}<span class="cut" title=${name}>${name}</span></span
  >`;
}
