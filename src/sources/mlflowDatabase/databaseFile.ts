/** The bytes of a SQLite file at one moment between two transactions, or a sentence on why they cannot be had. */
import fs from 'node:fs';
import path from 'node:path';
import { codeOf, messageOf } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { readOnly } from '../plainFolder.ts';

export type DatabaseBytes =
  { readonly is: 'read'; readonly bytes: Uint8Array; readonly state: FileState } | Unreadable;

/** `busy`: somebody was writing a moment ago, so the next look will probably read it. */
export interface Unreadable {
  readonly is: 'busy' | 'refused';
  readonly message: string;
}

export interface FileState {
  /** The same as long as the file is. */
  readonly stamp: string;
  /** ms since 1970. */
  readonly written: number;
}

/** Undefined: there is no such file, or not a plain one that can be opened. */
export function stateOf(file: string): FileState | undefined {
  try {
    if (fs.lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
    const fd = fs.openSync(file, readOnly);
    try {
      return stateOfOpen(fd);
    } finally {
      fs.closeSync(fd);
    }
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

export function readDatabase(file: string, now: number): DatabaseBytes {
  try {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const hot = hotJournal(file, now);
      if (hot !== undefined) return hot;
      const read = readOnce(file, now);
      if (read !== undefined) return read;
    }
    return { is: 'busy', message: t('The database was written each time it was read.') };
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return refused(t('The database cannot be read: {0}', messageOf(error)));
  }
}

/** Undefined when it was written meanwhile. */
function readOnce(file: string, now: number): DatabaseBytes | undefined {
  const fd = fs.openSync(file, readOnly);
  try {
    const stats = fs.fstatSync(fd);
    const state = stateOfOpen(fd);
    if (!stats.isFile()) return refused(t('This is not a file.'));
    if (stats.size === 0) return refused(t('The database is empty.'));
    if (stats.size > mostBytes) return refused(tooBig(stats.size));
    if (!isSqlite(bytesAt(fd, 0, magic.length))) return refused(t('This is not a SQLite database.'));
    const bytes = new Uint8Array(stats.size);
    let at = 0;
    while (at < bytes.length) {
      const read = fs.readSync(fd, bytes, at, Math.min(bytes.length - at, chunkBytes), at);
      if (read === 0) break;
      at += read;
    }
    // A journal is there before the first page is written, and goes after the last.
    if (hotJournal(file, now) !== undefined || stateOfOpen(fd).stamp !== state.stamp) return undefined;
    return { is: 'read', bytes: bytes.subarray(0, at), state };
  } finally {
    fs.closeSync(fd);
  }
}

/**
 * SQLite writes with a journal beside the file: while that has content, the file is in the middle of a change, or its
 * writer died there and only SQLite can roll it back, which would be writing. Throws system errors.
 */
export function hotJournal(file: string, now: number): Unreadable | undefined {
  const journal = `${file}-journal`;
  // One that is kept for the next transaction begins with zeros.
  if (firstByte(journal) !== 0) {
    const written = stateOf(journal)?.written ?? now;
    const message = t(
      'The database is being changed, or its last writer was stopped in the middle: there is a file {0}. If no program is using it, open it once with MLflow, which puts it in order.',
      path.basename(journal),
    );
    return { is: Math.abs(now - written) < busyFor ? 'busy' : 'refused', message };
  }
  const log = `${file}-wal`;
  if (sizeOf(log) === 0) return undefined;
  return refused(
    t(
      'The newest records are still in the file {0}, which only SQLite can merge. Close the programs that use the database, or open it once with MLflow.',
      path.basename(log),
    ),
  );
}

function tooBig(size: number): string {
  return t(
    'The database has {0} MB; up to {1} MB can be shown. "mlflow server" shows one that is larger.',
    Math.round(size / megabyte),
    mostBytes / megabyte,
  );
}

function refused(message: string): Unreadable {
  return { is: 'refused', message };
}

/** 0 for an empty file and for none. */
function firstByte(file: string): number {
  if (sizeOf(file) === 0) return 0;
  try {
    const fd = fs.openSync(file, readOnly);
    try {
      return bytesAt(fd, 0, 1)[0] ?? 0;
    } finally {
      fs.closeSync(fd);
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0;
    throw error;
  }
}

function sizeOf(file: string): number {
  const stats = fs.lstatSync(file, { throwIfNoEntry: false });
  return stats?.isFile() === true ? stats.size : 0;
}

/** With SQLite's own counter of changes, since two of them may fall into one tick of the disk's clock. */
function stateOfOpen(fd: number): FileState {
  const { mtimeMs, size, dev, ino } = fs.fstatSync(fd);
  const counter = bytesAt(fd, 24, 4).toString('hex');
  return { stamp: `${mtimeMs} ${size} ${dev} ${ino} ${counter}`, written: mtimeMs };
}

function bytesAt(fd: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, fs.readSync(fd, bytes, 0, length, at));
}

export function isSqlite(bytes: Uint8Array): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}

/** How every SQLite file begins. */
const magic = Buffer.from('SQLite format 3\0');
const megabyte = 1_000_000;
/** All of it goes into memory. */
const mostBytes = 500 * megabyte;
const chunkBytes = 64 * 1024 * 1024;
const attempts = 3;
/** ms after which a journal is one that was left behind. */
const busyFor = 10_000;
