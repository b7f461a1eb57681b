/** Metrics from what a script prints: cuts output into lines as it arrives, also those a carriage return overwrites. */
import { starMatcher } from '../../base/glob.ts';
import { Buffer } from 'node:buffer';
import {
  endBarLine,
  finishPrinted,
  maxPrintedLineLength,
  newPrintedState,
  parsePrintedLine,
} from './parsePrintedLine.ts';
import type { PrintedPoint } from './parsePrintedLine.ts';

export type { PrintedPoint } from './parsePrintedLine.ts';

export interface PrintedOptions {
  readonly enabled: boolean;
  /** Only these metric names; `*` and `?` stand for any text and one character. Empty: all. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export interface PrintedParser {
  /** Output as it comes, cut anywhere, also within a character or between CR and LF. */
  push(chunk: string | Uint8Array): readonly PrintedPoint[];
  /** The last line without an end, and what a full bar still held back. Call once, when the output has ended. */
  end(): readonly PrintedPoint[];
  /**
   * Bytes pushed whose points have all been returned. After a crash a new parser that is primed with some KB before this
   * place, and then pushed everything behind it, returns each metric once
   * (progress may be repeated).
   */
  readonly settled: number;
  /** Learns from earlier output, whose points were returned before: the epoch, tables, counters. Once, before all else. */
  prime(before: Uint8Array): void;
}

export function createPrintedParser(options: PrintedOptions): PrintedParser {
  const wanted = nameFilter(options);
  const state = newPrintedState();
  /** Parts of the line that has not ended. */
  let parts: Buffer[] = [];
  let partsLength = 0;
  let pushed = 0;
  /** The line ended in CR; LF may follow. */
  let afterReturn = false;
  /** Offset at which the held-back bar's last line began. */
  let barFrom: number | undefined;
  let primed = 0;

  const endLine = (isNewline: boolean): readonly PrintedPoint[] => {
    const length = partsLength;
    afterReturn = false;
    if (length === 0 && !isNewline) return [];
    const line = parts.length === 1 ? parts[0] : Buffer.concat(parts);
    parts = [];
    partsLength = 0;
    const before = state.bar;
    // Four bytes hold at least one UTF-16 unit: a longer line is too long in any case.
    const isShort = line !== undefined && length <= 4 * maxPrintedLineLength;
    const found = isShort ? parsePrintedLine(line.toString('utf8'), state) : [];
    const closed = isNewline ? endBarLine(state) : [];
    if (state.bar === undefined) barFrom = undefined;
    else if (state.bar !== before) barFrom = pushed - length - 1;
    return closed.length === 0 ? found : [...found, ...closed];
  };

  const keep = (part: Buffer) => {
    // Copied: the caller may use its chunk again.
    if (partsLength <= 4 * maxPrintedLineLength) parts.push(Buffer.from(part));
    partsLength += part.length;
  };

  const push = (chunk: string | Uint8Array): readonly PrintedPoint[] => {
    const bytes =
      typeof chunk === 'string'
        ? Buffer.from(chunk)
        : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    if (!options.enabled) {
      pushed += bytes.length;
      return [];
    }
    const found: PrintedPoint[] = [];
    const base = pushed;
    const nextEnd = lineEnds(bytes);
    let start = 0;
    while (start < bytes.length) {
      if (afterReturn) {
        const isNewline = bytes[start] === newline;
        pushed = base + start;
        found.push(...endLine(isNewline));
        if (isNewline) start += 1;
        continue;
      }
      const end = nextEnd(start);
      if (end !== start) keep(bytes.subarray(start, end < 0 ? bytes.length : end));
      if (end < 0) break;
      start = end + 1;
      pushed = base + start;
      if (bytes[end] === newline) found.push(...endLine(true));
      else afterReturn = true;
    }
    pushed = base + bytes.length;
    return select(found, wanted);
  };

  return {
    push,
    end() {
      const last = partsLength > 0 || afterReturn ? endLine(true) : [];
      return select([...last, ...finishPrinted(state)], wanted);
    },
    get settled() {
      return Math.min(barFrom ?? pushed, pushed - partsLength - (afterReturn ? 1 : 0)) - primed;
    },
    prime(before) {
      push(before);
      if (afterReturn) endLine(false);
      primed = pushed;
      barFrom = undefined;
    },
  };
}

const newline = 0x0a;
const carriageReturn = 0x0d;

/** Offsets of line ends in order; each kind is looked for only once it was passed, so many CRs without LF stay linear. */
function lineEnds(bytes: Buffer): (from: number) => number {
  const finder = (byte: number) => {
    let found = -2;
    return (from: number) => {
      if (found !== -1 && found < from) found = bytes.indexOf(byte, from);
      return found;
    };
  };
  const [nextNewline, nextReturn] = [finder(newline), finder(carriageReturn)];
  return (from) => {
    const [lf, cr] = [nextNewline(from), nextReturn(from)];
    return lf < 0 || cr < 0 ? Math.max(lf, cr) : Math.min(lf, cr);
  };
}

function select(found: readonly PrintedPoint[], wanted: (key: string) => boolean): readonly PrintedPoint[] {
  return found.flatMap((point) => {
    const metrics = point.metrics.filter(([key]) => wanted(key));
    return metrics.length === 0 && point.progress === undefined ? [] : [{ ...point, metrics }];
  });
}

function nameFilter({ include, exclude }: PrintedOptions): (key: string) => boolean {
  const included = include.map(starMatcher);
  const excluded = exclude.map(starMatcher);
  return (key) =>
    (included.length === 0 || included.some((matches) => matches(key))) &&
    !excluded.some((matches) => matches(key));
}
