/** Reads single values out of a column that came as bytes. */
import type { ColumnData } from './compareShape.ts';

/** Undefined where the run does not have it; NaN is a value. */
export function columnReader(data: ColumnData | undefined): (place: number) => number | string | undefined {
  if (data === undefined) return () => undefined;
  if (data.kind === 'number') {
    const [values, has] = [new Float64Array(data.values), new Uint8Array(data.has)];
    return (place) => (has[place] === 1 ? values[place] : undefined);
  }
  const { texts } = data;
  const codes = new Int32Array(data.codes);
  return (place) => texts[codes[place] ?? -1];
}
