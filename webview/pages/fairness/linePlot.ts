/** A small chart of a few lines as SVG: axes from 0 to 1 or as given, a dash of its own for each line, and a legend in words. */
import { html, nothing, svg } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatNumber } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import { triangle } from './dotRow.ts';
import { markedPoints, type Sides } from './sides.ts';

export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** A larger dot here. */
  readonly mark?: readonly [x: number, y: number] | undefined;
  /** The same of what it is held against: a thinner line with hollow marks, the largest at `mark`. */
  readonly beside?: Pick<Line, 'points' | 'mark'> | undefined;
  /** Dots at every point. */
  readonly dots?: boolean;
}

export interface LinePlot {
  /** For screen readers: what the chart says. */
  readonly label: string;
  readonly x: { readonly name: string; readonly from: number; readonly to: number };
  readonly y: { readonly name: string; readonly from: number; readonly to: number };
  readonly lines: readonly Line[];
  /** Whose lines are which, where lines have something beside them. */
  readonly sides?: Sides | undefined;
  readonly diagonal?: boolean;
  /** Dashed: a value on the x axis, one on the y axis. */
  readonly at?: number | undefined;
  readonly limit?: number | undefined;
}

export function linePlot(plot: LinePlot): TemplateResult {
  const { label, x, y, lines, sides, diagonal = false, at, limit } = plot;
  const width = Math.max(240, Math.min(mostWidth, window.innerWidth - 32));
  const span = (from: number, to: number) => (to === from ? 1 : to - from);
  const px = (value: number) => left + ((value - x.from) / span(x.from, x.to)) * (width - left - right);
  const py = (value: number) => bottom - ((value - y.from) / span(y.from, y.to)) * (bottom - top);
  const ticks = ({ from, to }: LinePlot['x']) =>
    [0, 1, 2, 3, 4].map((step) => from + (step / 4) * (to - from));
  const grid = ticks(y)
    .map((tick) => `M${String(left)} ${half(py(tick))}H${String(width - right)}`)
    .join('');
  const scale = [width, x.from, x.to, y.from, y.to].join(' ');
  const path = (points: Line['points']) => {
    const known = paths.get(points);
    if (known?.scale === scale) return known.d;
    const d = points
      .map(([a, b], step) => `${step === 0 ? 'M' : 'L'}${px(a).toFixed(1)} ${py(b).toFixed(1)}`)
      .join('');
    paths.set(points, { scale, d });
    return d;
  };
  return html`<div class="plot">
    <svg width=${width} height=${height} role="img" aria-label=${label}>
      <path class="gl" d=${grid}></path>
      ${ticks(y).map((tick) => svg`<text class="ax" x=${left - 6} y=${py(tick) + 4} text-anchor="end">${formatNumber(tick, 2)}</text>`)}
      ${ticks(x).map((tick) => svg`<text class="ax" x=${px(tick)} y=${bottom + 15} text-anchor="middle">${formatNumber(tick, 2)}</text>`)}
      <text class="ax" x=${width - right} y=${height - 4} text-anchor="end">${x.name}</text>
      ${
        diagonal
          ? svg`<path class="refl" d=${path([
              [x.from, y.from],
              [x.to, y.to],
            ])}></path>`
          : nothing
      }
      ${at === undefined ? nothing : svg`<path class="refl" d=${`M${half(px(at))} ${String(top)}V${String(bottom)}`}></path>`}
      ${limit === undefined ? nothing : svg`<path class="limit" d=${`M${String(left)} ${half(py(limit))}H${String(width - right)}`}></path>`}
      ${lines.map(
        ({ points, mark, dots, beside }, series) =>
          svg`<g class=${seriesClass(series)}><path class="ln" d=${path(points)}></path>
          ${beside ? svg`<path class="ln beside" d=${path(beside.points)}></path>` : nothing}
          ${
            beside
              ? svg`<path class="mk beside" d=${markedPoints(beside.points)
                  .map(([a, b]) => triangle(px(a), py(b), small))
                  .join('')}></path>`
              : nothing
          }
          ${beside?.mark ? svg`<path class="mk beside" d=${triangle(px(beside.mark[0]), py(beside.mark[1]))}></path>` : nothing}
          ${dots === true ? points.map(([a, b]) => svg`<circle class="mk" cx=${px(a)} cy=${py(b)} r="2.5"></circle>`) : nothing}
          ${mark ? svg`<circle class="mk" cx=${px(mark[0])} cy=${py(mark[1])} r="4"></circle>` : nothing}</g>`,
      )}
    </svg>
    <div class="small legend">
      ${y.name === '' ? nothing : html`<span class="dim">${y.name}</span>`}
      ${lines.map(
        ({ name }, series) =>
          html`<span class="key ${seriesClass(series)}"
            ><svg class="swatch" width="20" height="10" aria-hidden="true">
              <path class="ln" d="M0 5H20"></path></svg
            ><span class="cut" title=${name}>${name}</span></span
          >`,
      )}
      ${
        sides === undefined
          ? nothing
          : html`<span class="key"
                ><svg class="swatch side" width="20" height="10" aria-hidden="true">
                  <path class="ln" d="M0 5H20"></path>
                  <circle class="mk" cx="10" cy="5" r="3"></circle></svg
                >${t('here')}</span
              ><span class="key"
                ><svg class="swatch side" width="20" height="10" aria-hidden="true">
                  <path class="ln beside" d="M0 5H20"></path>
                  <path class="mk beside" d=${triangle(10, 5.5)}></path></svg
                ><span class="cut" title=${sides.other}>${sides.other}</span></span
              >`
      }
    </div>
  </div>`;
}

/** Of lines that stay as they are while a threshold moves. */
const paths = new WeakMap<Line['points'], { readonly scale: string; readonly d: string }>();

/** Of the size of the mark at the threshold. */
export const small = 0.7;

/** As many as can be told apart. */
export const mostLines = 6;

function seriesClass(series: number): string {
  return `s${String((series % mostLines) + 1)}`;
}

function half(value: number): string {
  return String(Math.round(value) + 0.5);
}

const [mostWidth, height, left, right, top, bottom] = [360, 190, 40, 12, 8, 154];
