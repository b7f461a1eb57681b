/** Which metrics are drawn: a list to tick, with a search for when there are ten thousand. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { CurvesView } from './curvesView.ts';
import { chartKeys, metricChoices, mostCharts, type MetricChoice } from './chartKeys.ts';
import { flyout } from './flyout.ts';

/** Rows; typing finds the others. */
const mostListed = 200;
const search = { text: '' };

export function metricsMenu(view: CurvesView): TemplateResult {
  const { model } = view;
  const { own, system } = metricChoices(model);
  const shown = chartKeys(model);
  return flyout({
    id: 'flyout-metrics',
    label: t('Metrics that are drawn'),
    text: t('Metrics {0}/{1}', formatCount(shown.length), formatCount(own.length + system.length)),
    open: view.openFlyouts,
    changed: () => {
      search.text = '';
      model.redraw();
    },
    content: () => menu(view, { own, system, shown }),
  });
}

interface Choices {
  readonly own: readonly MetricChoice[];
  readonly system: readonly MetricChoice[];
  readonly shown: readonly string[];
}

function menu(view: CurvesView, { own, system, shown }: Choices): TemplateResult {
  const wanted = search.text.trim().toLowerCase();
  const matches = ({ key }: MetricChoice) => key.toLowerCase().includes(wanted);
  const [mine, machine] = [own.filter(matches), system.filter(matches)];
  const listed = mine.slice(0, mostListed);
  const rest = machine.slice(0, mostListed - listed.length);
  const left = mine.length + machine.length - listed.length - rest.length;
  return html`<input
      class="flyout-search"
      aria-label=${t('Find a metric')}
      placeholder=${t('Find a metric')}
      spellcheck="false"
      .value=${search.text}
      @input=${(event: Event) => {
        if (event.target instanceof HTMLInputElement) search.text = event.target.value;
        view.model.redraw();
      }}
    />
    <div class="flyout-list" role="group" aria-label=${t('Metrics')}>
      ${listed.map((choice) => row(view, choice, shown))}
      ${rest.length > 0 ? html`<h3>${t('System')}</h3>` : nothing}
      ${rest.map((choice) => row(view, choice, shown))}
      ${left > 0 ? html`<p class="dim small">${t('{0} more: type to find them', formatCount(left))}</p>` : nothing}
      ${listed.length + rest.length === 0 ? html`<p class="dim small">${t('No metric has this in its name.')}</p>` : nothing}
    </div>`;
}

function row({ model }: CurvesView, { key, runs }: MetricChoice, shown: readonly string[]): TemplateResult {
  const isShown = shown.includes(key);
  const isFull = !isShown && shown.length >= mostCharts;
  return html`<label class="flyout-check">
    <input
      type="checkbox"
      .checked=${isShown}
      ?disabled=${isFull}
      @change=${() =>
        model.setCurves({
          keys: isShown ? shown.filter((one) => one !== key) : [...shown, key],
          large: null,
        })}
    />
    <span class="cut" title=${key}>${key}</span>
    <span class="dim small keep end">${runs === 1 ? t('1 run') : t('{0} runs', formatCount(runs))}</span>
  </label>`;
}
