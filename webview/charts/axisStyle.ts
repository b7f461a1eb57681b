/** How the axes of every chart look: dim ticks, hairlines across, no box. */
import type { ThemeColors } from './themeColors.ts';
import { formatFixed, formatNumber } from '../../src/base/format.ts';

export function tickStyle({ dim, fontFamily }: ThemeColors) {
  return { color: dim, font: { family: fontFamily, size: 11 }, maxRotation: 0 };
}

export function xStyle(colors: ThemeColors) {
  return { grid: { display: false }, border: { color: colors.axis } };
}

export function yStyle(colors: ThemeColors) {
  return { grid: { color: colors.grid, tickLength: 0 }, border: { display: false } };
}

/** A tick of a value axis, with as many decimals as the most precise of all ticks. */
export function valueLabel(value: number, ticks: readonly number[]): string {
  return formatFixed(value, decimalsOf(ticks));
}

function decimalsOf(values: readonly number[]): number {
  const decimals = values.map((value) => formatNumber(value).split('e')[0]?.split('.')[1]?.length ?? 0);
  return Math.min(4, Math.max(0, ...decimals));
}
