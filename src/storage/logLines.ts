/** Whole lines of a growing file from a byte offset, so that tailing costs only what is new. */
import fs from 'node:fs';
import { codeOf } from '../base/errors.ts';

/** A place between two lines. */
export interface LogPosition {
  readonly bytes: number;
  /** Lines before it, so that problems can name a line. */
  readonly lines: number;
}

export interface LogLine {
  readonly text: string;
  /** 1-based. */
  readonly number: number;
  /** Byte offset just after its newline. */
  readonly end: number;
}

export interface LogLines {
  readonly lines: readonly LogLine[];
  readonly position: LogPosition;
  readonly more: boolean;
}

export const newline = 0x0a;
export const logStart: LogPosition = { bytes: 0, lines: 0 };
const defaultMaxBytes = 64 * 1024 * 1024;

/**
 * Reads about `maxBytes` and at least one whole line, if there is one. A file that is shorter than `from` (somebody
 * replaced it) is read from its start; a missing file has no lines.
 */
export function readWholeLines(path: string, from = logStart, maxBytes = defaultMaxBytes): LogLines {
  let fd: number;
  try {
    fd = fs.openSync(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { lines: [], position: logStart, more: false };
    throw error;
  }
  try {
    const size = fs.fstatSync(fd).size;
    const start = size < from.bytes ? logStart : from;
    if (size === start.bytes) return { lines: [], position: start, more: false };
    let want = Math.min(size - start.bytes, maxBytes);
    let bytes = readAt(fd, start.bytes, want);
    while (bytes.lastIndexOf(newline) < 0 && start.bytes + want < size) {
      // One line longer than the limit: grow until it ends.
      want = Math.min(size - start.bytes, want * 4);
      bytes = readAt(fd, start.bytes, want);
    }
    return splitLines(bytes, start, start.bytes + want < size);
  } finally {
    fs.closeSync(fd);
  }
}

function splitLines(bytes: Buffer, start: LogPosition, more: boolean): LogLines {
  const lines: LogLine[] = [];
  let at = 0;
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, at)) {
    const text = bytes.toString('utf8', at, end > at && bytes[end - 1] === 0x0d ? end - 1 : end);
    lines.push({ text, number: start.lines + lines.length + 1, end: start.bytes + end + 1 });
    at = end + 1;
  }
  return { lines, position: { bytes: start.bytes + at, lines: start.lines + lines.length }, more };
}

/** As many bytes as there are, at most `length`. */
function readAt(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let at = 0;
  while (at < length) {
    const read = fs.readSync(fd, buffer, at, length - at, position + at);
    if (read === 0) break;
    at += read;
  }
  return buffer.subarray(0, at);
}
