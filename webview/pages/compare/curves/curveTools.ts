/** The tools at the end of the tab bar: which metrics, over what, how smooth. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../../src/base/l10n.ts';
import type { CurveAxis } from '../../../../src/protocol/compare/compareShape.ts';
import { dropdown } from '../../../controls.ts';
import { metricChoices } from './chartKeys.ts';
import type { CurvesView } from './curvesView.ts';
import { flyout, flyoutItem } from './flyout.ts';
import { metricsMenu } from './metricsMenu.ts';

export function curveTools(view: CurvesView): TemplateResult {
  return html`<div class="curve-tools">
    ${metricsMenu(view)} ${axisChoice(view)} ${smoothing(view)} ${band(view)} ${more(view)}
  </div>`;
}

function axisChoice(view: CurvesView): TemplateResult {
  const { axis } = view.model.state.curves;
  const kinds: { label: string; title: string; axis: CurveAxis }[] = [
    { label: t('Step'), title: t('Over the step'), axis: { kind: 'step' } },
    {
      label: t('Relative'),
      title: t('Over the time since the start of each run'),
      axis: { kind: 'relative' },
    },
    { label: t('Wall time'), title: t('Over the time of day'), axis: { kind: 'wall' } },
  ];
  if (axis.kind === 'metric') kinds.push({ label: axis.key, title: t('Over {0}', axis.key), axis });
  return html`<div class="segments" role="radiogroup" aria-label=${t('Horizontal axis')}>
    ${kinds.map(
      (kind, place) =>
        html`<button
          role="radio"
          class="cut"
          title=${kind.title}
          aria-checked=${String(kind.axis.kind === axis.kind)}
          tabindex=${kind.axis.kind === axis.kind ? 0 : -1}
          @click=${() => setAxis(view, kind.axis)}
          @keydown=${(event: KeyboardEvent) => {
            const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
            const next = by && kinds[(place + by + kinds.length) % kinds.length];
            if (!next) return;
            event.preventDefault();
            setAxis(view, next.axis);
            const buttons =
              event.currentTarget instanceof Element ? event.currentTarget.parentElement?.children : [];
            const target = [...(buttons ?? [])][kinds.indexOf(next)];
            if (target instanceof HTMLElement) target.focus();
          }}
        >
          ${kind.label}
        </button>`,
    )}
  </div>`;
}

/** Another axis: ranges of the old one mean nothing on it. */
function setAxis(view: CurvesView, axis: CurveAxis): void {
  view.crosshair.moveTo(null);
  view.resetZoom();
  view.model.setCurves({ axis });
}

function smoothing({ model }: CurvesView): TemplateResult {
  const { smoothing: weight } = model.state.curves;
  return html`<label class="smoothing"
    ><span>${t('Smoothing')}</span>
    <input
      type="range"
      min="0"
      max="0.99"
      step="0.01"
      .value=${String(weight)}
      @input=${(event: Event) => {
        if (event.target instanceof HTMLInputElement)
          model.setCurves({ smoothing: Number(event.target.value) });
      }}
    /><output class="num">${weight.toFixed(2)}</output></label
  >`;
}

function band({ model, picked }: CurvesView): TemplateResult | typeof nothing {
  if (!picked.lines.some(({ runs }) => runs.length > 1)) return nothing;
  return dropdown({
    label: t('Band'),
    value: model.state.curves.band,
    options: [
      { value: 'range', label: t('Band: min … max') },
      { value: 'deviation', label: t('Band: ± deviation') },
    ],
    onChange: (value) => model.setCurves({ band: value === 'deviation' ? 'deviation' : 'range' }),
  });
}

function more(view: CurvesView): TemplateResult {
  const { model } = view;
  const { logX, robust, zoom } = model.state.curves;
  return flyout({
    id: 'flyout-curves',
    label: t('More settings of the charts'),
    icon: 'ellipsis',
    open: view.openFlyouts,
    changed: () => model.redraw(),
    content: () =>
      html`${flyoutItem({
        label: t('Logarithmic horizontal axis'),
        pressed: logX,
        onClick: () => model.setCurves({ logX: !logX }),
      })}
      ${flyoutItem({
        label: t('Leave outliers out of the axes'),
        pressed: robust,
        onClick: () => model.setCurves({ robust: !robust }),
      })}
      ${zoom === null ? nothing : flyoutItem({ label: t('Show the whole range'), onClick: () => view.resetZoom() })}
      ${otherAxis(view)}`,
  });
}

/** A metric such as the epoch as the axis. */
function otherAxis(view: CurvesView): TemplateResult {
  const { axis } = view.model.state.curves;
  const keys = metricChoices(view.model).own.map(({ key }) => key);
  const current = axis.kind === 'metric' ? axis.key : '';
  return html`<label class="flyout-field"
    ><span>${t('Horizontal axis')}</span>
    <input
      list="axis-metrics"
      placeholder=${t('a metric, e.g. epoch')}
      .value=${current}
      @change=${(event: Event) => {
        const key = event.target instanceof HTMLInputElement ? event.target.value.trim() : '';
        setAxis(view, key === '' ? { kind: 'step' } : { kind: 'metric', key });
      }}
    /><datalist id="axis-metrics">
      ${keys.slice(0, 500).map((key) => html`<option value=${key}></option>`)}
    </datalist></label
  >`;
}
