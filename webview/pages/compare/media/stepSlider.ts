/** One slider for the step of everything on the tab, by mouse and by arrows. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { CompareModel } from '../compareModel.ts';

export function stepSlider(model: CompareModel, steps: readonly number[]): TemplateResult {
  const at = placeOf(model.state.mediaStep, steps);
  const step = formatCount(steps[at] ?? 0);
  const slide = (event: Event) => {
    if (event.target instanceof HTMLInputElement) goTo(model, steps, Number(event.target.value));
  };
  return html`<label class="step-slider row">
    <span>${t('Step')}</span>
    <input
      type="range"
      min="0"
      max=${String(steps.length - 1)}
      .value=${String(at)}
      aria-valuetext=${t('step {0}, {1} of {2}', step, at + 1, steps.length)}
      @input=${slide}
    />
    <output class="num">${step}</output>
  </label>`;
}

/** The last place is kept as “the last”, so that a live run moves on. */
export function goTo(model: CompareModel, steps: readonly number[], place: number): void {
  const at = Math.min(steps.length - 1, Math.max(0, place));
  model.set({ mediaStep: at === steps.length - 1 ? null : (steps[at] ?? null) });
}

/** Of the last step that is not beyond it. */
export function placeOf(step: number | null, steps: readonly number[]): number {
  if (step === null) return steps.length - 1;
  return Math.max(
    0,
    steps.findLastIndex((one) => one <= step),
  );
}
