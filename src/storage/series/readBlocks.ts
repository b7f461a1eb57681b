/** Columns of one metric straight from its blocks into Float64Arrays, without parsing. */
import fs from 'node:fs';
import { crc32 } from '../../base/crc32.ts';
import { readUpTo } from './blockScan.ts';
import { blockBytes, blockCrc, fewPoints, manyBytes, pointBytes, type PointColumns } from './seriesFormat.ts';

export interface BlockColumns extends PointColumns {
  /** Blocks that failed their check; their points are left out. */
  readonly damaged: readonly { readonly block: number; readonly points: number }[];
}

const windowBytes = 256 * 1024;

/** `blocks`: offset and count of each block, flat, as in MetricEntry. */
export function readBlocks(fd: number, blocks: readonly number[]): BlockColumns {
  let total = 0;
  for (let i = 1; i < blocks.length; i += 2) total += blocks[i] ?? 0;
  const columns = {
    steps: new Float64Array(total),
    times: new Float64Array(total),
    values: new Float64Array(total),
  };
  const last = blocks.at(-2) ?? 0;
  const small = new SmallBlocks(fd, last + blockBytes + (blocks.at(-1) ?? 0) * pointBytes);
  const damaged: { block: number; points: number }[] = [];
  let filled = 0;
  for (let i = 0; i < blocks.length; i += 2) {
    const offset = blocks[i] ?? 0;
    const count = blocks[i + 1] ?? 0;
    const part = {
      steps: columns.steps.subarray(filled, filled + count),
      times: columns.times.subarray(filled, filled + count),
      values: columns.values.subarray(filled, filled + count),
    };
    const good = count <= fewPoints ? small.read(offset, count, part) : readMany(fd, offset, part);
    if (good) filled += count;
    else damaged.push({ block: i / 2 + 1, points: count });
  }
  if (filled === total) return { ...columns, damaged };
  return {
    steps: columns.steps.slice(0, filled),
    times: columns.times.slice(0, filled),
    values: columns.values.slice(0, filled),
    damaged,
  };
}

/** One scattered read fills the three columns; their CRC is in the bytes just before them. */
function readMany(fd: number, offset: number, into: PointColumns): boolean {
  const check = new DataView(new ArrayBuffer(8));
  const parts = [check, into.steps, into.times, into.values];
  const want = 8 + into.steps.length * pointBytes;
  const start = offset + manyBytes - 8;
  if (fs.readvSync(fd, parts, start) !== want && !readSlowly(fd, parts, start)) return false;
  const crc = crc32(bytesOf(into.values), crc32(bytesOf(into.times), crc32(bytesOf(into.steps))));
  return crc === check.getUint32(0, true);
}

/** The operating system may give less than asked for (above 2 GiB, on some network drives). */
function readSlowly(fd: number, parts: readonly ArrayBufferView[], start: number): boolean {
  let at = start;
  for (const part of parts) {
    const bytes = bytesOf(part);
    if (readUpTo(fd, bytes, at, bytes.length) < bytes.length) return false;
    at += bytes.length;
  }
  return true;
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/** Small blocks lie close together in a live file: read ahead instead of one read for each. */
class SmallBlocks {
  readonly #fd: number;
  /** Just after the last block: reading on would be in vain, which counts when there are ten thousand metrics. */
  readonly #end: number;
  #bytes = new Uint8Array(0);
  #floats = new Float64Array(0);
  #view = new DataView(this.#bytes.buffer);
  #start = 0;
  #length = 0;

  constructor(fd: number, end: number) {
    this.#fd = fd;
    this.#end = end;
  }

  read(offset: number, count: number, into: PointColumns): boolean {
    const length = blockBytes + count * pointBytes;
    if (offset < this.#start || offset + length > this.#start + this.#length) this.#load(offset);
    const at = offset - this.#start;
    if (at + length > this.#length) return false;
    if (blockCrc(this.#bytes, at, at + length) !== this.#view.getUint32(at + 12, true)) return false;
    const first = (at + blockBytes) / 8;
    into.steps.set(this.#floats.subarray(first, first + count));
    into.times.set(this.#floats.subarray(first + count, first + 2 * count));
    into.values.set(this.#floats.subarray(first + 2 * count, first + 3 * count));
    return true;
  }

  #load(offset: number): void {
    const want = Math.min(windowBytes, this.#end - offset);
    if (this.#bytes.length < want) {
      this.#bytes = new Uint8Array(Math.ceil(want / 8) * 8);
      this.#floats = new Float64Array(this.#bytes.buffer);
      this.#view = new DataView(this.#bytes.buffer);
    }
    this.#start = offset;
    this.#length = readUpTo(this.#fd, this.#bytes, offset, want);
  }
}
