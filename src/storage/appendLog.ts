/** JSON lines that only ever grow: appended by one writer at a time, read from any offset while it is being written. */
import fs from 'node:fs';
import { messageOf, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { newline, readWholeLines, type LogPosition } from './logLines.ts';
import { zodSentence, type Schema } from './parseJson.ts';

/** Where and what to read of a log. */
export interface ReadLogOptions<T> {
  readonly path: string;
  readonly schema: Schema<T>;
  /** How a problem names the file; default: its last path part. */
  readonly where?: string;
  /** Where the last read stopped; default: the start. */
  readonly from?: LogPosition;
  /** Read at most about this many bytes now; default 64 MiB. `more` tells when there is more. */
  readonly maxBytes?: number;
}

export interface LogItem<T> {
  readonly value: T;
  /** Byte offset just after the line. */
  readonly end: number;
}

export interface LogRead<T> {
  readonly items: readonly LogItem<T>[];
  readonly problems: readonly Problem[];
  /** Where the next read goes on: after the last whole line. */
  readonly position: LogPosition;
  /** Bytes read up to `position`, the same as `position.bytes`. */
  readonly bytes: number;
  /** True when the read stopped at `maxBytes`. */
  readonly more: boolean;
}

/**
 * Reads whole lines; a half last line is left for later. A missing file reads as empty. A line that is not JSON or not
 * of the schema is a problem and the next one is read.
 */
export function readLog<T>(options: ReadLogOptions<T>): LogRead<T> {
  const where = options.where ?? lastPart(options.path);
  const items: LogItem<T>[] = [];
  const problems: Problem[] = [];
  const read = readWholeLines(options.path, options.from, options.maxBytes);
  for (const line of read.lines) {
    if (line.text.trim() === '') continue;
    const parsed = parseLine(line.text, options.schema);
    if (parsed.ok) items.push({ value: parsed.value, end: line.end });
    else problems.push({ where, line: line.number, message: parsed.message });
  }
  return { items, problems, position: read.position, bytes: read.position.bytes, more: read.more };
}

/** Appends to a log through one file descriptor. Errors of the operating system (ENOSPC …) are thrown as they are. */
export class AppendLog {
  readonly path: string;
  readonly #fd: number;
  readonly #writers: 'sole' | 'shared';
  #size: number;
  #dirty = false;
  #closed = false;

  constructor(open: { path: string; fd: number; size: number; writers: 'sole' | 'shared' }) {
    this.path = open.path;
    this.#fd = open.fd;
    this.#size = open.size;
    this.#writers = open.writers;
  }

  /** Bytes in the file as far as this writer knows. */
  get size(): number {
    return this.#size;
  }

  /** Hands one line to the operating system, in one write. */
  append(record: unknown): void {
    this.appendAll([record]);
  }

  /** Hands several lines to the operating system in one write; after an error a sole writer has none of them. */
  appendAll(records: readonly unknown[]): void {
    if (records.length === 0) return;
    const bytes = Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    const before = this.#size;
    try {
      for (let at = 0; at < bytes.length;) at += fs.writeSync(this.#fd, bytes, at, bytes.length - at);
    } catch (error) {
      // A full disk leaves half a line behind; a shared log may have grown by others, so its next opening ends the line.
      if (this.#writers === 'sole') fs.ftruncateSync(this.#fd, before);
      throw error;
    }
    this.#size = before + bytes.length;
    this.#dirty = true;
  }

  /** Asks the operating system to put it on the disk. */
  sync(): void {
    if (!this.#dirty || this.#closed) return;
    fs.fsyncSync(this.#fd);
    this.#dirty = false;
  }

  close(): void {
    if (this.#closed) return;
    this.sync();
    this.#closed = true;
    fs.closeSync(this.#fd);
  }
}

/**
 * For a log that only this process writes (events.jsonl): a half last line that a crash left is cut off, because it
 * was never acknowledged.
 */
export function openSoleLog(path: string): AppendLog {
  const fd = fs.openSync(path, 'a+');
  const size = fs.fstatSync(fd).size;
  const whole = endOfLastLine(fd, size);
  if (whole < size) fs.ftruncateSync(fd, whole);
  return new AppendLog({ path, fd, size: whole, writers: 'sole' });
}

/**
 * For a log that several programs append to (edits.jsonl): a half last line is ended, never cut, because it may be
 * somebody else's.
 */
export function openSharedLog(path: string): AppendLog {
  const fd = fs.openSync(path, 'a+');
  const size = fs.fstatSync(fd).size;
  const half = endOfLastLine(fd, size) < size;
  if (half) fs.writeSync(fd, '\n');
  return new AppendLog({ path, fd, size: half ? size + 1 : size, writers: 'shared' });
}

/** One line for a log that several programs append to: opens, appends, syncs, closes. */
export function appendShared(path: string, record: unknown): void {
  const log = openSharedLog(path);
  try {
    log.append(record);
  } finally {
    log.close();
  }
}

function parseLine<T>(
  text: string,
  schema: Schema<T>,
): { ok: true; value: T } | { ok: false; message: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, message: t('This line is not JSON: {0}.', messageOf(error)) };
  }
  const parsed = schema.safeParse(json);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, message: zodSentence(parsed.error.issues) };
}

function endOfLastLine(fd: number, size: number): number {
  const chunk = Buffer.alloc(64 * 1024);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - chunk.length);
    const read = fs.readSync(fd, chunk, 0, end - start, start);
    const found = chunk.subarray(0, read).lastIndexOf(newline);
    if (found >= 0) return start + found + 1;
    end = start;
  }
  return 0;
}

function lastPart(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
