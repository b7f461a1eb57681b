/** Whole lines of a text that somebody else appends to. */
import { counted } from '../base/counted.ts';
import { t } from '../base/l10n.ts';
import { GrowingFile, pieceBytes, type Look, type Piece } from './growingFile.ts';

export class GrowingLines {
  readonly #file: GrowingFile;
  #isPending = true;
  #lines = 0;
  /** Lines that were too long to be read. */
  #tooLong = 0;
  #isInTooLong = false;
  /** A last line without its newline was taken for whole, since nobody had added to it for a while. */
  #tookTail = false;
  #isSettled = false;
  #wasContinued = false;

  constructor(path: string) {
    this.#file = new GrowingFile(path);
  }

  get path(): string {
    return this.#file.path;
  }

  get size(): number {
    return this.#file.size;
  }

  /** ms since 1970. */
  get mtime(): number {
    return this.#file.mtime;
  }

  /** ms since 1970. */
  get made(): number {
    return this.#file.made;
  }

  /** Bytes taken in. */
  get position(): number {
    return this.#file.position;
  }

  /** Why it cannot be read; empty when it can. */
  get trouble(): string {
    return this.#file.trouble;
  }

  /** Said of lines that were too long to be read; undefined: there were none. */
  get tooLong(): string | undefined {
    if (this.#tooLong === 0) return undefined;
    return counted(this.#tooLong, t('1 line is too long to be read.'), (n) =>
      t('{0} lines are too long to be read.', n),
    );
  }

  /** Whether something may be there that was not read. */
  get isPending(): boolean {
    return this.#isPending;
  }

  /** `now` in ms since 1970. */
  look(now: number): Look {
    const look = this.#file.look();
    this.#isSettled = Math.abs(now - this.#file.mtime) > settles;
    if (look === 'grown') this.#isPending = true;
    if (look !== 'same' || !this.#isSettled || this.#tookTail || this.position >= this.size) return look;
    this.#isPending = true;
    return 'grown';
  }

  /**
   * Hands over some of the new lines, each with its number, from 1. `continued`: a line that was taken for whole goes on,
   * so everything has to be read from the start.
   */
  read(
    take: (line: string, number: number) => void,
  ): 'more' | 'done' | 'continued' | 'replaced' | 'missing' | 'unreadable' {
    const outcome = this.#file.read((piece) => this.#take(piece, take));
    if (outcome !== 'more') this.#isPending = false;
    return this.#wasContinued ? 'continued' : outcome;
  }

  reset(): void {
    this.#file.reset();
    this.#isPending = true;
    this.#lines = 0;
    this.#tooLong = 0;
    this.#isInTooLong = false;
    this.#tookTail = false;
    this.#wasContinued = false;
  }

  #take(piece: Piece, take: (line: string, number: number) => void): number {
    const { bytes, length } = piece;
    if (this.#tookTail) {
      this.#tookTail = false;
      const lineEnd = lineEndAt(bytes, length);
      this.#wasContinued = lineEnd === 0;
      return lineEnd;
    }
    const end = bytes.lastIndexOf(newline, length - 1) + 1;
    if (end > 0) {
      this.#lines += this.#hand(bytes.toString('utf8', 0, end - 1), take);
      return end;
    }
    if (length === pieceBytes) {
      if (!this.#isInTooLong) this.#tooLong += 1;
      this.#isInTooLong = true;
      return length;
    }
    if (!this.#isSettled) return 0;
    this.#tookTail = true;
    this.#lines += this.#hand(bytes.toString('utf8', 0, length), take);
    return length;
  }

  /** Returns how many lines there were. */
  #hand(text: string, take: (line: string, number: number) => void): number {
    const lines = text.split('\n');
    lines.forEach((line, index) => {
      const isRest = index === 0 && this.#isInTooLong;
      if (!isRest) take(line.endsWith('\r') ? line.slice(0, -1) : line, this.#lines + index + 1);
    });
    this.#isInTooLong = false;
    return lines.length;
  }
}

/** Bytes of the line end that `bytes` begin with. */
function lineEndAt(bytes: Buffer, length: number): number {
  if (bytes[0] === newline) return 1;
  if (bytes[0] !== carriageReturn) return 0;
  return length > 1 && bytes[1] === newline ? 2 : 1;
}

const newline = 0x0a;
const carriageReturn = 0x0d;
/** ms after which a writer would have ended its line. */
const settles = 10_000;
