/** How the deviation of a mean is written. */
import { formatFixed, formatNumber } from '../../../../src/base/format.ts';

/** `±.0021`: two digits of the deviation, at most four decimals; '' where there is none. */
export function deviationText(deviation: number): string {
  if (!Number.isFinite(deviation)) return '';
  if (deviation === 0) return '±0';
  if (deviation < 0.00005 || deviation >= 1e7) return `±${formatNumber(deviation)}`;
  const decimals = Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(deviation))));
  return `±${formatFixed(Number(deviation.toFixed(decimals)), decimals).replace(/^0\./, '.')}`;
}
