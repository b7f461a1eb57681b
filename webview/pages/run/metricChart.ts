/** The large chart of one metric under the table, with its crosshair, and the same points as a table. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { formatCount, formatNumber } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import { valueAt } from '../../charts/curve.ts';
import type { Curve } from '../../charts/curve.ts';
import { keyMoves } from '../../charts/keyMoves.ts';
import { LineChart } from '../../charts/lineChart.ts';
import type { ChartLine } from '../../charts/lineChart.ts';
import { iconButton } from '../../controls.ts';
import { clockTime } from './output.ts';
import type { RunModel } from './runModel.ts';

/** Rows of the table alternative; the chart's own points, so all extremes are among them. */
const tableLimit = 400;

export function metricChart(model: RunModel): TemplateResult | typeof nothing {
  const { chart } = model;
  if (!chart || model.state.metric !== chart.key) return nothing;
  mount.model = model;
  mount.show(chart, linesOf(model, chart));
  return html`<figure class="chart" aria-label=${t('Chart of {0}', chart.key)}>
    <figcaption class="row">
      <span class="strong cut" title=${chart.key}>${chart.key}</span>
      <span class="dim readout cut">${readout(model, chart)}</span>
      <span class="end row tight">
        ${iconButton({
          label: t('Show as a table'),
          icon: 'table',
          pressed: mount.asTable,
          onClick: () => {
            mount.asTable = !mount.asTable;
            model.redraw();
          },
        })}
        ${iconButton({ label: t('Close the chart'), icon: 'close', onClick: () => model.ask({ metric: null }) })}
      </span>
    </figcaption>
    ${mount.asTable ? pointTable(model, chart) : plot(model, chart)}
  </figure>`;
}

type OpenChart = NonNullable<RunModel['chart']>;

/** Keeps the canvas's chart alive between drawings of the page. */
const mount = {
  model: undefined as RunModel | undefined,
  chart: undefined as LineChart | undefined,
  lines: [] as readonly ChartLine[],
  shown: undefined as OpenChart | undefined,
  step: null as number | null,
  asTable: false,

  show(chart: OpenChart, lines: readonly ChartLine[]): void {
    if (mount.shown === chart) return;
    if (mount.shown?.key !== chart.key) mount.step = null;
    mount.shown = chart;
    mount.lines = lines;
    mount.chart?.setLines(lines);
  },
  attach: (element: Element | undefined): void => {
    mount.chart?.dispose();
    mount.chart = undefined;
    if (!(element instanceof HTMLCanvasElement)) return;
    mount.chart = new LineChart(element, (step) => {
      mount.step = step;
      mount.model?.redraw();
    });
    mount.chart.setLines(mount.lines);
  },
};

function linesOf(model: RunModel, { own, rival }: OpenChart): ChartLine[] {
  const lines: ChartLine[] = [{ label: model.view?.detail?.name ?? '', curve: own, color: 1 }];
  if (rival) lines.push({ label: model.rival?.name ?? '', curve: rival, color: 'reference' });
  return lines;
}

function plot(model: RunModel, chart: OpenChart): TemplateResult {
  const { steps } = chart.own;
  return html`<div
    class="plot"
    role="slider"
    tabindex="0"
    aria-label=${t('Point of {0}; left and right arrows move, Escape clears', chart.key)}
    aria-valuemin=${steps[0] ?? 0}
    aria-valuemax=${steps.at(-1) ?? 0}
    aria-valuenow=${mount.step ?? steps.at(-1) ?? 0}
    aria-valuetext=${readout(model, chart)}
    @keydown=${onKey}
  >
    <canvas aria-hidden="true" ${ref(mount.attach)}></canvas>
  </div>`;
}

function onKey(event: KeyboardEvent): void {
  const points = keyMoves[event.key];
  if (event.key === 'Escape') mount.chart?.moveTo(null);
  else if (points !== undefined) mount.chart?.moveBy(points);
  else return;
  event.preventDefault();
}

/** What the crosshair is on, else how many points there are. */
function readout(model: RunModel, { own, rival }: OpenChart): string {
  if (mount.step === null)
    return own.total > own.steps.length
      ? t(
          '{0} points, drawn from {1} with every extreme kept',
          formatCount(own.total),
          formatCount(own.steps.length),
        )
      : own.total === 1
        ? t('1 point')
        : t('{0} points', formatCount(own.total));
  const at = valueAt(own, mount.step);
  const theirs = rival && valueAt(rival, mount.step);
  const text = t('step {0}: {1}', formatCount(mount.step), formatNumber(at?.value));
  return theirs && model.rival ? `${text} · ${model.rival.name} ${formatNumber(theirs.value)}` : text;
}

function pointTable(model: RunModel, { key, own, rival }: OpenChart): TemplateResult {
  const from = Math.max(0, own.steps.length - tableLimit);
  const rows = Array.from({ length: own.steps.length - from }, (_, index) => own.steps.length - 1 - index);
  const theirs = rival && model.rival ? { curve: rival, name: model.rival.name } : undefined;
  return html`<div class="points" tabindex="0" role="group" aria-label=${t('Points of {0}', key)}>
    <table>
      <caption class="sr">
        ${t('Points of {0}, newest first', key)}
      </caption>
      <thead>
        <tr>
          <th scope="col" class="num">${t('Step')}</th>
          <th scope="col" class="num">${t('Value')}</th>
          ${theirs ? html`<th scope="col" class="num">${theirs.name}</th>` : nothing}
          <th scope="col">${t('Time')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((index) => pointRow(own, index, theirs?.curve))}
      </tbody>
    </table>
    ${from > 0 ? html`<p class="dim">${t('showing the last {0} of {1}', tableLimit, formatCount(own.total))}</p>` : nothing}
  </div>`;
}

function pointRow(own: Curve, index: number, rival: Curve | undefined): TemplateResult {
  const step = own.steps[index] ?? NaN;
  return html`<tr>
    <td class="num">${formatCount(step)}</td>
    <td class="num">${formatNumber(own.values[index])}</td>
    ${rival ? html`<td class="num">${formatNumber(valueAt(rival, step)?.value)}</td>` : nothing}
    <td class="dim">${clockTime(own.times[index] ?? NaN)}</td>
  </tr>`;
}
