/** Walks through a binary file of any size with a window of 64 kB, and never past its end. */
import { open } from 'node:fs/promises';
import { Unreadable } from './unreadable.ts';

export class BoundedReader {
  /** Bytes. */
  readonly size: number;
  position = 0;
  readonly #read: (into: Buffer, position: number) => Promise<number>;
  readonly #window = Buffer.alloc(65_536);
  #from = 0;
  #held = 0;
  #steps = 0;

  constructor(size: number, read: (into: Buffer, position: number) => Promise<number>) {
    this.size = size;
    this.#read = read;
  }

  /** The next bytes, valid until the next call; at most 64 kB. */
  async bytes(length: number): Promise<Buffer> {
    // A hostile file is made of millions of tiny things.
    if (++this.#steps > mostSteps) throw new Unreadable();
    if (length > this.#window.length || length > this.size - this.position) throw new Unreadable();
    if (this.position < this.#from || this.position + length > this.#from + this.#held) {
      this.#held = await this.#read(this.#window, this.position);
      this.#from = this.position;
      if (this.#held < length) throw new Unreadable();
    }
    const start = this.position - this.#from;
    this.position += length;
    return this.#window.subarray(start, start + length);
  }

  skip(length: number): void {
    if (!(length >= 0 && length <= this.size - this.position)) throw new Unreadable();
    this.position += length;
  }

  async u32(): Promise<number> {
    return (await this.bytes(4)).readUInt32LE();
  }

  async u64(): Promise<number> {
    const value = Number((await this.bytes(8)).readBigUInt64LE());
    if (!Number.isSafeInteger(value)) throw new Unreadable();
    return value;
  }
}

const mostSteps = 2_000_000;

/** Opens the file for as long as `use` takes. */
export async function withReader<T>(file: string, use: (reader: BoundedReader) => Promise<T>): Promise<T> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    return await use(
      new BoundedReader(
        size,
        async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
      ),
    );
  } finally {
    await handle.close();
  }
}
