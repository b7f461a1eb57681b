/** Asks for the step at which a metric is shown. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../../src/base/l10n.ts';

/** Undefined: the person changed their mind. */
export function stepForm(step: number | undefined, done: (step: number | undefined) => void): TemplateResult {
  return html`<form
    class="step-form row"
    @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      const input = event.target instanceof HTMLFormElement ? event.target.querySelector('input') : null;
      const value = input === null || input.value === '' ? NaN : Number(input.value);
      done(Number.isFinite(value) ? value : undefined);
    }}
  >
    <label class="row"
      >${t('Value at step')}
      <input class="field" type="number" step="any" required .value=${step === undefined ? '' : String(step)}
    /></label>
    <button class="plain-button">${t('Show')}</button>
  </form>`;
}
