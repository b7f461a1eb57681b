/** What a TensorProto holds, where it is a number or a text. Field and type numbers: tensorflow's tensor.proto, types.proto. */
import type { ProtoCursor } from './protoCursor.ts';

const dtypes = {
  float: 1,
  double: 2,
  int32: 3,
  uint8: 4,
  int16: 5,
  int8: 6,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  uint16: 17,
  half: 19,
} as const;

/** The only element; undefined when there are none, several, or no numbers. The cursor stands at the tensor. */
export function numberOf(cursor: ProtoCursor): number | undefined {
  const { view } = cursor;
  let dtype = 0;
  let found = 0;
  let value = 0;
  let content = 0;
  let contentLength = 0;
  while (cursor.more) {
    const key = cursor.varint();
    if (key === 0x08) dtype = cursor.varint();
    else if (key === 0x22) {
      contentLength = cursor.bytes();
      content = cursor.at - contentLength;
    } else {
      const read = readers.get(key >>> 3);
      if (read === undefined) cursor.skip(key);
      else {
        // One number as it is, or several in a row after their length.
        const isPacked = (key & 7) === 2;
        const length = isPacked ? cursor.bytes() : 1;
        if (isPacked) cursor.at -= length;
        const stop = Math.min(cursor.end, cursor.at + length);
        while (cursor.at < stop) {
          value = read(cursor);
          found += 1;
        }
      }
    }
  }
  if (cursor.broken) return undefined;
  if (contentLength > 0) return found > 0 ? undefined : contentNumber(view, dtype, content, contentLength);
  if (found !== 1) return undefined;
  if (dtype === dtypes.half) return halfToNumber(value);
  return dtype === dtypes.bfloat16 ? bfloatToNumber(value) : value;
}

/** By field: float_val, double_val, int_val, int64_val, bool_val, half_val. */
const readers = new Map<number, (cursor: ProtoCursor) => number>([
  [5, (cursor) => cursor.float()],
  [6, (cursor) => cursor.double()],
  [7, (cursor) => cursor.int64()],
  [10, (cursor) => cursor.int64()],
  [11, (cursor) => cursor.varint()],
  [13, (cursor) => cursor.varint()],
]);

/** tensor_content: the bytes as the machine had them, little-endian. */
function contentNumber(view: DataView, dtype: number, at: number, length: number): number | undefined {
  switch (dtype) {
    case dtypes.float:
      return length === 4 ? view.getFloat32(at, true) : undefined;
    case dtypes.double:
      return length === 8 ? view.getFloat64(at, true) : undefined;
    case dtypes.int32:
      return length === 4 ? view.getInt32(at, true) : undefined;
    case dtypes.int64:
      return length === 8 ? Number(view.getBigInt64(at, true)) : undefined;
    case dtypes.int16:
      return length === 2 ? view.getInt16(at, true) : undefined;
    case dtypes.uint16:
      return length === 2 ? view.getUint16(at, true) : undefined;
    case dtypes.int8:
      return length === 1 ? view.getInt8(at) : undefined;
    case dtypes.uint8:
    case dtypes.bool:
      return length === 1 ? view.getUint8(at) : undefined;
    case dtypes.half:
      return length === 2 ? halfToNumber(view.getUint16(at, true)) : undefined;
    case dtypes.bfloat16:
      return length === 2 ? bfloatToNumber(view.getUint16(at, true)) : undefined;
    default:
      return undefined;
  }
}

/** IEEE 754 binary16. */
export function halfToNumber(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The upper half of a float32. */
function bfloatToNumber(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, bits, false);
  return view.getFloat32(0, false);
}

/** Of one text that is kept in memory. */
export const mostTextBytes = 16 * 1024;
