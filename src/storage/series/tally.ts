/** Running summary of a metric's points; the rules are those of records/metric.ts. */
import type { Source } from '../../records/event.ts';
import type { MetricSummary } from '../../records/metric.ts';

/** Mutable on purpose: it is updated for every point. `minValue` and `maxValue` are NaN while there is none. */
export interface Tally {
  count: number;
  lastStep: number;
  lastTime: number;
  lastValue: number;
  minStep: number;
  minValue: number;
  maxStep: number;
  maxValue: number;
}

export function emptyTally(): Tally {
  return {
    count: 0,
    lastStep: 0,
    lastTime: 0,
    lastValue: NaN,
    minStep: 0,
    minValue: NaN,
    maxStep: 0,
    maxValue: NaN,
  };
}

export function addPoint(tally: Tally, step: number, time: number, value: number): void {
  if (tally.count === 0 || step > tally.lastStep || (step === tally.lastStep && time >= tally.lastTime)) {
    tally.lastStep = step;
    tally.lastTime = time;
    tally.lastValue = value;
  }
  tally.count += 1;
  if (Number.isNaN(value)) return;
  // Written so that a NaN (none yet) is replaced, and so that the first of equals stays.
  if (!(value >= tally.minValue)) {
    tally.minStep = step;
    tally.minValue = value;
  }
  if (!(value <= tally.maxValue)) {
    tally.maxStep = step;
    tally.maxValue = value;
  }
}

/** Adds the tally of later points. */
export function addTally(tally: Tally, later: Tally): void {
  if (later.count === 0) return;
  const last =
    later.lastStep > tally.lastStep ||
    (later.lastStep === tally.lastStep && later.lastTime >= tally.lastTime);
  if (tally.count === 0 || last) {
    tally.lastStep = later.lastStep;
    tally.lastTime = later.lastTime;
    tally.lastValue = later.lastValue;
  }
  tally.count += later.count;
  if (!Number.isNaN(later.minValue) && !(later.minValue >= tally.minValue)) {
    tally.minStep = later.minStep;
    tally.minValue = later.minValue;
  }
  if (!Number.isNaN(later.maxValue) && !(later.maxValue <= tally.maxValue)) {
    tally.maxStep = later.maxStep;
    tally.maxValue = later.maxValue;
  }
}

export function toSummary(key: string, source: Source, tally: Tally): MetricSummary {
  const last = { step: tally.lastStep, time: tally.lastTime, value: tally.lastValue };
  const base = { key, source, count: tally.count, last };
  if (Number.isNaN(tally.minValue)) return base;
  return {
    ...base,
    min: { step: tally.minStep, value: tally.minValue },
    max: { step: tally.maxStep, value: tally.maxValue },
  };
}
