/** Mean and deviation over the runs of a group, and how they are written. */
import { formatFixed, formatNumber } from '../../../../src/base/format.ts';

export interface GroupMean {
  readonly mean: number;
  /** Sample deviation (n − 1); NaN of a single value. */
  readonly deviation: number;
  /** Values that are numbers; missing ones and NaN do not count. */
  readonly count: number;
}

/** Undefined when no value is a number; infinities make the mean infinite or NaN. */
export function groupMean(values: Iterable<number | undefined>): GroupMean | undefined {
  let count = 0;
  let mean = 0;
  let squares = 0;
  // Welford's method: exact also where all values are large and close to each other.
  for (const value of values) {
    if (value === undefined || Number.isNaN(value)) continue;
    count += 1;
    const off = value - mean;
    mean += off / count;
    squares += off * (value - mean);
  }
  if (count === 0) return undefined;
  return { mean, deviation: count === 1 ? NaN : Math.sqrt(squares / (count - 1)), count };
}

/** `±.0021`: two digits of the deviation, at most four decimals; '' where there is none. */
export function formatDeviation(deviation: number): string {
  if (!Number.isFinite(deviation)) return '';
  if (deviation === 0) return '±0';
  if (deviation < 0.00005 || deviation >= 1e7) return `±${formatNumber(deviation)}`;
  const decimals = Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(deviation))));
  return `±${formatFixed(Number(deviation.toFixed(decimals)), decimals).replace(/^0\./, '.')}`;
}
