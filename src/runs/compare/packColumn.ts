/** A column as bytes: numbers with a flag each, texts as places in a list, so that ten thousand cells travel as one message. */
import { bufferOf, type ColumnData } from '../../protocol/compare/compareShape.ts';
import type { ColumnValues } from './columnValues.ts';

/** One value for each of `ordinals`. */
export function packColumn(column: ColumnValues, ordinals: ArrayLike<number>): ColumnData {
  const { length } = ordinals;
  if (column.kind === 'number') {
    const values = new Float64Array(length).fill(NaN);
    const has = new Uint8Array(length);
    for (let place = 0; place < length; place += 1) {
      const value = column.at(ordinals[place] ?? -1);
      if (value === undefined) continue;
      values[place] = value;
      has[place] = 1;
    }
    return { kind: 'number', values: bufferOf(values), has: bufferOf(has) };
  }
  const codes = new Int32Array(length).fill(-1);
  const places = new Map<string, number>();
  for (let place = 0; place < length; place += 1) {
    const text = column.at(ordinals[place] ?? -1);
    if (text === undefined) continue;
    let code = places.get(text);
    if (code === undefined) places.set(text, (code = places.size));
    codes[place] = code;
  }
  return { kind: 'text', codes: bufferOf(codes), texts: [...places.keys()] };
}

/** All ordinals below `size`. */
export function everyOrdinal(size: number): Uint32Array {
  return Uint32Array.from({ length: size }, (_, n) => n);
}
