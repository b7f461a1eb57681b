/** How the axes of every chart look: dim ticks, hairlines across, no box. */
import type { ThemeColors } from './themeColors.ts';
import { formatNumber, minus, nbsp } from '../../src/base/format.ts';

export function tickStyle({ dim, fontFamily }: ThemeColors) {
  return { color: dim, font: { family: fontFamily, size: 11 }, maxRotation: 0 };
}

export function xStyle(colors: ThemeColors) {
  return { grid: { display: false }, border: { color: colors.axis } };
}

export function yStyle(colors: ThemeColors) {
  return { grid: { color: colors.grid, tickLength: 0 }, border: { display: false } };
}

/** A tick of a value axis, with as many digits as tell it from the next. */
export function valueLabel(value: number, ticks: readonly number[]): string {
  const greatest = ticks.reduce((most, tick) => Math.max(most, Math.abs(tick)), 0);
  const distance = distanceOf(ticks);
  if (distance === undefined || greatest === 0 || value === 0) return formatNumber(value);
  if (greatest < 0.001 || greatest >= 1e7) {
    const exponent = Math.floor(Math.log10(distance));
    const mantissa = decimalsOf(Number((distance / 10 ** exponent).toPrecision(6)));
    const digits = Math.floor(Math.log10(Math.abs(value))) - exponent + mantissa;
    return value
      .toExponential(Math.min(8, Math.max(0, digits)))
      .replace('e+', 'e')
      .replaceAll('-', minus);
  }
  const decimals = Math.min(9, Math.max(0, decimalsOf(distance)));
  return grouped(value, decimals);
}

function distanceOf(ticks: readonly number[]): number | undefined {
  const [first, second] = ticks;
  return first === undefined || second === undefined || first === second
    ? undefined
    : Math.abs(second - first);
}

/** Of a distance such as 0.05, 0.25 or 20. */
function decimalsOf(distance: number): number {
  for (let decimals = 0; decimals < 9; decimals += 1) {
    const scaled = distance * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled && Math.round(scaled) > 0) return decimals;
  }
  return 9;
}

function grouped(value: number, decimals: number): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const thousands = whole.replace(/\B(?=(\d{3})+$)/g, nbsp);
  return (value < 0 ? minus : '') + (fraction === undefined ? thousands : `${thousands}.${fraction}`);
}
