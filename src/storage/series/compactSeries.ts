/** Rewrites a metrics.log of many small blocks into few big ones, beside the old file and in its place at the end. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { codeOf } from '../../base/errors.ts';
import { renameWithPatience } from '../atomicFile.ts';
import { readBlocks } from './readBlocks.ts';
import { SeriesCatalog, type MetricEntry } from './seriesCatalog.ts';
import {
  commitBytes,
  encodeCommit,
  encodeHeader,
  encodeKey,
  encodePoints,
  headerBytes,
  keyBlockBytes,
  pointsBlockBytes,
  Scratch,
  type PointColumns,
} from './seriesFormat.ts';
import { addPoint, addTally, emptyTally, type Tally } from './tally.ts';

/** Points of one block, unless a block in the old file is bigger. */
const pointsPerBlock = 262_144;

interface OpenFile {
  readonly fd: number;
  readonly catalog: SeriesCatalog;
}

/**
 * Returns the open file that is in use from now on: the new one, or the old one when it stays. A damaged file is left
 * as it is, so that nothing that could be saved by hand is lost, and so is one for which there is no room or no
 * permission.
 */
export function compactSeries(path: string, old: OpenFile): OpenFile {
  if (old.catalog.damaged > 0) return old;
  const temporary = `${path}.tmp`;
  let fd: number | undefined;
  try {
    fd = fs.openSync(temporary, 'w+');
    const catalog = rewrite(old, fd);
    if (catalog !== undefined) {
      fs.fsyncSync(fd);
      return replace(path, old, { fd, catalog });
    }
  } catch (error) {
    // Only what the file system refused may pass: anything else is a bug.
    if (codeOf(error) === undefined) throw error;
  }
  abandon(temporary, fd);
  return old;
}

/** Windows replaces no file that is open, so there the old one is closed first, and opened again when that failed. */
function replace(path: string, old: OpenFile, compact: OpenFile): OpenFile {
  const closeFirst = process.platform === 'win32';
  if (closeFirst) fs.closeSync(old.fd);
  try {
    renameWithPatience(`${path}.tmp`, path);
  } catch (error) {
    if (!closeFirst) throw error;
    abandon(`${path}.tmp`, compact.fd);
    return { fd: fs.openSync(path, 'r+'), catalog: old.catalog };
  }
  if (!closeFirst) fs.closeSync(old.fd);
  return compact;
}

function abandon(temporary: string, fd: number | undefined): void {
  if (fd !== undefined) fs.closeSync(fd);
  fs.rmSync(temporary, { force: true });
}

function rewrite(old: { fd: number; catalog: SeriesCatalog }, fd: number): SeriesCatalog | undefined {
  const catalog = new SeriesCatalog();
  const out = new Out(fd);
  out.write(encodeHeader(randomBytes(8)));
  for (const entry of old.catalog.metrics.values()) {
    const copy = catalog.declare(catalog.numbers, entry.key, entry.source);
    out.key(copy);
    for (const group of groupsOf(entry.blocks)) {
      const columns = readBlocks(old.fd, group);
      if (columns.damaged.length > 0) return undefined;
      out.points(copy, columns);
    }
  }
  out.commit(old.catalog);
  catalog.marks = old.catalog.marks;
  catalog.position = out.size;
  catalog.lastBatch = { start: headerBytes, end: out.size };
  catalog.blocksRead = out.blocks;
  return catalog;
}

/** Runs of neighbouring blocks with about `pointsPerBlock` points each. */
function groupsOf(blocks: readonly number[]): number[][] {
  const groups: number[][] = [];
  let group: number[] = [];
  let points = 0;
  for (let i = 0; i < blocks.length; i += 2) {
    const count = blocks[i + 1] ?? 0;
    if (points > 0 && points + count > pointsPerBlock) {
      groups.push(group);
      group = [];
      points = 0;
    }
    group.push(blocks[i] ?? 0, count);
    points += count;
  }
  if (group.length > 0) groups.push(group);
  return groups;
}

class Out {
  size = 0;
  blocks = 0;
  readonly #fd: number;
  readonly #scratch = new Scratch();

  constructor(fd: number) {
    this.#fd = fd;
  }

  key({ number, source, key }: MetricEntry): void {
    const utf8 = Buffer.from(key);
    this.#scratch.reserve(keyBlockBytes(utf8));
    this.#block(encodeKey(this.#scratch, 0, { number, source, utf8 }));
  }

  points(entry: MetricEntry, columns: PointColumns): void {
    const count = columns.steps.length;
    const tally = tallyOf(columns);
    this.#scratch.reserve(pointsBlockBytes(count));
    entry.blocks.push(this.size, count);
    addTally(entry.tally, tally);
    this.#block(encodePoints(this.#scratch, 0, { key: entry.number, columns, count, tally }));
  }

  commit(old: SeriesCatalog): void {
    this.#scratch.reserve(commitBytes);
    this.#block(encodeCommit(this.#scratch, 0, old.marks, headerBytes));
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;)
      at += fs.writeSync(this.#fd, bytes, at, bytes.length - at, this.size + at);
    this.size += bytes.length;
  }

  #block(length: number): void {
    this.write(this.#scratch.bytes.subarray(0, length));
    this.blocks += 1;
  }
}

function tallyOf({ steps, times, values }: PointColumns): Tally {
  const tally = emptyTally();
  for (let i = 0; i < steps.length; i += 1) addPoint(tally, steps[i] ?? 0, times[i] ?? 0, values[i] ?? NaN);
  return tally;
}
