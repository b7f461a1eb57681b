/** Follows a growing file by its bytes, a bounded piece at a time. */
import fs from 'node:fs';
import { codeOf, messageOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';

export class ByteTail {
  readonly #path: string;
  readonly #buffer = Buffer.allocUnsafe(pieceBytes);
  #fd: number | undefined;
  #offset: number;
  readonly #onUnreadable: ((why: string) => void) | undefined;
  #hasTold = false;

  /** What is no file that can be read counts as not there; `onUnreadable` is told of it once. */
  constructor(path: string, offset: number, onUnreadable?: (why: string) => void) {
    this.#path = path;
    this.#offset = offset;
    this.#onUnreadable = onUnreadable;
  }

  /** Byte offset of the next read. */
  get offset(): number {
    return this.#offset;
  }

  set offset(offset: number) {
    this.#offset = offset;
  }

  /** True when the file was deleted, so that what comes under its name is another one. */
  get isDeleted(): boolean {
    return this.#fd !== undefined && fs.fstatSync(this.#fd).nlink === 0;
  }

  /** Bytes in the file now; 0 when it is not there. */
  size(): number {
    const fd = this.#open();
    return fd === undefined ? 0 : fs.fstatSync(fd).size;
  }

  /** What comes next, at most 1 MiB; undefined when there is nothing new. Valid until the next read. */
  read(): Buffer | undefined {
    const fd = this.#open();
    if (fd === undefined) return undefined;
    const count = fs.readSync(fd, this.#buffer, 0, pieceBytes, this.#offset);
    if (count === 0) return undefined;
    this.#offset += count;
    return this.#buffer.subarray(0, count);
  }

  /** The open file, which whoever asks has to close. */
  release(): number | undefined {
    const fd = this.#fd;
    this.#fd = undefined;
    return fd;
  }

  close(): void {
    if (this.#fd !== undefined) fs.closeSync(this.#fd);
    this.#fd = undefined;
  }

  #open(): number | undefined {
    if (this.#fd !== undefined) return this.#fd;
    try {
      // Asked first, because opening a pipe would wait for somebody to write into it.
      if (fs.statSync(this.#path).isFile()) this.#fd = fs.openSync(this.#path, 'r');
      else this.#tell(t('it is no file'));
    } catch (error) {
      const code = codeOf(error) ?? '';
      if (unreadable.has(code)) this.#tell(messageOf(error));
      else if (code !== 'ENOENT') throw error;
    }
    return this.#fd;
  }

  #tell(why: string): void {
    if (!this.#hasTold) this.#onUnreadable?.(why);
    this.#hasTold = true;
  }
}

const pieceBytes = 1024 * 1024;
/** What a script can make of a file that was there; all else may pass. */
const unreadable = new Set(['EISDIR', 'EACCES', 'EPERM', 'ENOTDIR', 'ELOOP', 'ENXIO']);
