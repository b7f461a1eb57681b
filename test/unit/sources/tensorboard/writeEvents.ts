/** Event files byte by byte, for records that no writer would write and for a million of them at once. */
import { crc32c } from '../../../../src/base/crc32c.ts';

export interface Scalar {
  readonly tag: string;
  readonly step: number;
  /** Seconds since 1970. */
  readonly time: number;
  readonly value: number;
}

/** Field 3: what the first record of a file says. */
export function versionEvent(time: number, version = 'brain.Event:2'): Buffer {
  return Buffer.concat([timeField(time), bytesField(3, Buffer.from(version))]);
}

export function scalarEvent({ tag, step, time, value }: Scalar): Buffer {
  const number = Buffer.alloc(5);
  number[0] = 0x15;
  number.writeFloatLE(value, 1);
  const one = Buffer.concat([bytesField(1, Buffer.from(tag)), number]);
  return summaryEvent(step, time, one);
}

/** An event with one value, given as its fields. */
export function summaryEvent(step: number, time: number, value: Buffer): Buffer {
  return Buffer.concat([timeField(time), varintField(2, step), bytesField(5, bytesField(1, value))]);
}

/** SessionLog with a status: 1 is START. */
export function sessionEvent(step: number, time: number, status = 1): Buffer {
  return Buffer.concat([timeField(time), varintField(2, step), bytesField(7, varintField(1, status))]);
}

/** A TFRecord frame around some bytes. */
export function frame(data: Buffer): Buffer {
  const framed = Buffer.alloc(16 + data.length);
  framed.writeBigUInt64LE(BigInt(data.length), 0);
  framed.writeUInt32LE(masked(framed.subarray(0, 8)), 8);
  data.copy(framed, 12);
  framed.writeUInt32LE(masked(data), 12 + data.length);
  return framed;
}

export function bytesField(field: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes]);
}

export function varintField(field: number, value: number | bigint): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

export function doubleField(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([varint((field << 3) | 1), bytes]);
}

function timeField(time: number): Buffer {
  return doubleField(1, time);
}

function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, BigInt(value));
  for (; left > 0x7fn; left >>= 7n) bytes.push(Number(left & 0x7fn) | 0x80);
  bytes.push(Number(left));
  return Buffer.from(bytes);
}

function masked(bytes: Uint8Array): number {
  const crc = crc32c(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
