/**
 * Parses the lines of MLflow's metric files, `time value step …`, from bytes as they come. What follows the step (a
 * run's id in a model's metrics, a dataset's name and digest) is left aside; the oldest MLflow wrote `seconds value`.
 */

/** `add` gets every point, times in ms since 1970; the counts are those of whole lines only. */
export class MetricLines {
  /** Bytes of whole lines. */
  bytes: number;
  lines: number;
  /** Lines that say nothing, and the 1-based number of the first. */
  bad: number;
  firstBad: number;
  readonly #add: (step: number, time: number, value: number) => void;
  /** Start of a line whose end has not come yet. */
  #rest = Buffer.alloc(0);
  /** Bytes left out of a line that is too long to be one of MLflow's. */
  #skipped = 0;

  constructor(
    add: (step: number, time: number, value: number) => void,
    from: { bytes: number; lines: number; bad: number; firstBad: number } = atStart,
  ) {
    this.#add = add;
    this.bytes = from.bytes;
    this.lines = from.lines;
    this.bad = from.bad;
    this.firstBad = from.firstBad;
  }

  /** Bytes after the last whole line. */
  get unfinished(): number {
    return this.#skipped + this.#rest.length;
  }

  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = this.#endSkipped(bytes);
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, at)) {
      this.#line(bytes, at, end);
      at = end + 1;
    }
    this.bytes += at;
    const left = bytes.subarray(at);
    if (this.#skipped > 0 || left.length > longestLine) {
      this.#skipped += left.length;
      this.#rest = Buffer.alloc(0);
    } else this.#rest = Buffer.from(left);
  }

  /** Offset after the end of the line that is being left out, 0 when there is none. */
  #endSkipped(bytes: Buffer): number {
    if (this.#skipped === 0) return 0;
    const end = bytes.indexOf(newline);
    if (end < 0) return 0;
    this.bytes += this.#skipped;
    this.#skipped = 0;
    this.lines += 1;
    this.#isBad();
    return end + 1;
  }

  #line(bytes: Buffer, start: number, end: number): void {
    this.lines += 1;
    if (end > start && bytes[end - 1] === carriageReturn) end -= 1;
    if (end === start) return;
    const timeEnd = fieldEnd(bytes, start, end);
    const valueEnd = fieldEnd(bytes, timeEnd + 1, end);
    const stepEnd = fieldEnd(bytes, valueEnd + 1, end);
    const stamp = integer(bytes, start, timeEnd);
    const value = pythonFloat(bytes, timeEnd + 1, valueEnd);
    const legacy = valueEnd >= end;
    const step = legacy ? 0 : integer(bytes, valueEnd + 1, stepEnd);
    if (stamp === undefined || value === undefined || step === undefined) {
      this.#isBad();
      return;
    }
    this.#add(step, legacy && stamp < secondsBefore ? stamp * 1000 : stamp, value);
  }

  #isBad(): void {
    this.bad += 1;
    if (this.firstBad === 0) this.firstBad = this.lines;
  }
}

const atStart = { bytes: 0, lines: 0, bad: 0, firstBad: 0 };
const newline = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const longestLine = 4096;
/** Before 1.0 times were in seconds; as milliseconds this would be 1973. */
const secondsBefore = 1e11;

function fieldEnd(bytes: Buffer, start: number, end: number): number {
  if (start >= end) return end;
  const found = bytes.indexOf(space, start);
  return found < 0 || found > end ? end : found;
}

/** Beyond 2^53 as near as a number gets. */
function integer(bytes: Buffer, start: number, end: number): number | undefined {
  if (start >= end || end - start > 20) return undefined;
  let at = start;
  const negative = bytes[at] === 0x2d;
  if (negative) at += 1;
  if (at === end) return undefined;
  let value = 0;
  for (; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return negative ? -value : value;
}

/** As Python's str(float) writes it, in any case: `0.5`, `1e-05`, `nan`, `-inf`. */
function pythonFloat(bytes: Buffer, start: number, end: number): number | undefined {
  if (start >= end || end - start > 40) return undefined;
  const text = bytes.toString('latin1', start, end);
  const number = Number(text);
  // Number() also reads hexadecimal and the like, which Python does not write; every float ends in a digit or a dot.
  if (!Number.isNaN(number) && /^[+-]?[\d.][\d.e+-]*$/i.test(text)) return number;
  return words.get(text.toLowerCase());
}

const words = new Map([
  ['nan', NaN],
  ['inf', Infinity],
  ['+inf', Infinity],
  ['-inf', -Infinity],
  ['infinity', Infinity],
  ['-infinity', -Infinity],
]);
