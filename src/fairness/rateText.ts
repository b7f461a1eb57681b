/** How rates and gaps are written: with as many places as tell groups apart, on the page and in what it exports. */
import { formatFixed, missing } from '../base/format.ts';

export function rateText(value: number | null): string {
  return value === null
    ? missing
    : formatFixed(value, Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 10 ? 2 : 3);
}

export function intervalText({ low, high }: { low: number | null; high: number | null }): string {
  return low === null || high === null ? missing : `[${rateText(low)}, ${rateText(high)}]`;
}

/** A difference: the sign is always shown. */
export function signed(value: number): string {
  const size = Math.abs(value);
  // Not 9.0e−5 among fixed places.
  const text = size > 1e-5 && size < 0.001 ? `${value < 0 ? '−' : ''}${size.toFixed(5)}` : rateText(value);
  return value > 0 ? `+${text}` : text;
}
