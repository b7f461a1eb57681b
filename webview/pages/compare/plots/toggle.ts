/** A switch beside a plot: a checkbox with a word. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';

export interface ToggleOptions {
  /** What is read out, when the word alone does not say it. */
  readonly label: string;
  readonly text: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => unknown;
}

export function toggle({ label, text, checked, onChange }: ToggleOptions): TemplateResult {
  return html`<label class="toggle"
    ><input
      type="checkbox"
      aria-label=${label}
      .checked=${checked}
      @change=${(event: Event) => {
        if (event.target instanceof HTMLInputElement) onChange(event.target.checked);
      }}
    />${text}</label
  >`;
}
