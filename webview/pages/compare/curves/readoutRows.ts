/** What stands beside the crosshair: the value of each line there, as the lines lie in the chart. */
import { formatCount, formatNumber, missing } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import { byValue, readingAt, type Reading } from '../../../charts/curveReading.ts';
import type { SceneLine } from '../../../charts/curveScene.ts';

export interface ReadoutRow {
  readonly slot: number;
  readonly label: string;
  readonly value: string;
  /** Range of a group, value after smoothing, since when NaN, where the line ended. */
  readonly note: string;
}

export interface Readout {
  readonly rows: readonly ReadoutRow[];
  /** Lines that have a point here and no row. */
  readonly more: number;
}

export interface ReadoutOptions {
  readonly x: number;
  /** Value under the pointer: of many lines the nearest are shown. */
  readonly near: number | null;
  readonly most: number;
  /** The axis is not the step: rows say their steps. */
  readonly withSteps: boolean;
}

export function readoutRows(
  lines: readonly SceneLine[],
  { x, near, most, withSteps }: ReadoutOptions,
): Readout {
  const readings = lines.flatMap((line) => readingAt(line, x) ?? []);
  const shown = chosen(readings, near, most).sort(byValue);
  const here = new Set(readings.map(({ line }) => line.id));
  const ended = lines.filter(({ id, slot }) => slot > 0 && !here.has(id));
  const rows = [
    ...shown.map((reading) => rowOf(reading, withSteps)),
    ...ended.slice(0, Math.max(0, most - shown.length)).map((line) => endedRow(line, x)),
  ];
  return { rows, more: readings.length - shown.length };
}

/** Those with a colour first, then the nearest to the pointer. */
function chosen(readings: readonly Reading[], near: number | null, most: number): Reading[] {
  if (readings.length <= most) return [...readings];
  const distance = ({ shown }: Reading) =>
    near === null || Number.isNaN(shown) ? Infinity : Math.abs(shown - near);
  const isColored = ({ line }: Reading) => Number(line.slot > 0);
  return [...readings]
    .sort(
      (a, b) => isColored(b) - isColored(a) || (near === null ? byValue(a, b) : distance(a) - distance(b)),
    )
    .slice(0, most);
}

function rowOf(reading: Reading, withSteps: boolean): ReadoutRow {
  const { line, value, shown, low, high, step } = reading;
  const notes: string[] = [];
  if (low !== null && high !== null && Number.isFinite(low) && Number.isFinite(high))
    notes.push(t('{0} … {1}', formatNumber(low), formatNumber(high)));
  if (line.curve.smooth !== null && Number.isFinite(shown))
    notes.push(t('smoothed {0}', formatNumber(shown)));
  const since = line.curve.shape.nanSince;
  if (Number.isNaN(value) && since !== null && reading.x >= since.x)
    notes.push(t('since step {0}', formatCount(since.step)));
  else if (withSteps) notes.push(t('step {0}', formatCount(step)));
  return { slot: line.slot, label: line.label, value: formatNumber(value), note: notes.join(' · ') };
}

function endedRow({ slot, label, curve }: SceneLine, x: number): ReadoutRow {
  const since = curve.shape.nanSince;
  const last = curve.steps.at(-1);
  if (since !== null && x >= since.x)
    return { slot, label, value: 'NaN', note: t('since step {0}', formatCount(since.step)) };
  const isBefore = x < (curve.x[0] ?? -Infinity);
  const note = isBefore
    ? t('from step {0}', formatCount(curve.steps[0] ?? 0))
    : t('until step {0}', formatCount(last ?? 0));
  return { slot, label, value: missing, note };
}
