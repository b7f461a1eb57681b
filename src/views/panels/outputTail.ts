/** The last lines of a run's output with their numbers and times, read from its end and followed as it grows. */
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { codeOf } from '../../base/errors.ts';
import type { OutputLine, OutputTail as Tail } from '../../protocol/runPage.ts';
import type { RunPaths } from '../../storage/layout.ts';
import { ArrivalTimes } from './arrivalTimes.ts';
import { plainText } from './plainText.ts';

/** As much of the file's end as is read for its last lines. */
const windowBytes = 512 * 1024;
const chunkBytes = 1 << 20;
/** Characters of one line that are shown. */
const lineLimit = 4000;

export class OutputTail {
  readonly #paths: Pick<RunPaths, 'output' | 'outputTimes' | 'events'>;
  /** Bytes whose line ends have been counted, and how many there were. */
  #counted = { bytes: 0, lines: 0 };
  /** Bytes that the last known cut took out. */
  #removed = 0;
  #sent = { size: -1, lastLine: 0 };

  constructor(paths: Pick<RunPaths, 'output' | 'outputTimes' | 'events'>) {
    this.#paths = paths;
  }

  /** The last `lines` lines; none when there is no output yet. */
  async read(lines: number): Promise<Tail> {
    const tail = await this.#read(lines);
    this.#sent = { size: tail.size, lastLine: tail.lines.at(-1)?.n ?? 0 };
    return tail;
  }

  /** What came since the last call, or undefined; `from` is the first line number that changed. */
  async grow(lines: number): Promise<{ from: number; tail: Tail } | undefined> {
    const { size, lastLine } = this.#sent;
    const removed = this.#removed;
    const now = await this.#size();
    if (now === size || size < 0) return undefined;
    const tail = await this.read(lines);
    // The file shrinks when its middle is cut: then all numbers change. The last line may have been half a line.
    const from = now < size || this.#removed !== removed ? 0 : lastLine;
    return { from, tail: { ...tail, lines: tail.lines.filter((line) => line.n >= from) } };
  }

  async #size(): Promise<number> {
    return (await withFile(this.#paths.output, async (file) => (await file.stat()).size)) ?? 0;
  }

  async #read(wanted: number): Promise<Tail> {
    const times = await ArrivalTimes.open(this.#paths);
    // Behind a cut all offsets and numbers are others, also when the file has grown again meanwhile.
    if (times.removed !== this.#removed) this.#counted = { bytes: 0, lines: 0 };
    this.#removed = times.removed;
    const read = await withFile(this.#paths.output, async (file) => {
      const { size } = await file.stat();
      await this.#count(file, size);
      const start = Math.max(0, size - windowBytes);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
      return { size, start, bytes: buffer.subarray(0, bytesRead) };
    });
    if (!read || read.bytes.length === 0) return { lines: [], total: 0, size: read?.size ?? 0 };
    const { size, start, bytes } = read;
    const endsOpen = bytes.at(-1) !== newline;
    const total = this.#counted.lines + (endsOpen ? 1 : 0);
    const pieces = lastPieces(bytes, wanted, start > 0);
    const lines = pieces.map(({ at, text }, index): OutputLine => {
      const n = total - pieces.length + 1 + index;
      return { n, t: times.at(start + at), text: plainText(text).slice(0, lineLimit + 1) };
    });
    return { lines, total, size };
  }

  /** Counts line ends from where it left off; from the start when the file was cut. */
  async #count(file: FileHandle, size: number): Promise<void> {
    if (size < this.#counted.bytes) this.#counted = { bytes: 0, lines: 0 };
    const chunk = Buffer.alloc(Math.min(chunkBytes, size - this.#counted.bytes));
    while (this.#counted.bytes < size) {
      const { bytes, lines } = this.#counted;
      const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.length, size - bytes), bytes);
      if (bytesRead === 0) return;
      this.#counted = { bytes: bytes + bytesRead, lines: lines + countLines(chunk.subarray(0, bytesRead)) };
    }
  }
}

const newline = 0x0a;

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count += 1;
  return count;
}

/** The last lines of a window, each with its offset in it. A first line that began before the window is cut, not left out, when it is all there is. */
function lastPieces(bytes: Buffer, wanted: number, isCut: boolean): { at: number; text: string }[] {
  const pieces: { at: number; text: string }[] = [];
  let end = bytes.at(-1) === newline ? bytes.length - 1 : bytes.length;
  while (pieces.length < wanted && end >= 0) {
    const before = end === 0 ? -1 : bytes.lastIndexOf(newline, end - 1);
    const partial = before < 0 && isCut;
    if (partial && pieces.length > 0) break;
    const at = partial ? Math.max(0, end - lineLimit) : before + 1;
    pieces.push({
      at,
      text: (partial ? '…' : '') + bytes.toString('utf8', at, Math.min(end, at + 4 * lineLimit)),
    });
    end = before;
  }
  return pieces.reverse();
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
  try {
    // A script may have put a folder there.
    return (await file.stat()).isFile() ? await use(file) : undefined;
  } finally {
    await file.close();
  }
}
