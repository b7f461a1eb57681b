/** What is said of a line beside its picture: its best and worst value, whether it turned NaN, how its values are spread. */
import type { CurveShape, Extreme } from '../../protocol/compare/compareShape.ts';
import type { Line } from './line.ts';

/** Of finite values; the first of equals. */
export function extremesOf(
  lines: readonly (Line & { readonly run: string })[],
): Pick<CurveShape, 'least' | 'greatest'> {
  let least: Extreme | null = null;
  let greatest: Extreme | null = null;
  for (const { run, steps, y } of lines) {
    const [minAt, maxAt] = extremePlaces(y);
    const [min, max] = [y[minAt], y[maxAt]];
    if (min === undefined || max === undefined) continue;
    if (least === null || min < least.value) least = { value: min, step: steps[minAt] ?? 0, run };
    if (greatest === null || max > greatest.value) greatest = { value: max, step: steps[maxAt] ?? 0, run };
  }
  return { least, greatest };
}

/** Columns are read, never written: what is known of one stays true, also while a slider asks again and again. */
const places = new WeakMap<Float64Array, readonly [number, number]>();

/** Of the first least and the first greatest finite value; −1: none. */
function extremePlaces(y: Float64Array): readonly [number, number] {
  const known = places.get(y);
  if (known !== undefined) return known;
  let [min, max, minAt, maxAt] = [Infinity, -Infinity, -1, -1];
  for (let at = 0; at < y.length; at += 1) {
    const value = y[at] ?? NaN;
    if (value < min && value !== -Infinity) {
      min = value;
      minAt = at;
    }
    if (value > max && value !== Infinity) {
      max = value;
      maxAt = at;
    }
  }
  places.set(y, [minAt, maxAt]);
  return [minAt, maxAt];
}

/** Where the values of a line end and only NaN follows; of a group: where the last of its runs did. */
export function nanSince(lines: readonly Line[]): CurveShape['nanSince'] {
  let latest: CurveShape['nanSince'] = null;
  for (const { x, steps, y } of lines) {
    let at = y.length;
    while (at > 0 && Number.isNaN(y[at - 1] ?? 0)) at -= 1;
    // One of the runs goes on.
    if (at === y.length) return null;
    const here = { x: x[at] ?? 0, step: steps[at] ?? 0 };
    if (latest === null || here.x > latest.x) latest = here;
  }
  return latest;
}

/** Of at most so many values a spread is computed: axes need no more. */
const sampled = 256;
const shares = 16;

/** Values in the middle of sixteen equal shares, ascending; fewer when there are fewer. */
export function spreadOf(values: Float64Array): number[] {
  const count = Math.min(sampled, values.length);
  const sample = new Float64Array(count);
  let filled = 0;
  for (let at = 0; at < count; at += 1) {
    const value = values[Math.floor(((at + 0.5) * values.length) / count)] ?? NaN;
    if (Number.isFinite(value)) sample[filled++] = value;
  }
  const sorted = sample.subarray(0, filled).sort();
  const parts = Math.min(shares, filled);
  return Array.from({ length: parts }, (_, part) => sorted[Math.floor(((part + 0.5) * filled) / parts)] ?? 0);
}
