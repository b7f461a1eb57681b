/** Ticks of time axes at moments that people count in: seconds, minutes, hours, midnights. */
import { formatClock } from '../../src/base/format.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
/** ms between ticks. */
const distances = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 7, 14, 30, 90, 365].map((n) => n * day),
];

/** Of a range in ms: multiples of a distance counted from `origin`, at most `most`. */
export function timeTicks(range: { min: number; max: number }, most: number, origin = 0): number[] {
  const { min, max } = range;
  const count = Math.max(1, most);
  const largest = distances.at(-1) ?? day;
  const distance =
    distances.find((one) => (max - min) / one <= count) ?? largest * Math.ceil((max - min) / count / largest);
  const first = Math.ceil((min - origin) / distance) * distance + origin;
  const ticks: number[] = [];
  for (let at = first; at <= max; at += distance) ticks.push(at);
  return ticks;
}

/** ms between local midnight and midnight UTC, so that ticks fall on local hours and days. */
export function localOrigin(at: number): number {
  return new Date(at).getTimezoneOffset() * minute;
}

/** A moment on an axis: as much of it as tells the ticks apart. */
export function wallLabel(at: number, ticks: readonly number[]): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const distance = (ticks[1] ?? at) - (ticks[0] ?? at);
  const isMidnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
  const dayLabel = `${String(date.getDate())} ${months[date.getMonth()] ?? ''}`;
  if (isMidnight && distance >= minute)
    return distance >= 300 * day ? `${dayLabel} ${String(date.getFullYear())}` : dayLabel;
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (distance >= minute) return clock;
  const seconds = `${clock}:${two(date.getSeconds())}`;
  return distance >= second ? seconds : `${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** Seconds since a start as a clock; below a minute in seconds. */
export function relativeLabel(seconds: number): string {
  if (Math.abs(seconds) >= 60) return (seconds < 0 ? '−' : '') + formatClock(Math.abs(seconds) * 1000);
  return `${String(Number(seconds.toPrecision(3))).replace('-', '−')} s`;
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
