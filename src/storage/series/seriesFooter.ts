/**
 * The index at the end of a finished metrics.log, so that a summary of 100 metrics does not walk a million blocks.
 * Body of the footer block: f64 inbox mark · f64 output mark · f64 damaged · f64 number of metrics · f64 blocks read ·
 * f64 first damaged, then for each metric f64 number · source · bytes of its name · number of blocks · the eight
 * numbers of its tally · its name padded · (offset, count) of each block; last f64 offset of the footer block ·
 * u32 CRC of the body before · "CEND".
 */
import { crc32 } from '../../base/crc32.ts';
import { readUpTo } from './blockScan.ts';
import { SeriesCatalog } from './seriesCatalog.ts';
import {
  blockBytes,
  encodeFooter,
  headerBytes,
  numberToSource,
  padded,
  sourceToNumber,
} from './seriesFormat.ts';
import type { Tally } from './tally.ts';

const headNumbers = 6;
const metricNumbers = 12;
const tailBytes = 16;
const tailMagic = 'CEND';
const endingBytes = 8 * 1024;
/** Reused, because ten thousand of them in a row keep the garbage collector busy. */
const endingScratch = Buffer.alloc(endingBytes);

/** The footer block for a file whose committed part ends at `offset`. */
export function footerOf(catalog: SeriesCatalog, offset: number): Uint8Array {
  const metrics = [...catalog.metrics.values()].map((entry) => ({ entry, name: Buffer.from(entry.key) }));
  let size = headNumbers * 8 + tailBytes;
  for (const { entry, name } of metrics)
    size += (metricNumbers + entry.blocks.length) * 8 + padded(name.length);
  const bytes = new Uint8Array(size);
  const floats = new Float64Array(bytes.buffer);
  const { marks } = catalog;
  floats.set([
    marks.inbox,
    marks.output,
    catalog.damaged,
    metrics.length,
    catalog.blocksRead,
    catalog.firstDamaged,
  ]);
  let at = headNumbers;
  for (const { entry, name } of metrics) {
    const { tally } = entry;
    floats.set([entry.number, sourceToNumber(entry.source), name.length, entry.blocks.length / 2], at);
    floats.set(tallyNumbers(tally), at + 4);
    bytes.set(name, (at + metricNumbers) * 8);
    at += metricNumbers + padded(name.length) / 8;
    floats.set(entry.blocks, at);
    at += entry.blocks.length;
  }
  floats[at] = offset;
  const view = new DataView(bytes.buffer);
  view.setUint32(size - 8, crc32(bytes.subarray(0, size - 8)), true);
  bytes.set(Buffer.from(tailMagic, 'latin1'), size - 4);
  return encodeFooter(bytes).bytes.subarray(0, blockBytes + size);
}

/** The catalog of a file that ends in a whole footer, else undefined: then the blocks are walked. */
export function readFooter(fd: number, size: number): SeriesCatalog | undefined {
  if (size < headerBytes + blockBytes + headNumbers * 8 + tailBytes) return undefined;
  // One read gets the whole footer of most files; the rest is read when it is longer.
  const ending = endingScratch.subarray(0, Math.min(endingBytes, size - headerBytes));
  if (readUpTo(fd, ending, size - ending.length, ending.length) < ending.length) return undefined;
  const tail = ending.subarray(ending.length - tailBytes);
  if (tail.toString('latin1', 12) !== tailMagic) return undefined;
  const offset = tail.readDoubleLE(0);
  const length = size - offset - blockBytes;
  if (
    !Number.isInteger(offset) ||
    offset < headerBytes ||
    length < headNumbers * 8 + tailBytes ||
    length % 8 !== 0
  ) {
    return undefined;
  }
  const bytes = new Uint8Array(length);
  if (length <= ending.length) bytes.set(ending.subarray(ending.length - length));
  else if (readUpTo(fd, bytes, offset + blockBytes, length) < length) return undefined;
  if (crc32(bytes.subarray(0, length - 8)) !== tail.readUInt32LE(8)) return undefined;
  return decode(bytes, offset, size);
}

function decode(bytes: Uint8Array<ArrayBuffer>, offset: number, size: number): SeriesCatalog {
  const floats = new Float64Array(bytes.buffer);
  const float = (index: number): number => floats[index] ?? NaN;
  const catalog = new SeriesCatalog();
  catalog.marks = { inbox: float(0), output: float(1) };
  catalog.damaged = float(2);
  catalog.blocksRead = float(4);
  catalog.firstDamaged = float(5);
  let at = headNumbers;
  for (let left = float(3); left > 0; left -= 1) {
    const nameLength = float(at + 2);
    const nameAt = (at + metricNumbers) * 8;
    const key = Buffer.from(bytes.buffer, nameAt, nameLength).toString('utf8');
    const entry = catalog.declare(float(at), key, numberToSource(float(at + 1)));
    Object.assign(entry.tally, tallyOf(floats.subarray(at + 4, at + metricNumbers)));
    const blocksAt = at + metricNumbers + padded(nameLength) / 8;
    at = blocksAt + 2 * float(at + 3);
    for (let i = blocksAt; i < at; i += 1) entry.blocks.push(float(i));
  }
  catalog.position = size;
  catalog.lastBatch = { start: offset, end: size };
  return catalog;
}

function tallyNumbers(tally: Tally): number[] {
  return [
    tally.count,
    tally.lastStep,
    tally.lastTime,
    tally.lastValue,
    tally.minStep,
    tally.minValue,
    tally.maxStep,
    tally.maxValue,
  ];
}

function tallyOf(numbers: Float64Array): Tally {
  const [
    count = 0,
    lastStep = 0,
    lastTime = 0,
    lastValue = NaN,
    minStep = 0,
    minValue = NaN,
    maxStep = 0,
    maxValue = NaN,
  ] = numbers;
  return { count, lastStep, lastTime, lastValue, minStep, minValue, maxStep, maxValue };
}
