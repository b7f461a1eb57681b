/** Follows output.log: takes printed metrics from it, keeps when it arrived, and keeps its last lines at hand. */
import fs from 'node:fs';
import type { Clock } from '../base/clock.ts';
import { t } from '../base/l10n.ts';
import type { CairnConfig } from '../records/config.ts';
import { createPrintedParser, type PrintedParser, type PrintedPoint } from '../runs/printed/printedParser.ts';
import type { RunPaths } from '../storage/layout.ts';
import { ByteTail } from './byteTail.ts';
import { LostOutput } from './lostOutput.ts';
import type { OutputCut } from './outputCap.ts';
import type { Recorder } from './recorder.ts';

export interface OutputOptions {
  readonly paths: RunPaths;
  readonly recorder: Recorder;
  readonly config: CairnConfig;
  /** Logical byte offset up to which printed metrics have been taken over. */
  readonly from: number;
  readonly cut: OutputCut | undefined;
}

export class OutputFeed {
  readonly #recorder: Recorder;
  readonly #clock: Clock;
  readonly #parser: PrintedParser;
  readonly #tail: ByteTail;
  readonly #times: number;
  /** Logical offset of the first byte that the parser is pushed, behind what it only learnt from. */
  readonly #base: number;
  #cut: OutputCut | undefined;
  #last = Buffer.alloc(0);

  constructor({ paths, recorder, config, from, cut }: OutputOptions) {
    this.#recorder = recorder;
    this.#clock = recorder.clock;
    this.#cut = cut;
    const { enabled = true, include = [], exclude = [] } = config.printedMetrics ?? {};
    this.#parser = createPrintedParser({ enabled, include, exclude });
    const start = Math.min(toPhysical(from, cut), fileSize(paths.output));
    const warm = Math.max(
      cut === undefined ? 0 : Math.min(start, cut.from + cut.marker),
      start - warmUpBytes,
    );
    this.#tail = new ByteTail(paths.output, warm, (why) => {
      const message = t('The output cannot be read ({0}), so what is printed from here on is missing.', why);
      recorder.problem({ where: 'output.log', message });
    });
    // A script may delete it before it was read for the first time.
    this.#tail.size();
    this.#base = toLogical(start, cut);
    this.#times = fs.openSync(paths.outputTimes, 'a');
    this.#warmUp(start);
  }

  /** Logical byte offset up to which printed metrics are with the recorder. */
  get mark(): number {
    return this.#base + this.#parser.settled;
  }

  get cut(): OutputCut | undefined {
    return this.#cut;
  }

  /** Bytes in output.log as it is. */
  size(): number {
    return this.#tail.size();
  }

  /** Takes over what is there, at most 1 MiB; true when there may be more. */
  poll(): boolean {
    const piece = this.#tail.read();
    if (piece === undefined) return false;
    this.#take(this.#parser.push(piece));
    this.#last = Buffer.concat([this.#last, piece.subarray(-lastBytes)]).subarray(-lastBytes);
    const arrived = new Float64Array([toLogical(this.#tail.offset, this.#cut), this.#clock.now()]);
    try {
      fs.writeSync(this.#times, new Uint8Array(arrived.buffer));
    } catch (error) {
      // Only the times of some lines: on a full disk the recorder tells about what matters.
      if (!(error instanceof Error)) throw error;
    }
    return true;
  }

  end(): void {
    this.#take(this.#parser.end());
  }

  /** The end of the output as text, for the reason of a failure. */
  lastText(): string {
    return this.#last.toString('utf8');
  }

  /** Everything read so far has been moved: from here on offsets count with `cut`. */
  moved(cut: OutputCut, offset: number): void {
    this.#cut = cut;
    this.#tail.offset = offset;
  }

  /** The file itself, also when its name is gone; then it is no longer this feed's to close. */
  takeFile(): LostOutput | undefined {
    const fd = this.#tail.release();
    return fd === undefined ? undefined : new LostOutput(fd);
  }

  close(): void {
    this.#tail.close();
    fs.closeSync(this.#times);
  }

  #take(points: readonly PrintedPoint[]): void {
    for (const { metrics, step, progress } of points) {
      for (const [key, value] of metrics) {
        this.#recorder.point({ key, step, time: undefined, value, source: 'printed' });
      }
      if (progress !== undefined) this.#recorder.progress(progress);
    }
  }

  /** The parser reads a little of what was taken over before, so that it knows the epoch it is in; nothing is recorded. */
  #warmUp(start: number): void {
    while (this.#tail.offset < start) {
      const piece = this.#tail.read();
      if (piece === undefined) return;
      const before = Math.min(piece.length, piece.length - (this.#tail.offset - start));
      this.#parser.prime(piece.subarray(0, before));
      this.#last = Buffer.concat([this.#last, piece.subarray(0, before)]).subarray(-lastBytes);
      if (this.#tail.offset > start) this.#tail.offset = start;
    }
  }
}

const warmUpBytes = 64 * 1024;
const lastBytes = 16 * 1024;

/** Offset in output.log as it is → offset in all that was ever printed. */
export function toLogical(physical: number, cut: OutputCut | undefined): number {
  if (cut === undefined || physical <= cut.from) return physical;
  return Math.max(cut.from, physical - cut.marker) + cut.removed;
}

export function toPhysical(logical: number, cut: OutputCut | undefined): number {
  if (cut === undefined || logical <= cut.from) return logical;
  return Math.max(cut.from, logical - cut.removed) + cut.marker;
}

function fileSize(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
