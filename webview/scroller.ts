/** What may be wider than the page scrolls within itself, also with the keyboard. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';

export function scroller(label: string, content: TemplateResult): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${label}>${content}</div>`;
}
