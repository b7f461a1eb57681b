/** When each part of the output arrived, from output.times: pairs of (offset in all that was printed, ms), ascending. */
import { open, readFile } from 'node:fs/promises';
import * as z from 'zod';
import { codeOf } from '../../base/errors.ts';
import type { RunPaths } from '../../storage/layout.ts';

const pairBytes = 16;
/** Pairs from the end that are read: enough for the lines that a page shows. */
const pairLimit = 65_536;

interface Cut {
  readonly from: number;
  readonly removed: number;
  readonly marker: number;
}

export class ArrivalTimes {
  readonly #offsets: readonly number[];
  readonly #times: readonly number[];
  readonly #cut: Cut | undefined;

  private constructor(pairs: Float64Array, cut: Cut | undefined) {
    this.#offsets = Array.from(pairs.filter((_, index) => index % 2 === 0));
    this.#times = Array.from(pairs.filter((_, index) => index % 2 === 1));
    this.#cut = cut;
  }

  static async open(paths: Pick<RunPaths, 'outputTimes' | 'events'>): Promise<ArrivalTimes> {
    const [pairs, cut] = await Promise.all([readPairs(paths.outputTimes), readCut(paths.events)]);
    return new ArrivalTimes(pairs, cut);
  }

  /** Bytes that were cut out of the output, 0 for none. */
  get removed(): number {
    return this.#cut?.removed ?? 0;
  }

  /** ms when the byte at an offset of output.log as it is had arrived; null when that is not known. */
  at(offset: number): number | null {
    const logical = this.#toLogical(offset);
    if (logical === undefined) return null;
    let [low, high] = [0, this.#offsets.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#offsets[middle] ?? 0) <= logical) low = middle + 1;
      else high = middle;
    }
    // Before the first of the pairs that were read nothing is known.
    if (low === 0 && this.#offsets.length === pairLimit) return null;
    return this.#times[low] ?? null;
  }

  /** Undefined inside the line that says what was cut. */
  #toLogical(offset: number): number | undefined {
    const cut = this.#cut;
    if (cut === undefined || offset < cut.from) return offset;
    return offset < cut.from + cut.marker ? undefined : offset - cut.marker + cut.removed;
  }
}

async function readPairs(path: string): Promise<Float64Array> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const whole = size - (size % pairBytes);
      const length = Math.min(whole, pairLimit * pairBytes);
      const pairs = new Float64Array(length / 8);
      await file.read(new Uint8Array(pairs.buffer), 0, length, whole - length);
      return pairs;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isMissing(error)) return new Float64Array();
    throw error;
  }
}

const cutEvent = z.object({
  type: z.literal('outputCut'),
  from: z.number(),
  removed: z.number(),
  marker: z.number().default(0),
});

/** The last cut holds all before it. */
async function readCut(path: string): Promise<Cut | undefined> {
  try {
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.includes('"outputCut"'));
    const last = lines.findLast((line) => line.endsWith('}'));
    return last === undefined ? undefined : cutEvent.safeParse(JSON.parse(last)).data;
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}
