/** One row of the dot plot: a value with its interval, on an axis that all rows share. */
import { html, nothing, svg } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatNumber } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { Rate } from '../../../src/protocol/fairnessReport.ts';
import { intervalText, rateText } from './shownSlices.ts';

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

export function dotRow(
  { ticks, x, reference }: DotAxis,
  { value, low, high }: { readonly value: number; readonly low: number | null; readonly high: number | null },
): TemplateResult {
  const label =
    low === null || high === null
      ? rateText(value)
      : t('{0}, 95 % interval {1}', rateText(value), intervalText({ low, high }));
  const grid = ticks.map((tick) => `M${String(Math.round(x(tick)) + 0.5)} 0V22`).join('');
  const bar =
    low === null || high === null
      ? undefined
      : `M${String(x(low))} 11H${String(x(high))}M${String(x(low))} 8V14M${String(x(high))} 8V14`;
  return html`<svg class="dots" width=${plotWidth} height="22" role="img" aria-label=${label}>
    <path class="gl" d=${grid}></path>
    ${reference === undefined ? nothing : svg`<path class="refl" d=${`M${String(Math.round(reference) + 0.5)} 0V22`}></path>`}
    ${bar === undefined ? nothing : svg`<path class="iv" d=${bar}></path>`}
    <circle class="mk" cx=${x(value)} cy="11" r="4"></circle>
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
