/** How numbers, times and sizes are written everywhere: trees, pages, command line. Pure, so pages can use it too. */
import { t } from './l10n.ts';

/** U+2212, as wide as a plus. */
export const minus = '\u2212';
/** U+00A0 between thousands and before units: U+202F is a hair in some system fonts. */
export const nbsp = '\u00a0';
/** What stands where a value is missing. */
export const missing = '–';

/**
 * A metric's value: up to four significant digits and `decimals` decimals without trailing zeros, thousands grouped,
 * `2.6e−4` below 0.001 and `1.9e7` from 1e7. NaN and infinities are spelt out; null and undefined are missing.
 */
export function formatNumber(value: number | null | undefined, decimals = 4): string {
  if (value === null || value === undefined) return missing;
  if (Number.isNaN(value)) return 'NaN';
  const size = Math.abs(value);
  const sign = value < 0 ? minus : '';
  if (size === Infinity) return `${sign}∞`;
  if (size === 0) return '0';
  if (size < 0.001 || size >= 1e7) return sign + exponential(size);
  if (Number.isInteger(value)) return sign + groupThousands(size.toFixed(0));
  const whole = Math.max(0, Math.floor(Math.log10(size)) + 1);
  const digits = size < 0.01 ? 4 : Math.min(decimals, Math.max(0, 4 - whole));
  return sign + groupThousands(trimZeros(size.toFixed(digits)));
}

/** A column's value with exactly `decimals` decimals, so that points line up; outside 0.001 … 1e7 as formatNumber. */
export function formatFixed(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined || !Number.isFinite(value) || value === 0)
    return formatNumber(value);
  const size = Math.abs(value);
  if (size < 0.001 || size >= 1e7) return formatNumber(value);
  return (value < 0 ? minus : '') + groupThousands(size.toFixed(decimals));
}

/** A difference: the sign is always shown. */
export function formatDifference(value: number | null | undefined, decimals = 4): string {
  const text = formatNumber(value, decimals);
  return value !== null && value !== undefined && value > 0 ? `+${text}` : text;
}

/** `1 204 318`. */
export function formatCount(value: number): string {
  return (value < 0 ? minus : '') + groupThousands(Math.abs(Math.round(value)).toFixed(0));
}

/** A share of one as `8.3 %`. */
export function formatShare(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(1).replace('-', minus)}${nbsp}%` : missing;
}

/** Bytes in powers of 1000: `4.1 MB`, `61 kB`, `512 B`. */
export function formatSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let size = Math.max(0, bytes);
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && size < 9.95 ? 1 : 0;
  return `${size.toFixed(digits)}${nbsp}${units[unit] ?? ''}`;
}

/** Milliseconds as a clock: `0:07`, `12:04`, `1:02:09`. */
export function formatClock(ms: number): string {
  const { hours, minutes, seconds } = split(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  return hours > 0
    ? `${String(hours)}:${two(minutes)}:${two(seconds)}`
    : `${String(minutes)}:${two(seconds)}`;
}

/** Milliseconds in prose: `320 ms`, `7 s`, `4 min 12 s`, `3 h 20 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return t('{0} ms', Math.max(0, Math.round(ms))).replace(' ', nbsp);
  const { hours, minutes, seconds } = split(ms);
  if (hours > 0) return spaced(minutes > 0 ? t('{0} h {1} min', hours, minutes) : t('{0} h', hours));
  if (minutes > 0) return spaced(seconds > 0 ? t('{0} min {1} s', minutes, seconds) : t('{0} min', minutes));
  return spaced(t('{0} s', seconds));
}

/** Milliseconds in one unit for a narrow column: `12s`, `2m`, `3h`, `9d`. */
export function formatShort(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return t('{0}s', seconds);
  if (seconds < 3600) return t('{0}m', Math.floor(seconds / 60));
  if (seconds < 86_400) return t('{0}h', Math.floor(seconds / 3600));
  return t('{0}d', Math.floor(seconds / 86_400));
}

/** When something was: `3 h ago`, after 7 days the date and time. Both are ms since 1970. */
export function formatAge(at: number, now: number): string {
  const seconds = Math.floor((now - at) / 1000);
  if (seconds < 1) return t('just now');
  if (seconds < 60) return spaced(t('{0} s ago', seconds));
  if (seconds < 3600) return spaced(t('{0} min ago', Math.floor(seconds / 60)));
  if (seconds < 86_400) return spaced(t('{0} h ago', Math.floor(seconds / 3600)));
  if (seconds < 7 * 86_400) return spaced(t('{0} d ago', Math.floor(seconds / 86_400)));
  return formatMoment(at, now);
}

/** `23 Nov, 08:41`, with the year when it is not this one; local time. */
export function formatMoment(at: number, now: number): string {
  const date = new Date(at);
  const day = `${String(date.getDate())} ${monthNames[date.getMonth()] ?? ''}`;
  const year = date.getFullYear() === new Date(now).getFullYear() ? '' : ` ${String(date.getFullYear())}`;
  return `${day}${year}, ${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
}

/** `epoch 7/20`, or `epoch 7` when the end is not known. */
export function formatProgress(progress: { at: number; of?: number | undefined; unit: string }): string {
  const at = formatCount(progress.at);
  return progress.of === undefined
    ? `${progress.unit}${nbsp}${at}`
    : `${progress.unit}${nbsp}${at}/${formatCount(progress.of)}`;
}

/** A text on one line, cut at its end with an ellipsis. */
export function cutText(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const letters = Array.from(line);
  return letters.length <= length ? line : `${letters.slice(0, length - 1).join('')}…`;
}

/** A path cut at its start: `…/credit/train_credit.py`. */
export function cutPath(path: string, length: number): string {
  return path.length <= length ? path : `…${path.slice(path.length - length + 1)}`;
}

const monthNames = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function exponential(size: number): string {
  return size.toExponential(1).replace('e+', 'e').replace('e-', `e${minus}`);
}

function groupThousands(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, nbsp);
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function trimZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}

function split(ms: number): { hours: number; minutes: number; seconds: number } {
  const all = Math.max(0, Math.floor(ms / 1000));
  return { hours: Math.floor(all / 3600), minutes: Math.floor((all % 3600) / 60), seconds: all % 60 };
}

/** Numbers and their units stay on one line. */
function spaced(text: string): string {
  return text.replace(/(\d) /g, `$1${nbsp}`);
}
