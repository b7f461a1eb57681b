/** The one writer of a run's metrics.log: collects points by metric and hands them over in checked, committed batches. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import type { Source } from '../../records/event.ts';
import type { MetricSummary } from '../../records/metric.ts';
import { compactSeries } from './compactSeries.ts';
import { recoverSeries } from './recoverSeries.ts';
import type { MetricEntry, SeriesCatalog } from './seriesCatalog.ts';
import { footerOf } from './seriesFooter.ts';
import {
  commitBytes,
  encodeCommit,
  encodeHeader,
  encodeKey,
  encodePoints,
  keyBlockBytes,
  pointBytes,
  pointsBlockBytes,
  Scratch,
  type Marks,
} from './seriesFormat.ts';
import { addPoint, addTally, emptyTally, toSummary, type Tally } from './tally.ts';

/**
 * Opens or creates a metrics.log for writing. An existing one is recovered: what follows its last whole commit (a
 * write that a crash cut off) is removed, and `marks` tell from where its sources are to be read again.
 * Throws UserError `seriesVersion` for a file of a newer Cairn, and errors of the operating system.
 */
export function openSeriesWriter(path: string): SeriesWriter {
  const { fd, catalog, size } = recoverSeries(path, encodeHeader(randomBytes(8)));
  return new SeriesWriter(path, { fd, catalog, size });
}

/** Points of one metric that are not in the file yet. */
interface Column {
  readonly key: string;
  /** undefined until its declaration is in the file. */
  entry: MetricEntry | undefined;
  readonly source: Source;
  /** Of all points, in the file and not. */
  readonly all: Tally;
  steps: Float64Array;
  times: Float64Array;
  values: Float64Array;
  count: number;
}

/** Columns that once grew beyond this give their memory back after a flush. */
const keptPoints = 65_536;
/** Bytes that a rewrite must save for it to be worth its while during a run, and at its end. */
const worthWhileLive = 1 << 20;
const worthWhileAtEnd = 4096;

export class SeriesWriter {
  readonly #path: string;
  #fd: number;
  #catalog: SeriesCatalog;
  /** Bytes up to the last commit. */
  #size: number;
  /** Bytes besides points just after the file was last made compact. */
  #leanOverhead = 0;
  /** Bytes of points in the file. */
  #pointBytes: number;
  readonly #columns = new Map<string, Column>();
  #dirty: Column[] = [];
  #pending = 0;
  readonly #scratch = new Scratch();
  #unsynced = false;
  #closed = false;

  constructor(path: string, open: { fd: number; catalog: SeriesCatalog; size: number }) {
    this.#path = path;
    this.#fd = open.fd;
    this.#catalog = open.catalog;
    this.#size = open.size;
    this.#pointBytes = open.catalog.points * pointBytes;
    for (const entry of open.catalog.metrics.values()) {
      const all = { ...entry.tally };
      this.#columns.set(entry.key, { ...emptyColumn(entry.key, entry.source, all), entry });
    }
  }

  /** Up to where the sources are recorded in the file. */
  get marks(): Marks {
    return this.#catalog.marks;
  }

  /** Points that the next flush writes. */
  get pending(): number {
    return this.#pending;
  }

  /** Bytes in the file. */
  get size(): number {
    return this.#size;
  }

  /** Keeps one point for the next flush. `timeMs` is ms since 1970; `step` is finite; `value` may be anything. */
  append(key: string, step: number, timeMs: number, value: number, source: Source): void {
    let column = this.#columns.get(key);
    if (column === undefined) {
      column = emptyColumn(key, source, emptyTally());
      this.#columns.set(key, column);
    }
    const at = column.count;
    if (at === 0) this.#dirty.push(column);
    if (at === column.steps.length) grow(column);
    column.steps[at] = step;
    column.times[at] = timeMs;
    column.values[at] = value;
    column.count = at + 1;
    this.#pending += 1;
    addPoint(column.all, step, timeMs, value);
  }

  has(key: string): boolean {
    return this.#columns.has(key);
  }

  /** Different metrics so far. */
  get metrics(): number {
    return this.#columns.size;
  }

  /** Points of a metric, those not yet flushed included. */
  count(key: string): number {
    return this.#columns.get(key)?.all.count ?? 0;
  }

  /** Greatest step of a metric. */
  lastStep(key: string): number | undefined {
    return this.#columns.get(key)?.all.lastStep;
  }

  /** In the order they were first logged, points not yet flushed included. */
  summaries(): MetricSummary[] {
    return [...this.#columns.values()].map(({ key, source, all }) => toSummary(key, source, all));
  }

  /**
   * Hands the kept points and the marks to the operating system in one write. When it throws (a full disk), the file
   * is as before, the points are kept, and a later flush tries again.
   */
  flush(marks: Marks): void {
    const same = marks.inbox === this.marks.inbox && marks.output === this.marks.output;
    if (this.#pending === 0 && same) return;
    const { length, placed } = this.#encode(marks);
    this.#write(this.#scratch.bytes.subarray(0, length));
    this.#accept(placed, marks, length);
    if (this.#overhead() - this.#leanOverhead > Math.max(worthWhileLive, this.#pointBytes / 2))
      this.#compact();
  }

  /** Asks the operating system to put it on the disk. */
  sync(): void {
    if (!this.#unsynced) return;
    fs.fsyncSync(this.#fd);
    this.#unsynced = false;
  }

  /** Flushes, makes the file compact when that saves much, writes the index at its end, syncs and closes. */
  close(marks: Marks): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.flush(marks);
      if (this.#overhead() - this.#leanOverhead > Math.max(worthWhileAtEnd, this.#pointBytes / 50))
        this.#compact();
      this.#write(footerOf(this.#catalog, this.#size));
      this.sync();
    } finally {
      fs.closeSync(this.#fd);
    }
  }

  #encode(marks: Marks): {
    length: number;
    placed: { column: Column; offset: number; tally: Tally; number: number }[];
  } {
    const names = new Map<Column, Uint8Array>();
    let bytes = commitBytes;
    for (const column of this.#dirty) {
      bytes += pointsBlockBytes(column.count);
      if (column.entry !== undefined) continue;
      const utf8 = Buffer.from(column.key);
      names.set(column, utf8);
      bytes += keyBlockBytes(utf8);
    }
    this.#scratch.reserve(bytes);
    let numbers = this.#catalog.numbers;
    let at = 0;
    const placed = this.#dirty.map((column) => {
      const utf8 = names.get(column);
      const number = column.entry?.number ?? numbers++;
      if (utf8 !== undefined) at = encodeKey(this.#scratch, at, { number, source: column.source, utf8 });
      const offset = this.#size + at;
      const tally = tallyOfColumn(column);
      at = encodePoints(this.#scratch, at, { key: number, columns: column, count: column.count, tally });
      return { column, offset, tally, number };
    });
    return { length: encodeCommit(this.#scratch, at, marks, this.#size), placed };
  }

  /** After an error the file has nothing of `bytes`. */
  #write(bytes: Uint8Array): void {
    let at = 0;
    try {
      while (at < bytes.length) at += fs.writeSync(this.#fd, bytes, at, bytes.length - at, this.#size + at);
    } catch (error) {
      if (at > 0) fs.ftruncateSync(this.#fd, this.#size);
      throw error;
    }
    this.#unsynced = true;
  }

  #accept(
    placed: { column: Column; offset: number; tally: Tally; number: number }[],
    marks: Marks,
    length: number,
  ): void {
    for (const { column, offset, tally, number } of placed) {
      column.entry ??= this.#catalog.declare(number, column.key, column.source);
      column.entry.blocks.push(offset, column.count);
      addTally(column.entry.tally, tally);
      this.#pointBytes += column.count * pointBytes;
      column.count = 0;
      if (column.steps.length > keptPoints) Object.assign(column, columnsOf(0));
    }
    this.#catalog.blocksRead += placed.length + 1;
    this.#catalog.marks = marks;
    this.#size += length;
    this.#catalog.position = this.#size;
    this.#dirty = [];
    this.#pending = 0;
  }

  #overhead(): number {
    return this.#size - this.#pointBytes;
  }

  /** Many small blocks become few big ones. When that fails (a full disk, a held file), the old file stays in use. */
  #compact(): void {
    const before = this.#catalog;
    const compact = compactSeries(this.#path, { fd: this.#fd, catalog: before });
    this.#fd = compact.fd;
    if (compact.catalog === before) {
      this.#leanOverhead = this.#overhead();
      return;
    }
    this.#catalog = compact.catalog;
    this.#size = compact.catalog.position;
    this.#leanOverhead = this.#overhead();
    this.#unsynced = false;
    for (const entry of compact.catalog.metrics.values()) {
      const column = this.#columns.get(entry.key);
      if (column !== undefined) column.entry = entry;
    }
  }
}

function emptyColumn(key: string, source: Source, all: Tally): Column {
  return { key, source, all, entry: undefined, count: 0, ...columnsOf(0) };
}

function columnsOf(length: number): { steps: Float64Array; times: Float64Array; values: Float64Array } {
  return {
    steps: new Float64Array(length),
    times: new Float64Array(length),
    values: new Float64Array(length),
  };
}

function grow(column: Column): void {
  const { steps, times, values } = column;
  Object.assign(column, columnsOf(Math.max(4, steps.length * 2)));
  column.steps.set(steps);
  column.times.set(times);
  column.values.set(values);
}

function tallyOfColumn(column: Column): Tally {
  const tally = emptyTally();
  const { steps, times, values, count } = column;
  for (let i = 0; i < count; i += 1) addPoint(tally, steps[i] ?? 0, times[i] ?? 0, values[i] ?? NaN);
  return tally;
}
