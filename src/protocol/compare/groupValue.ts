/** What the row of a group shows of its runs' values: the page writes it, and the index thread sorts groups by it. */
import type { ColumnRef } from './compareShape.ts';

export interface GroupValue {
  /** Undefined where the runs have none, or different ones. */
  readonly value: number | string | undefined;
  /** Different values, a missing one among them; of means and latest times always 1. */
  readonly different: number;
  /** Sample deviation (n − 1) where the value is a mean; NaN of a single value. */
  readonly deviation?: number;
}

/** `values` are those of the group's runs in order. */
export function groupValue(column: ColumnRef, values: readonly (number | string | undefined)[]): GroupValue {
  const { group, key } = column;
  if (group === 'metrics' || (group === 'record' && averaged.has(key))) {
    const mean = groupMean(values.map((value) => (typeof value === 'number' ? value : undefined)));
    const none = values.some((value) => value !== undefined) ? NaN : undefined;
    return { value: mean ? mean.mean : none, deviation: mean?.deviation ?? NaN, different: 1 };
  }
  if (group === 'record' && greatest.has(key)) {
    const most = values.reduce<number | undefined>(
      (max, value) => (typeof value === 'number' && (max === undefined || value > max) ? value : max),
      undefined,
    );
    return { value: most, different: 1 };
  }
  // Its name is that of its first run; how its runs ended is counted.
  if (group === 'record' && (key === 'name' || key === 'status')) return { value: values[0], different: 1 };
  const different = new Set(values).size;
  return { value: different === 1 ? values[0] : undefined, different };
}

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

const averaged: ReadonlySet<string> = new Set([
  ...['objective', 'duration', 'artifactBytes', 'modelBytes', 'parameters', 'latencyMs'],
]);
/** Of a group the latest start, and the star that one of its runs has. */
const greatest: ReadonlySet<string> = new Set(['started', 'star']);
