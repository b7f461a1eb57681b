/** One chart: its head, its plot for mouse and keyboard, or its points as a table. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { formatCount, formatNumber } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import { iconButton } from '../../../controls.ts';
import { directionOf } from '../directionOf.ts';
import { bestOf } from './bestOf.ts';
import type { CurvesView } from './curvesView.ts';
import { flyout, flyoutItem } from './flyout.ts';
import { pointsTable } from './pointsTable.ts';
import { saveCsv, savePicture } from './saveChart.ts';

export function curveFigure(view: CurvesView, key: string): TemplateResult {
  const isTable = view.isTable(key);
  return html`<figure class="curve" aria-label=${t('Chart of {0}', key)}>
    <figcaption>
      <span class="strong cut" title=${key}>${key}</span>
      <span class="dim small about cut">${about(view, key)}</span>
      <span class="dim small best cut">${best(view, key)}</span>
      <span class="chart-tools">
        ${iconButton({
          label: t('Show {0} as a table', key),
          icon: 'table',
          pressed: isTable,
          onClick: () => view.showAsTable(key, !isTable),
        })}
        ${more(view, key)}
      </span>
    </figcaption>
    ${isTable ? pointsTable(view, key) : plot(view, key)}
  </figure>`;
}

function plot(view: CurvesView, key: string): TemplateResult {
  return html`<div class="plot-box">
    <div
      class="plot"
      role="slider"
      tabindex="0"
      aria-label=${t('{0}: left and right arrows move the crosshair, plus and minus zoom, Escape goes back', key)}
      aria-valuemin="0"
      aria-valuenow="0"
      ${ref(view.refOf(key))}
    ></div>
    ${emptiness(view, key)}
  </div>`;
}

/** Why there is no line. */
function emptiness(view: CurvesView, key: string): TemplateResult | typeof nothing {
  if (view.store.isBusy(key)) return nothing;
  const found = view.curvesOf(key);
  const known = view.picked.lines.every(({ id }) => view.store.curve(key, id) !== undefined);
  if (!known) return nothing;
  const { logY } = view.model.state.curves;
  const isFinite = found.some(({ curve }) => curve.shape.least !== null);
  const isPositive = found.some(({ curve }) => (curve.shape.greatest?.value ?? 0) > 0);
  const reason =
    found.length === 0
      ? t('None of these runs has this metric.')
      : !isFinite
        ? t('All values are NaN or infinite.')
        : logY.includes(key) && !isPositive
          ? t('No value is above zero: a logarithmic axis has no place for them.')
          : undefined;
  return reason === undefined ? nothing : html`<p class="none dim">${reason}</p>`;
}

function about({ model }: CurvesView, key: string): string {
  const direction = directionOf(key, model.scope);
  const parts = [
    direction === undefined ? '' : direction === 'maximize' ? t('higher is better') : t('lower is better'),
    model.state.curves.logY.includes(key) ? t('log axis') : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function best(view: CurvesView, key: string): string {
  const direction = directionOf(key, view.model.scope);
  if (direction === undefined) return '';
  const found = bestOf(
    view.curvesOf(key).map(({ curve }) => curve),
    direction,
  );
  if (found === undefined) return '';
  const n = view.model.frame.ordinalOf(found.run);
  const name = n === undefined ? found.run : view.model.frame.text('name', n);
  return t('best {0} · {1}, step {2}', formatNumber(found.value), name, formatCount(found.step));
}

function pictures(view: CurvesView, key: string): TemplateResult {
  return html`${flyoutItem({ label: t('Save as PNG…'), onClick: () => savePicture(view, key, 'png') })}
  ${flyoutItem({ label: t('Save as SVG…'), onClick: () => savePicture(view, key, 'svg') })}`;
}

function more(view: CurvesView, key: string): TemplateResult {
  const { model } = view;
  const { logY, large } = model.state.curves;
  const isLog = logY.includes(key);
  return flyout({
    id: `flyout-chart-${String(view.keys.indexOf(key))}`,
    label: t('More for {0}', key),
    icon: 'ellipsis',
    open: view.openFlyouts,
    changed: () => model.redraw(),
    content: () => html`
      ${flyoutItem({
        label: t('Logarithmic vertical axis'),
        pressed: isLog,
        onClick: () => model.setCurves({ logY: isLog ? logY.filter((one) => one !== key) : [...logY, key] }),
      })}
      ${flyoutItem({
        label: t('One large chart'),
        pressed: large === key,
        onClick: () => model.setCurves({ large: large === key ? null : key }),
      })}
      ${view.isZoomed(key) ? flyoutItem({ label: t('Show the whole range'), onClick: () => view.resetZoom() }) : nothing}
      ${view.isTable(key) ? nothing : pictures(view, key)}
      ${flyoutItem({ label: t('Save all points as CSV…'), onClick: () => saveCsv(view, key) })}
    `,
  });
}
