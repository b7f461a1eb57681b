/** A file that somebody else appends to: only what is new is read, and one that was written anew is told from one that grew. */
import { readAt, stampOf, withPlainFile, type FileStamp } from './plainFile.ts';

export type Look =
  /** Nothing was written since the last look that asked for more. */
  | 'same'
  | 'grown'
  /** Another file, or other bytes than those that were taken in: begin anew. */
  | 'replaced'
  | 'missing'
  /** `trouble` says why. */
  | 'unreadable';

export interface Piece {
  /** The bytes that follow what was taken in, in memory that the next read uses again. */
  readonly bytes: Buffer;
  readonly view: DataView;
  /** How many of `bytes` are from the file. */
  readonly length: number;
  /** Bytes from the first of these to the end of the file. */
  readonly left: number;
  /** Reads on without taking in: for those who must look further. */
  readonly peek: (into: Uint8Array, position: number) => number;
}

export class GrowingFile {
  readonly path: string;
  /** Bytes taken in. */
  position = 0;
  trouble = '';
  #stamp: FileStamp | undefined;
  #seen = '';
  #anchor = new Uint8Array(0);

  constructor(path: string) {
    this.path = path;
  }

  get size(): number {
    return this.#stamp?.size ?? 0;
  }

  get mtime(): number {
    return this.#stamp?.mtimeMs ?? 0;
  }

  get made(): number {
    return this.#stamp?.madeMs ?? 0;
  }

  /** Asks the disk; reads nothing. */
  look(): Look {
    const read = stampOf(this.path);
    if (!read.ok) return this.#fail(read);
    this.trouble = '';
    const before = this.#stamp;
    this.#stamp = read.value;
    const { size, mtimeMs, identity } = read.value;
    if (before !== undefined && (identity !== before.identity || size < this.position)) return 'replaced';
    const seen = `${size} ${mtimeMs}`;
    if (seen === this.#seen) return 'same';
    this.#seen = seen;
    return 'grown';
  }

  /**
   * Hands the next bytes to `take`, which returns how many of them it took in (also more than it was given: then the
   * rest is passed over unread). `done`: it wants no more, or there is no more now.
   */
  read(take: (piece: Piece) => number): 'more' | 'done' | 'replaced' | 'missing' | 'unreadable' {
    const read = withPlainFile(this.path, (fd, stamp) => {
      const before = this.#stamp;
      const other = before !== undefined && stamp.identity !== before.identity;
      this.#stamp = stamp;
      if (other || stamp.size < this.position || !this.#isAnchored(fd)) return 'replaced';
      const left = stamp.size - this.position;
      if (left === 0) return 'done';
      const { bytes, view } = scratch();
      const length = readAt(fd, bytes.subarray(0, Math.min(left, pieceBytes)), this.position);
      const peek = (into: Uint8Array, position: number) => readAt(fd, into, position);
      const taken = take({ bytes, view, length, left, peek });
      if (taken === 0) return 'done';
      this.position += taken;
      this.#setAnchor(fd);
      return this.position < stamp.size ? 'more' : 'done';
    });
    return read.ok ? read.value : this.#fail(read);
  }

  /** From the start again. */
  reset(): void {
    this.position = 0;
    this.trouble = '';
    this.#seen = '';
    this.#stamp = undefined;
    this.#anchor = new Uint8Array(0);
  }

  #isAnchored(fd: number): boolean {
    const length = this.#anchor.length;
    if (length === 0) return true;
    const now = new Uint8Array(length);
    return readAt(fd, now, this.position - length) === length && Buffer.compare(now, this.#anchor) === 0;
  }

  /** Remembers the last bytes that were taken in. */
  #setAnchor(fd: number): void {
    const length = Math.min(anchorBytes, this.position);
    this.#anchor = new Uint8Array(length);
    readAt(fd, this.#anchor, this.position - length);
  }

  #fail(read: { readonly missing: boolean; readonly message: string }): 'missing' | 'unreadable' {
    // What was taken in stays: when it can be read again, it goes on from there.
    this.#seen = '';
    this.trouble = read.message;
    return read.missing ? 'missing' : 'unreadable';
  }
}

interface Scratch {
  readonly bytes: Buffer;
  readonly view: DataView;
}

/** One for the whole thread, made when it is first needed: reads are synchronous. */
function scratch(): Scratch {
  return (made ??= makeScratch());
}

let made: Scratch | undefined;

function makeScratch(): Scratch {
  const bytes = Buffer.alloc(pieceBytes);
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) };
}

/** A record or a line that is longer than this is passed over. */
export const pieceBytes = 1024 * 1024;
const anchorBytes = 64;
