/** Reads one metric file of MLflow: what is new since the last look for the summary, everything for a chart. */
import fs from 'node:fs';
import { codeOf } from '../../base/errors.ts';
import { addPoint, emptyTally, type Tally } from '../../storage/series/tally.ts';
import type { PointColumns } from '../../storage/series/seriesFormat.ts';
import { readOnly } from '../plainFolder.ts';
import { PointList } from '../pointList.ts';
import { MetricLines } from './metricLines.ts';

/** How far a file was read, and what its points add up to. */
export interface MetricState {
  readonly tally: Tally;
  /** ms of the first line, by which metrics are put in order. */
  readonly firstTime: number;
  readonly bytes: number;
  readonly lines: number;
  readonly bad: number;
  readonly firstBad: number;
  /** Bytes after the last whole line. */
  readonly unfinished: number;
  readonly inode: number;
  /** The last bytes before `bytes`: when they are others now, the file was replaced. */
  readonly tail: string;
}

/** Undefined: gone. Goes on from `before` where the file only grew. Throws system errors. */
export async function readMetric(
  file: string,
  before: MetricState | undefined,
  pause: () => Promise<void>,
): Promise<MetricState | undefined> {
  const fd = openFile(file);
  if (fd === undefined) return undefined;
  try {
    const { size, ino } = fs.fstatSync(fd);
    const known = before?.inode === ino && size >= before.bytes && tailOf(fd, before.bytes) === before.tail;
    const from = known ? before : undefined;
    const tally = from === undefined ? emptyTally() : { ...from.tally };
    let firstTime = from?.firstTime ?? NaN;
    const lines = new MetricLines((step, time, value) => {
      if (tally.count === 0) firstTime = time;
      addPoint(tally, step, time, value);
    }, from);
    let sincePause = 0;
    for (const chunk of chunksOf(fd, from?.bytes ?? 0, Math.min(size, mostBytes))) {
      lines.push(chunk);
      sincePause += chunk.length;
      if (sincePause < pauseEvery) continue;
      sincePause = 0;
      await pause();
    }
    const { bytes, bad, firstBad, unfinished } = lines;
    return {
      tally,
      firstTime,
      bytes,
      lines: lines.lines,
      bad,
      firstBad,
      unfinished,
      inode: ino,
      tail: tailOf(fd, bytes),
    };
  } finally {
    fs.closeSync(fd);
  }
}

/** All points in the order of their steps, then times; none when the file cannot be read. */
export function readMetricPoints(file: string): PointColumns {
  const points = new PointList();
  try {
    const fd = openFile(file);
    if (fd === undefined) return points.columns();
    try {
      const lines = new MetricLines((step, time, value) => points.add(step, time, value));
      const { size } = fs.fstatSync(fd);
      for (const chunk of chunksOf(fd, 0, Math.min(size, mostBytes))) lines.push(chunk);
    } finally {
      fs.closeSync(fd);
    }
  } catch (error) {
    // The next look at the run says why.
    if (codeOf(error) === undefined) throw error;
  }
  return points.columns();
}

/** Files beyond this are read up to here. */
export const mostBytes = 512 * 1024 * 1024;

function openFile(file: string): number | undefined {
  try {
    return fs.openSync(file, readOnly);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Each chunk is good until the next. */
function* chunksOf(fd: number, from: number, to: number): Generator<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.min(Math.max(to - from, 0), chunkBytes));
  for (let at = from; at < to;) {
    const read = fs.readSync(fd, buffer, 0, Math.min(buffer.length, to - at), at);
    if (read === 0) return;
    at += read;
    yield buffer.subarray(0, read);
  }
}

function tailOf(fd: number, bytes: number): string {
  const length = Math.min(bytes, tailBytes);
  if (length === 0) return '';
  const buffer = Buffer.allocUnsafe(length);
  const read = fs.readSync(fd, buffer, 0, length, bytes - length);
  return buffer.toString('latin1', 0, read);
}

const chunkBytes = 1024 * 1024;
const tailBytes = 32;
/** Bytes between two chances for others to have the thread. */
const pauseEvery = 4 * 1024 * 1024;
