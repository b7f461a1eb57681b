/**
 * The bytes of metrics.log. A 32-byte header, then blocks whose starts are 8-byte aligned, little-endian:
 *
 *   header  "CAIRNMTR" · u32 version · u32 0 · 8 random bytes (the generation: another one is another file) · 8 × 0
 *   block   u16 mark · u8 kind · u8 source · u32 metric number · u32 size · u32 CRC-32, then by kind:
 *     key     declares a metric number and its source; `size` bytes of UTF-8, padded.        CRC over all of it
 *     few     `size` points as three columns: steps, times, values (float64).                CRC over all of it
 *     many    7 × float64 summary · u32 CRC of the columns · u32 0 · the columns.            CRC over header and summary
 *     commit  float64 inbox mark · output mark · offset where its batch began.               CRC over all of it
 *     footer  `size` bytes: an index of what is before it, see seriesFooter.ts.              CRC over the header
 *
 * Blocks count only when a commit follows them: one flush is one write of blocks and a commit.
 */
import { crc32 } from '../../base/crc32.ts';
import type { Source } from '../../records/event.ts';
import type { Tally } from './tally.ts';

export const headerBytes = 32;
export const blockBytes = 16;
export const manyBytes = blockBytes + 64;
export const pointBytes = 24;
export const commitBytes = blockBytes + 24;
/** Blocks of at most this many points carry no summary: it would be bigger than what it saves. */
export const fewPoints = 16;
export const formatVersion = 1;
export const blockMark = 0xb10c;
export const fileMagic = 'CAIRNMTR';

export const kinds = { key: 1, few: 2, many: 3, commit: 4, footer: 5 } as const;

/** Up to which byte of its sources a run was recorded. */
export interface Marks {
  /** Byte offset in inbox.jsonl. */
  readonly inbox: number;
  /** Logical byte offset of the output. */
  readonly output: number;
}

/** In the order of their numbers on disk; only ever appended to. */
const sourceNumbers: readonly Source[] = [
  'inbox',
  'library',
  'printed',
  'system',
  'mlflow',
  'launch',
  'file',
];

export function sourceToNumber(source: Source): number {
  return sourceNumbers.indexOf(source);
}

export function numberToSource(number: number): Source {
  return sourceNumbers[number] ?? 'file';
}

export function padded(bytes: number): number {
  return (bytes + 7) & ~7;
}

/** One growing piece of memory seen as bytes, numbers and float64s, reused from flush to flush. */
export class Scratch {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  view: DataView = new DataView(this.bytes.buffer);
  floats: Float64Array = new Float64Array(this.bytes.buffer);

  /** Makes room for `bytes`; what was in it is lost. */
  reserve(bytes: number): void {
    if (this.bytes.length >= bytes) return;
    this.bytes = new Uint8Array(padded(Math.max(bytes, 64 * 1024, this.bytes.length * 2)));
    this.view = new DataView(this.bytes.buffer);
    this.floats = new Float64Array(this.bytes.buffer);
  }
}

export interface PointColumns {
  readonly steps: Float64Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
}

export function pointsBlockBytes(count: number): number {
  return (count <= fewPoints ? blockBytes : manyBytes) + count * pointBytes;
}

export function keyBlockBytes(utf8: Uint8Array): number {
  return blockBytes + padded(utf8.length);
}

export function encodeHeader(generation: Uint8Array): Uint8Array {
  const header = Buffer.alloc(headerBytes);
  header.write(fileMagic, 0, 'latin1');
  header.writeUInt32LE(formatVersion, 8);
  header.set(generation.subarray(0, 8), 16);
  return header;
}

/** Each encoder writes one block at `at` and returns the offset after it. */
export function encodeKey(
  to: Scratch,
  at: number,
  key: { readonly number: number; readonly source: Source; readonly utf8: Uint8Array },
): number {
  const end = at + keyBlockBytes(key.utf8);
  writeBlockHeader(to, at, {
    kind: kinds.key,
    source: sourceToNumber(key.source),
    key: key.number,
    size: key.utf8.length,
  });
  to.bytes.fill(0, at + blockBytes, end);
  to.bytes.set(key.utf8, at + blockBytes);
  return sealBlock(to, at, end);
}

export function encodePoints(
  to: Scratch,
  at: number,
  block: {
    readonly key: number;
    readonly columns: PointColumns;
    readonly count: number;
    readonly tally: Tally;
  },
): number {
  const { columns, count, tally } = block;
  const few = count <= fewPoints;
  writeBlockHeader(to, at, { kind: few ? kinds.few : kinds.many, source: 0, key: block.key, size: count });
  const start = at + (few ? blockBytes : manyBytes);
  const end = start + count * pointBytes;
  let index = start / 8;
  for (const column of [columns.steps, columns.times, columns.values]) {
    to.floats.set(column.length === count ? column : column.subarray(0, count), index);
    index += count;
  }
  if (few) return sealBlock(to, at, end);
  to.floats.set(
    [
      tally.lastStep,
      tally.lastTime,
      tally.lastValue,
      tally.minStep,
      tally.minValue,
      tally.maxStep,
      tally.maxValue,
    ],
    (at + blockBytes) / 8,
  );
  to.view.setUint32(start - 8, crc32(to.bytes.subarray(start, end)), true);
  to.view.setUint32(start - 4, 0, true);
  sealBlock(to, at, start);
  return end;
}

export function encodeCommit(to: Scratch, at: number, marks: Marks, batchStart: number): number {
  writeBlockHeader(to, at, { kind: kinds.commit, source: 0, key: 0, size: commitBytes - blockBytes });
  to.floats.set([marks.inbox, marks.output, batchStart], (at + blockBytes) / 8);
  return sealBlock(to, at, at + commitBytes);
}

/** `body` is a multiple of 8 long. */
export function encodeFooter(body: Uint8Array): Scratch {
  const to = new Scratch();
  to.reserve(blockBytes + body.length);
  writeBlockHeader(to, 0, { kind: kinds.footer, source: 0, key: 0, size: body.length });
  to.bytes.set(body, blockBytes);
  sealBlock(to, 0, blockBytes);
  return to;
}

function writeBlockHeader(
  to: Scratch,
  at: number,
  header: { kind: number; source: number; key: number; size: number },
): void {
  to.view.setUint16(at, blockMark, true);
  to.view.setUint8(at + 2, header.kind);
  to.view.setUint8(at + 3, header.source);
  to.view.setUint32(at + 4, header.key, true);
  to.view.setUint32(at + 8, header.size, true);
}

function sealBlock(to: Scratch, at: number, end: number): number {
  to.view.setUint32(at + 12, blockCrc(to.bytes, at, end), true);
  return end;
}

/** CRC of a block whose checked part ends at `end`; the CRC's own four bytes do not count. */
export function blockCrc(bytes: Uint8Array, at: number, end: number): number {
  const first = crc32(bytes.subarray(at, at + 12));
  return end > at + blockBytes ? crc32(bytes.subarray(at + blockBytes, end), first) : first;
}
