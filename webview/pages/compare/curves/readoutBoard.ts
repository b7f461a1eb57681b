/** Shows what the crosshair reads: a table beside the pointer, and the same in words for screen readers. */
import { html, nothing, render } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { CurveAxis } from '../../../../src/protocol/compare/compareShape.ts';
import type { ChartMount } from './chartMount.ts';
import type { CrosshairPlace } from './crosshair.ts';
import { readoutRows, type Readout } from './readoutRows.ts';
import { seriesMark } from './seriesMark.ts';
import { xText } from './xText.ts';

export interface ReadCharts {
  readonly mount: (key: string) => ChartMount | undefined;
  readonly axis: () => CurveAxis;
}

export class ReadoutBoard {
  readonly #charts: ReadCharts;
  /** In the top layer, so that no scrolling box cuts it. */
  readonly #tip = document.createElement('div');
  #spoken: HTMLElement | undefined;

  constructor(charts: ReadCharts) {
    this.#charts = charts;
    this.#tip.className = 'curve-tip';
    this.#tip.popover = 'manual';
    this.#tip.setAttribute('aria-hidden', 'true');
  }

  show(place: CrosshairPlace | null): void {
    this.#spoken?.removeAttribute('aria-valuetext');
    const mount = place === null ? undefined : this.#charts.mount(place.key);
    const [element, chart] = [mount?.element, mount?.chart];
    if (place === null || element === undefined || chart === undefined) {
      this.#tip.remove();
      return;
    }
    const axis = this.#charts.axis();
    const near = place.pointer === null ? null : (chart.scales?.y.value(place.pointer.y) ?? null);
    const options = { x: place.x, near, withSteps: axis.kind !== 'step' };
    const readout = readoutRows(chart.scene.lines, { ...options, most: mostRows });
    const title = xText(axis, place.x);
    element.setAttribute('aria-valuenow', String(place.x));
    element.setAttribute('aria-valuetext', spoken(title, readout));
    this.#spoken = element;
    if (this.#tip.parentElement !== element) element.append(this.#tip);
    render(board(title, readout), this.#tip);
    if (!this.#tip.matches(':popover-open')) this.#tip.showPopover();
    const pixel = chart.scales?.x.pixel(place.x) ?? 0;
    this.#place(element, place.pointer ?? { x: pixel, y: chart.box.top });
  }

  /** To the right of the pointer, or to its left where there is no room. */
  #place(element: HTMLElement, at: { x: number; y: number }): void {
    const holder = element.getBoundingClientRect();
    const { width, height } = this.#tip.getBoundingClientRect();
    const [x, y] = [holder.left + at.x, holder.top + at.y];
    const left = x + gap + width <= window.innerWidth ? x + gap : Math.max(0, x - gap - width);
    const top = Math.max(0, Math.min(y + gap, window.innerHeight - height - 2));
    this.#tip.style.left = `${String(Math.round(left))}px`;
    this.#tip.style.top = `${String(Math.round(top))}px`;
  }
}

function board(title: string, { rows, more }: Readout): TemplateResult {
  return html`<p class="dim small">${title}</p>
    <table>
      <tbody>
        ${rows.map(
          ({ slot, label, value, note }) =>
            html`<tr>
              <td>${seriesMark(slot)}</td>
              <td class="cut name">${label}</td>
              <td class="num strong">${value}</td>
              <td class="num dim small">${note}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${more > 0 ? html`<p class="dim small">${t('and {0} more here', formatCount(more))}</p>` : nothing}`;
}

function spoken(title: string, { rows, more }: Readout): string {
  const values = rows.map(({ label, value, note }) => `${label} ${value}${note === '' ? '' : ` (${note})`}`);
  const rest = more > 0 ? [t('and {0} more here', formatCount(more))] : [];
  return `${title}: ${[...values, ...rest].join(', ')}`;
}

const mostRows = 12;
/** px between pointer and table. */
const gap = 14;
