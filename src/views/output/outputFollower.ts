/** Follows a run's output.log as it grows: the last part of what is there, then all that comes. */
import { open, type FileHandle } from 'node:fs/promises';
import { codeOf } from '../../base/errors.ts';
import type { Disposable } from '../../base/disposable.ts';
import { TerminalText } from './terminalText.ts';

export interface FollowOptions {
  readonly file: string;
  /** Bytes of what is already there that are shown. */
  readonly tail: number;
  /** ms between looks; a look at a file that did not grow is one stat. */
  readonly interval: number;
  write(text: string): void;
  /** Bytes were left out before what comes next. */
  skipped(bytes: number): void;
  failed(error: unknown): void;
}

/** At most this much is read in one look, so that a flood never holds up the extension host. */
const mostPerLook = 1 << 20;

export class OutputFollower implements Disposable {
  readonly #options: FollowOptions;
  readonly #text = new TerminalText();
  #at: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #disposed = false;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#schedule(0);
  }

  /** Reads what is there now; for the end of a run, after which nothing more comes. */
  async drain(): Promise<void> {
    let before: number | undefined;
    do {
      before = this.#at;
      await this.#looking;
      this.#looking = this.#look();
      await this.#looking;
    } while (this.#at !== before && !this.#disposed);
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  #schedule(delay: number): void {
    if (this.#disposed) return;
    this.#timer = setTimeout(() => {
      this.#looking ??= this.#look();
      this.#looking.then(
        () => {
          this.#looking = undefined;
          this.#schedule(this.#options.interval);
        },
        (error: unknown) => {
          this.#options.failed(error);
        },
      );
    }, delay);
  }

  async #look(): Promise<void> {
    let handle: FileHandle;
    try {
      handle = await open(this.#options.file, 'r');
    } catch (error) {
      // Not there yet, or not any more: both may change.
      if (codeOf(error) === 'ENOENT') return;
      throw error;
    }
    try {
      const { size } = await handle.stat();
      this.#jump(size);
      const at = this.#at ?? 0;
      const { buffer, bytesRead } = await handle.read({
        buffer: Buffer.allocUnsafe(Math.min(size - at, mostPerLook)),
        position: at,
      });
      this.#at = at + bytesRead;
      const text = this.#text.push(buffer.subarray(0, bytesRead));
      if (text !== '' && !this.#disposed) this.#options.write(text);
    } finally {
      await handle.close();
    }
  }

  /** Moves on to where the last `tail` bytes begin, at the start, after a cut of the file, and when it outruns us. */
  #jump(size: number): void {
    const cut = this.#at !== undefined && this.#at > size;
    const from = cut ? undefined : this.#at;
    if (from !== undefined && size - from <= this.#options.tail + mostPerLook) return;
    const to = Math.max(from ?? 0, size - this.#options.tail);
    if (cut || to > (from ?? 0)) {
      this.#text.reset();
      this.#options.skipped(to - (from ?? 0));
    }
    this.#at = to;
  }
}
