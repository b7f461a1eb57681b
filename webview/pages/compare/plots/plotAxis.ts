/** From values to places along an axis between 0 and 1: linear, logarithmic, or one place for each category. */
import { localOrigin, timeTicks, wallLabel } from '../../../charts/timeTicks.ts';
import { logTicks } from '../../../charts/logTicks.ts';
import type { PlotColumn } from './plotColumn.ts';

export interface Tick {
  /** 0 … 1. */
  readonly at: number;
  readonly text: string;
}

export interface PlotAxis {
  readonly kind: PlotColumn['kind'];
  /** NaN where the axis has no place for it. */
  readonly placeOf: (value: number) => number;
  readonly valueAt: (place: number) => number;
  readonly ticks: (most: number) => readonly Tick[];
}

export interface AxisOptions {
  readonly log: boolean;
  /** What a value is written as. */
  readonly format: (value: number) => string;
  /** Values are ms since 1970. */
  readonly isTime?: boolean;
}

/** Undefined: nothing of the column can be drawn on it. */
export function plotAxis(column: PlotColumn, options: AxisOptions): PlotAxis | undefined {
  if (column.kind === 'category') return categoryAxis(column.texts);
  let [min, max] = [Infinity, -Infinity];
  for (const value of column.values) {
    if (Number.isNaN(value) || (options.log && value <= 0)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min > max) return undefined;
  return options.log ? logAxis(min, max, options) : linearAxis(min, max, options);
}

/** Half of what the first and the last category keep free beside them. */
function categoryAxis(texts: readonly string[]): PlotAxis | undefined {
  if (texts.length === 0) return undefined;
  const placeOf = (value: number) => (value + 0.5) / texts.length;
  return {
    kind: 'category',
    placeOf,
    valueAt: (place) => place * texts.length - 0.5,
    ticks: (most) => {
      const every = Math.max(1, Math.ceil(texts.length / Math.max(1, most)));
      return texts.flatMap((text, at) => (at % every === 0 ? { at: placeOf(at), text } : []));
    },
  };
}

function linearAxis(min: number, max: number, { format, isTime = false }: AxisOptions): PlotAxis {
  const grace = max > min ? (max - min) * 0.04 : Math.abs(min) * 0.1 || 1;
  const [low, high] = [min - grace, max + grace];
  const placeOf = (value: number) => (value - low) / (high - low);
  return {
    kind: 'number',
    placeOf,
    valueAt: (place) => low + place * (high - low),
    ticks: (most) => {
      const range = { min: low, max: high };
      const values = isTime ? timeTicks(range, most, localOrigin(low)) : niceTicks(range, most);
      const text = isTime ? (value: number) => wallLabel(value, values) : format;
      return values.map((value) => ({ at: placeOf(value), text: text(value) }));
    },
  };
}

function logAxis(min: number, max: number, { format }: AxisOptions): PlotAxis {
  const grace = max > min ? (Math.log(max) - Math.log(min)) * 0.04 : Math.LN2;
  const [low, high] = [Math.log(min) - grace, Math.log(max) + grace];
  const placeOf = (value: number) => (value > 0 ? (Math.log(value) - low) / (high - low) : NaN);
  const valueAt = (place: number) => Math.exp(low + place * (high - low));
  return {
    kind: 'number',
    placeOf,
    valueAt,
    ticks: (most) =>
      logTicks({ min: valueAt(0), max: valueAt(1) }, most).map((value) => ({
        at: placeOf(value),
        text: format(value),
      })),
  };
}

/** Multiples of 1, 2, 2.5 or 5 times a power of ten; at most about `most`. */
export function niceTicks({ min, max }: { min: number; max: number }, most: number): number[] {
  const rough = (max - min) / Math.max(1, most);
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5].find((one) => one * power >= rough * 0.999) ?? 10);
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) =>
    Number(((first + at) * step).toPrecision(12)),
  );
}
