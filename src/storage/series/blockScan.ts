/** Walks the blocks of a metrics.log by their headers, and finds the next whole block after a damaged place. */
import fs from 'node:fs';
import type { Source } from '../../records/event.ts';
import {
  blockBytes,
  blockCrc,
  blockMark,
  commitBytes,
  fewPoints,
  fileMagic,
  headerBytes,
  kinds,
  manyBytes,
  numberToSource,
  padded,
  pointBytes,
  type Marks,
} from './seriesFormat.ts';
import { addPoint, emptyTally, type Tally } from './tally.ts';

interface Placed {
  readonly offset: number;
  /** Bytes of the whole block. */
  readonly length: number;
}

export type Block =
  | (Placed & {
      readonly kind: 'key';
      readonly number: number;
      readonly key: string;
      readonly source: Source;
    })
  | (Placed & { readonly kind: 'points'; readonly number: number; readonly tally: Tally })
  | (Placed & { readonly kind: 'commit'; readonly marks: Marks; readonly batchStart: number })
  | (Placed & { readonly kind: 'footer' });

/** `short`: the file ends inside this block, which is how a write in progress (or cut off) looks. */
export type BlockAt = Block | 'damaged' | 'short';

const windowBytes = 256 * 1024;
const afterJumpBytes = 4 * 1024;
/** A key is at most 500 characters; more is room for later. */
const longestKey = 64 * 1024;

/** Reads blocks of one open file through a moving window. */
export class BlockScan {
  readonly #fd: number;
  readonly #size: number;
  readonly #bytes = new Uint8Array(windowBytes);
  readonly #view = new DataView(this.#bytes.buffer);
  readonly #floats = new Float64Array(this.#bytes.buffer);
  #start = 0;
  #length = 0;

  /** `size`: bytes of the file that count. */
  constructor(fd: number, size: number) {
    this.#fd = fd;
    this.#size = size;
  }

  /** The block at `offset`; the columns of a big one are neither read nor checked here. */
  at(offset: number): BlockAt {
    if (offset + blockBytes > this.#size) return 'short';
    let at = this.#load(offset, blockBytes);
    if (this.#view.getUint16(at, true) !== blockMark) return 'damaged';
    const kind = this.#view.getUint8(at + 2);
    const size = this.#view.getUint32(at + 8, true);
    const extent = extentOf(kind, size);
    if (extent === undefined) return 'damaged';
    if (offset + extent.length > this.#size) return 'short';
    at = this.#load(offset, extent.checked);
    if (blockCrc(this.#bytes, at, at + extent.checked) !== this.#view.getUint32(at + 12, true))
      return 'damaged';
    return this.#decode(at, { offset, length: extent.length }, kind, size);
  }

  /** Offset of the first whole block at or after `offset`, or undefined. */
  next(offset: number): number | undefined {
    for (let at = offset; at + blockBytes <= this.#size; at += 8) {
      const local = this.#load(at, blockBytes);
      if (this.#view.getUint16(local, true) !== blockMark) continue;
      if (typeof this.at(at) === 'object') return at;
    }
    return undefined;
  }

  #decode(at: number, placed: Placed, kind: number, size: number): Block {
    const number = this.#view.getUint32(at + 4, true);
    const floats = (at + blockBytes) / 8;
    if (kind === kinds.key) {
      const key = Buffer.from(this.#bytes.buffer, at + blockBytes, size).toString('utf8');
      return { ...placed, kind: 'key', number, key, source: numberToSource(this.#view.getUint8(at + 3)) };
    }
    if (kind === kinds.few)
      return { ...placed, kind: 'points', number, tally: this.#tallyOfPoints(floats, size) };
    if (kind === kinds.many) return { ...placed, kind: 'points', number, tally: this.#tallyAt(floats, size) };
    if (kind === kinds.footer) return { ...placed, kind: 'footer' };
    const marks = { inbox: this.#float(floats), output: this.#float(floats + 1) };
    return { ...placed, kind: 'commit', marks, batchStart: this.#float(floats + 2) };
  }

  #tallyOfPoints(at: number, count: number): Tally {
    const tally = emptyTally();
    for (let i = at; i < at + count; i += 1) {
      addPoint(tally, this.#float(i), this.#float(i + count), this.#float(i + 2 * count));
    }
    return tally;
  }

  #tallyAt(at: number, count: number): Tally {
    return {
      count,
      lastStep: this.#float(at),
      lastTime: this.#float(at + 1),
      lastValue: this.#float(at + 2),
      minStep: this.#float(at + 3),
      minValue: this.#float(at + 4),
      maxStep: this.#float(at + 5),
      maxValue: this.#float(at + 6),
    };
  }

  #float(index: number): number {
    return this.#floats[index] ?? NaN;
  }

  /** Index in the window of file offset `offset`, with `length` bytes from there in the window. */
  #load(offset: number, length: number): number {
    if (offset < this.#start || offset + length > this.#start + this.#length) {
      // After a jump over big columns mostly one header is wanted; while walking, everything.
      const jumped = offset > this.#start + this.#length;
      const want = Math.max(length, jumped ? afterJumpBytes : windowBytes);
      this.#start = offset;
      this.#length = readUpTo(this.#fd, this.#bytes, offset, Math.min(want, this.#size - offset));
      if (this.#length < length) this.#bytes.fill(0, this.#length);
    }
    return offset - this.#start;
  }
}

/** Bytes of the block, and how many of them its first CRC covers. */
function extentOf(kind: number, size: number): { length: number; checked: number } | undefined {
  switch (kind) {
    case kinds.key:
      return size <= longestKey ? whole(blockBytes + padded(size)) : undefined;
    case kinds.few:
      return size > 0 && size <= fewPoints ? whole(blockBytes + size * pointBytes) : undefined;
    case kinds.many:
      return size > fewPoints ? { length: manyBytes + size * pointBytes, checked: manyBytes } : undefined;
    case kinds.commit:
      return size === commitBytes - blockBytes ? whole(commitBytes) : undefined;
    case kinds.footer:
      return size % 8 === 0 ? { length: blockBytes + size, checked: blockBytes } : undefined;
    default:
      return undefined;
  }
}

function whole(length: number): { length: number; checked: number } {
  return { length, checked: length };
}

/** Fills `into` from its start; fewer bytes than asked for only at the end of the file. */
export function readUpTo(fd: number, into: Uint8Array, position: number, length: number): number {
  let at = 0;
  while (at < length) {
    const read = fs.readSync(fd, into, at, length - at, position + at);
    if (read === 0) break;
    at += read;
  }
  return at;
}

/** What the first 32 bytes say; `none` when they are not ours. */
export type SeriesHeader = { readonly version: number; readonly generation: string } | 'none';

export function readHeader(fd: number): SeriesHeader {
  const header = Buffer.alloc(headerBytes);
  if (readUpTo(fd, header, 0, headerBytes) < headerBytes) return 'none';
  if (header.toString('latin1', 0, 8) !== fileMagic) return 'none';
  return { version: header.readUInt32LE(8), generation: header.toString('hex', 16, 24) };
}
