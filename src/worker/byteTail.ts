/** Follows a growing file by its bytes, a bounded piece at a time. */
import fs from 'node:fs';
import { codeOf } from '../base/errors.ts';

export class ByteTail {
  readonly #path: string;
  readonly #buffer = Buffer.allocUnsafe(pieceBytes);
  #fd: number | undefined;
  #offset: number;

  constructor(path: string, offset: number) {
    this.#path = path;
    this.#offset = offset;
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

  close(): void {
    if (this.#fd !== undefined) fs.closeSync(this.#fd);
    this.#fd = undefined;
  }

  #open(): number | undefined {
    if (this.#fd !== undefined) return this.#fd;
    try {
      this.#fd = fs.openSync(this.#path, 'r');
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
    return this.#fd;
  }
}

const pieceBytes = 1024 * 1024;
