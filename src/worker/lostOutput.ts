/**
 * The file into which a script prints, after the script deleted it: it has no name any more, but lives as long as
 * somebody has it open. What stands and comes in it is copied into the new file of that name.
 */
import fs from 'node:fs';
import { codeOf } from '../base/errors.ts';

export class LostOutput {
  readonly #fd: number;
  readonly #buffer = Buffer.allocUnsafe(pieceBytes);
  /** Bytes that have been copied. */
  #offset = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Copies what is new, at most 1 MiB; true when there may be more. On a full disk it waits for the next call. */
  copy(to: string): boolean {
    const count = fs.readSync(this.#fd, this.#buffer, 0, pieceBytes, this.#offset);
    if (count === 0) return false;
    try {
      // Opened each time and never made: the new file may be deleted as well.
      const fd = fs.openSync(to, fs.constants.O_WRONLY | fs.constants.O_APPEND);
      try {
        this.#offset += fs.writeSync(fd, this.#buffer, 0, count);
      } finally {
        fs.closeSync(fd);
      }
      return true;
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
      return false;
    }
  }

  /** Copied anew from the start, into a file that is as empty. */
  rewind(): void {
    this.#offset = 0;
  }
}

const pieceBytes = 1024 * 1024;
