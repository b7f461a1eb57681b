/** Opens other people's files with care: only regular files, no link is followed, and nothing can block. */
import fs from 'node:fs';
import { codeOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { readProblem } from '../base/readProblem.ts';

export interface FileStamp {
  readonly size: number;
  /** ms since 1970. */
  readonly mtimeMs: number;
  /** When it was made, as far as the file system tells; never after `mtimeMs`. */
  readonly madeMs: number;
  /** Another file has another. */
  readonly identity: string;
}

export type FileRead<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      /** There is no such file (any more). */
      readonly missing: boolean;
      readonly message: string;
    };

/** What a file is now, without opening it. */
export function stampOf(file: string): FileRead<FileStamp> {
  return careful(() => plainStamp(fs.lstatSync(file)));
}

/** Opens it for the time that `use` takes. */
export function withPlainFile<T>(file: string, use: (fd: number, stamp: FileStamp) => T): FileRead<T> {
  return careful(() => {
    // Windows has no such flag, so a link is asked for first; between the two moments it may still be put there.
    const before = plainStamp(fs.lstatSync(file));
    if (!before.ok) return before;
    const fd = fs.openSync(file, openFlags);
    try {
      const stamp = plainStamp(fs.fstatSync(fd));
      return stamp.ok ? { ok: true, value: use(fd, stamp.value) } : stamp;
    } finally {
      fs.closeSync(fd);
    }
  });
}

/** All of a small file; a bigger one is refused with a sentence. */
export function readPlainText(file: string, mostBytes: number): FileRead<string> {
  const read = withPlainFile(file, (fd, { size }) => {
    if (size > mostBytes) return undefined;
    const buffer = Buffer.allocUnsafe(size);
    return buffer.toString('utf8', 0, readAt(fd, buffer, 0));
  });
  if (!read.ok) return read;
  return read.value === undefined
    ? {
        ok: false,
        missing: false,
        message: t('The file is too big to be read: over {0} MB.', mostBytes / 1e6),
      }
    : { ok: true, value: read.value };
}

/** Fills `into` from a place in the file, as far as there are bytes; returns how many. */
export function readAt(fd: number, into: Uint8Array, position: number): number {
  let at = 0;
  while (at < into.length) {
    const read = fs.readSync(fd, into, at, into.length - at, position + at);
    if (read === 0) break;
    at += read;
  }
  return at;
}

/** A pipe of the right name must not block; what a system does not know counts as 0. */
const openFlags = fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK;

function plainStamp(stats: fs.Stats): FileRead<FileStamp> {
  if (!stats.isFile()) {
    const message = stats.isSymbolicLink()
      ? t('It is a link, and links are not followed.')
      : t('It is not a file.');
    return { ok: false, missing: false, message };
  }
  const { size, mtimeMs, birthtimeMs, dev, ino } = stats;
  const madeMs = birthtimeMs > 0 ? Math.min(birthtimeMs, mtimeMs) : mtimeMs;
  return { ok: true, value: { size, mtimeMs, madeMs, identity: `${dev}:${ino}` } };
}

function careful<T>(use: () => FileRead<T>): FileRead<T> {
  try {
    return use();
  } catch (error) {
    const code = codeOf(error);
    // Codes of Node's own begin so: they tell of a bug.
    if (code === undefined || code.startsWith('ERR_')) throw error;
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    return { ok: false, missing, message: t('The file cannot be read: {0}.', readProblem(error)) };
  }
}
