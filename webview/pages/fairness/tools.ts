/** Threshold, metric with what it means, attributes that are shown, and the smallest slice that is judged. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { formatNumber } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import { metricWords } from '../../../src/fairness/fairnessWords.ts';
import type { FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import { gapMetrics, type MeasureName } from '../../../src/records/fairnessNames.ts';
import { button, dropdown } from '../../controls.ts';
import type { FairnessModel } from './fairnessModel.ts';
import { heldAgainst } from './heldAgainst.ts';
import { intervalWords } from './intervalWords.ts';
import { measuresOf } from './shownSlices.ts';
import { versusControl } from './versusControl.ts';

export function tools(model: FairnessModel, counts: FairnessCounts): TemplateResult {
  const { means, formula } = meaningOf(model.measure, counts);
  return html`<div class="tools">
      ${threshold(model, counts)} ${versusControl(model)}
      <span class="row"
        ><span class="dim" aria-hidden="true">${t('Metric')}</span>${dropdown({
          label: t('Metric'),
          value: model.measure,
          options: measuresOf(counts).map((name) => ({ value: name, label: metricWords(name).name })),
          onChange: (name) => {
            const metric = gapMetrics.find((one) => one === name);
            if (metric !== undefined && metric !== model.measure) model.set({ metric });
          },
        })}</span
      >
      <p class="small meaning">
        <span>${means}</span> <span class="mono">${formula}</span>
        <span class="dim">${intervalWords(model.measure, counts.task)}</span>
      </p>
    </div>
    <div class="tools">
      ${attributes(model, counts)}
      <label class="row"
        ><span class="dim">${t('Smallest slice')}</span
        ><input
          class="number"
          type="number"
          min="1"
          step="1"
          .value=${live(String(model.settings.minSize))}
          @change=${(event: Event) => {
            const size = Math.round(numberOf(event));
            if (size >= 1) model.setMinSize(size);
            else model.redraw();
          }}
        />
        <span>${t('rows')}</span></label
      >
      ${heldAgainst(model, counts)}
    </div>`;
}

/** Of several classes rates are means over them, but the accuracy. */
function meaningOf(measure: MeasureName, { task }: FairnessCounts): { means: string; formula: string } {
  const { means, formula } = metricWords(measure);
  if (task !== 'classes') return { means, formula };
  if (measure === 'accuracy') return { means, formula: '#(p = y) / n' };
  return { means: t('{0} The mean over all classes, each against the rest.', means), formula };
}

function threshold(model: FairnessModel, counts: FairnessCounts): TemplateResult | typeof nothing {
  const { scores } = counts;
  if (scores === null) return nothing;
  if (scores.min === scores.max)
    return html`<span class="dim"
      >${t('All scores are {0}: no threshold tells anybody apart.', formatNumber(scores.min))}</span
    >`;
  const { threshold: at } = counts;
  const text = at === null ? t('as predicted') : t('positive when score > {0}', formatNumber(at));
  const isMoved = model.state.threshold !== null;
  return html`<span class="row threshold"
    ><label class="row"
      ><span class="dim">${t('Threshold')}</span
      ><input
        type="range"
        min=${scores.min}
        max=${scores.max}
        step=${(scores.max - scores.min) / 500}
        .value=${live(String(model.state.threshold ?? at ?? (scores.min + scores.max) / 2))}
        aria-valuetext=${text}
        @input=${(event: Event) => model.moveThreshold(numberOf(event))} /></label
    ><span class="threshold-text">${text}</span>${
      isMoved ? button({ label: t('Reset'), onClick: () => model.moveThreshold(null) }) : nothing
    }</span
  >`;
}

function attributes(model: FairnessModel, counts: FairnessCounts): TemplateResult | typeof nothing {
  if (counts.attributes.length < 2) return nothing;
  const { hidden } = model.state;
  return html`<fieldset class="row attributes">
    <legend class="sr">${t('Slices')}</legend>
    <span class="dim" aria-hidden="true">${t('Slices')}</span>
    ${counts.attributes.map(({ columns }) => {
      const key = JSON.stringify(columns);
      const isShown = !hidden.includes(key);
      return html`<label class="check"
        ><input
          type="checkbox"
          .checked=${live(isShown)}
          @change=${() => model.set({ hidden: isShown ? [...hidden, key] : hidden.filter((one) => one !== key) })}
        />${columns.join(' × ')}</label
      >`;
    })}
  </fieldset>`;
}

function numberOf({ currentTarget }: Event): number {
  return currentTarget instanceof HTMLInputElement ? currentTarget.valueAsNumber : NaN;
}
