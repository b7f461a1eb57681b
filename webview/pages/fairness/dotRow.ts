/** One row of the dot plot: a value with its interval, on an axis that all rows share. */
import { html, nothing, svg } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatNumber } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { Rate } from '../../../src/protocol/fairnessReport.ts';
import { intervalText, rateText } from '../../../src/fairness/rateText.ts';

export interface DotAxis {
  readonly ticks: readonly number[];
  readonly x: (value: number) => number;
  /** px of all rows; undefined where that is not known. */
  readonly reference: number | undefined;
}

/** Starts at 0 unless values are errors with signs; ends with a round number. */
export function axisOf(rates: readonly (Rate | undefined)[], isError: boolean, all: number | null): DotAxis {
  const found = rates.flatMap((rate) =>
    [rate?.value, rate?.low, rate?.high].filter((one) => typeof one === 'number'),
  );
  const [low, high] = [Math.min(0, ...found), Math.max(0, ...found)];
  const top = isError ? high : Math.min(1, high);
  const step = niceStep((top - low || 1) / 6);
  const first = Math.floor(low / step) * step;
  const count = Math.max(1, Math.ceil((top - first) / step - 1e-9));
  const ticks = Array.from({ length: count + 1 }, (_, at) => first + at * step);
  const last = ticks.at(-1) ?? 1;
  const x = (value: number) => edge + ((value - first) / (last - first)) * (plotWidth - 2 * edge);
  return { ticks, x, reference: all === null ? undefined : x(all) };
}

export function axisTicks({ ticks, x }: DotAxis): TemplateResult {
  return html`<svg class="dots" width=${plotWidth} height="16" aria-hidden="true">
    ${ticks.map(
      (tick, at) =>
        svg`<text class="ax" x=${x(tick)} y="12" text-anchor=${at === 0 ? 'start' : at === ticks.length - 1 ? 'end' : 'middle'}>${formatNumber(tick)}</text>`,
    )}
  </svg>`;
}

export interface Dot {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Around its middle. */
export function triangle(x: number, y: number, size = 1): string {
  const [top, base] = [(y - 4.5 * size).toFixed(1), (y + 3.5 * size).toFixed(1)];
  return `M${x.toFixed(1)} ${top}L${(x + 4 * size).toFixed(1)} ${base}H${(x - 4 * size).toFixed(1)}Z`;
}

export function dotRow(
  { ticks, x, reference }: DotAxis,
  { value, low, high }: Dot,
  /** Hollow, a triangle, below it. */
  beside?: Dot & { readonly name: string },
): TemplateResult {
  const label =
    low === null || high === null
      ? rateText(value)
      : t('{0}, 95 % interval {1}', rateText(value), intervalText({ low, high }));
  const grid = ticks.map((tick) => `M${String(Math.round(x(tick)) + 0.5)} 0V22`).join('');
  const y = beside === undefined ? 11 : 6.5;
  const bar = (dot: Dot, at: number) =>
    dot.low === null || dot.high === null
      ? ''
      : `M${String(x(dot.low))} ${String(at)}H${String(x(dot.high))}M${String(x(dot.low))} ${String(at - 3)}V${String(at + 3)}M${String(x(dot.high))} ${String(at - 3)}V${String(at + 3)}`;
  const other = beside && t('{0}: {1}', beside.name, rateText(beside.value));
  return html`<svg
    class="dots"
    width=${plotWidth}
    height="22"
    role="img"
    aria-label=${other === undefined ? label : `${label}; ${other}`}
  >
    <path class="gl" d=${grid}></path>
    ${reference === undefined ? nothing : svg`<path class="refl" d=${`M${String(Math.round(reference) + 0.5)} 0V22`}></path>`}
    ${
      beside === undefined
        ? nothing
        : svg`<g class="beside"><path class="iv" d=${bar(beside, 16)}></path><path class="mk" d=${triangle(x(beside.value), 16)}></path></g>`
    }
    <path class="iv" d=${bar({ value, low, high }, y)}></path>
    <circle class="mk" cx=${x(value)} cy=${y} r="4"></circle>
  </svg>`;
}

export function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((one) => one * power >= rough) ?? 10;
  return factor * power;
}

/** px */
export const plotWidth = 260;
export const edge = 6;
