/** The only writer of a run's events and metrics. Nothing counts as taken over before it has been handed to the system. */
import fs from 'node:fs';
import path from 'node:path';
import type { Clock } from '../base/clock.ts';
import { codeOf, messageOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { RunEvent, Source } from '../records/event.ts';
import { openSoleLog, type AppendLog } from '../storage/appendLog.ts';
import type { RunPaths } from '../storage/layout.ts';
import type { Marks } from '../storage/series/seriesFormat.ts';
import { openSeriesWriter, type SeriesWriter } from '../storage/series/seriesWriter.ts';
import { readHistory, forwardClock, type History } from './history.ts';
import { sweepUploads } from './uploads.ts';

/** An event without its time, which the recorder gives. */
export type NewEvent = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, 't'> : never) : never;

export interface Point {
  readonly key: string;
  /** Absent: the one after the metric's last. */
  readonly step: number | undefined;
  /** ms since 1970; absent: now. */
  readonly time: number | undefined;
  readonly value: number;
  readonly source: Source;
}

export class Recorder {
  readonly history: History;
  readonly clock: Clock;
  /** Told of every file in artifacts/ that is recorded, by whomever. */
  onArtifact: ((path: string) => void) | undefined;
  /** Told of every dataset that is recorded, by whomever. */
  onDataset: ((event: Extract<NewEvent, { type: 'dataset' }>) => void) | undefined;
  readonly #log: AppendLog;
  readonly #series: SeriesWriter;
  readonly #ballast: string;
  readonly #uploads: string;
  #pending: RunEvent[] = [];
  #points = 0;
  /** Metrics that the script logs itself: what it also prints of them is not taken twice. */
  readonly #logged: Set<string>;
  #progress: (NewEvent & { type: 'progress' }) | undefined;
  #progressTime = 0;
  #problems: number;
  #fullSince: number | undefined;

  constructor(paths: RunPaths, clock: Clock) {
    this.history = readHistory(paths.events);
    this.clock = forwardClock(clock, this.history.lastTime);
    this.#log = openSoleLog(paths.events);
    this.#series = openSeriesWriter(paths.metrics);
    this.#problems = this.history.problems;
    const logged = this.#series.summaries().filter((metric) => metric.source !== 'printed');
    this.#logged = new Set(logged.map((metric) => metric.key));
    this.#ballast = path.join(paths.dir, 'ballast.tmp');
    this.#uploads = paths.uploads;
    sweepUploads(this.#uploads);
  }

  /** Up to where inbox and output had been taken over when the last writer ended. */
  get marks(): Marks {
    return this.#series.marks;
  }

  /** True while nothing can be written; then nothing more should be taken in. */
  get isFull(): boolean {
    return this.#fullSince !== undefined;
  }

  point({ key, step, time, value, source }: Point): void {
    if (source !== 'printed') this.#logged.add(key);
    else if (this.#logged.has(key)) return;
    const next = step ?? Math.floor(this.#series.lastStep(key) ?? -1) + 1;
    this.#series.append(key, next, time ?? this.clock.now(), value, source);
    this.#points += 1;
  }

  /** Where the points of a metric come from; undefined when there are none. */
  sourceOf(key: string): Source | undefined {
    return this.#series.summaries().find((summary) => summary.key === key)?.source;
  }

  /** `t`: when it happened, where that is not now. */
  event(event: NewEvent, t = this.clock.now()): void {
    this.#pending.push({ ...event, t });
    if (event.type === 'artifact' && event.linked !== true) this.onArtifact?.(event.path);
    if (event.type === 'dataset') this.onDataset?.(event);
  }

  /** The first hundred are kept; the rest are counted. */
  problem(problem: Omit<NewEvent & { type: 'problem' }, 'type'>): void {
    this.#problems += 1;
    if (this.#problems <= maxProblems) this.event({ type: 'problem', ...problem });
  }

  /** Only the newest of each second is written: a bar may move a thousand times between two looks. */
  progress(progress: Omit<NewEvent & { type: 'progress' }, 'type'>): void {
    this.#progress = { type: 'progress', ...progress };
  }

  /**
   * Hands everything to the operating system. False when it has no room: then call again later, nothing is lost. `last` is
   * written after whatever there is to write: the end of a run that had ended before.
   */
  commit(marks: Marks, last: readonly RunEvent[] = []): boolean {
    this.#takeProgress(false);
    try {
      this.#write(marks, last);
      return true;
    } catch (error) {
      if (!noRoom.has(codeOf(error) ?? '')) throw error;
      this.#noteFull(error);
      return false;
    }
  }

  /** Asks the operating system to put everything on the disk. */
  sync(): void {
    try {
      this.#log.sync();
      this.#series.sync();
    } catch (error) {
      if (!noRoom.has(codeOf(error) ?? '')) throw error;
      this.#noteFull(error);
    }
  }

  /** The last events, then the end of the metrics. False as commit. */
  close(marks: Marks, last: readonly RunEvent[]): boolean {
    fs.rmSync(this.#ballast, { force: true });
    sweepUploads(this.#uploads);
    this.#takeProgress(true);
    if (this.#problems > maxProblems) {
      const message = t('{0} more problems were counted but not kept.', this.#problems - maxProblems);
      this.event({ type: 'problem', where: 'events.jsonl', message });
      this.#problems = 0;
    }
    try {
      this.#write(marks, []);
      this.#closeSeries(marks);
      // The end is written last, so that a run that says it has ended is complete.
      this.#log.appendAll(last);
      this.#log.close();
      return true;
    } catch (error) {
      if (!noRoom.has(codeOf(error) ?? '')) throw error;
      this.#noteFull(error);
      return false;
    }
  }

  /** For files that are gone. */
  discard(): void {
    this.#log.close();
    this.#closeSeries(this.#series.marks);
  }

  /** A little room kept aside, so that a full disk can still be told of. */
  keepBallast(): void {
    try {
      fs.writeFileSync(this.#ballast, Buffer.alloc(ballastBytes, 1));
    } catch (error) {
      if (!noRoom.has(codeOf(error) ?? '')) throw error;
    }
  }

  #write(marks: Marks, last: readonly RunEvent[]): void {
    if (this.#pending.length > 0) {
      this.#log.appendAll([...this.#pending, ...last]);
      this.#pending = [];
    }
    if (this.#points > 0) {
      this.#series.flush(marks);
      this.#points = 0;
    }
    this.#fullSince = undefined;
  }

  /** All points are in the file already; the index at its end is rebuilt where it is missing. */
  #closeSeries(marks: Marks): void {
    try {
      this.#series.close(marks);
    } catch (error) {
      if (!noRoom.has(codeOf(error) ?? '')) throw error;
    }
  }

  #takeProgress(all: boolean): void {
    const now = this.clock.now();
    if (this.#progress === undefined || (!all && now - this.#progressTime < progressMs)) return;
    this.#pending.push({ ...this.#progress, t: now });
    this.#progress = undefined;
    this.#progressTime = now;
  }

  #noteFull(error: unknown): void {
    if (this.#fullSince !== undefined) return;
    this.#fullSince = this.clock.now();
    fs.rmSync(this.#ballast, { force: true });
    this.#problems += 1;
    this.event({
      type: 'problem',
      where: 'disk',
      message: t('The disk was full ({0}): recording waited until there was room again.', messageOf(error)),
    });
  }
}

/** A full disk or quota, a file-size limit, and a drive that fails: all may pass. */
const noRoom = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO']);
const maxProblems = 100;
const progressMs = 1000;
const ballastBytes = 64 * 1024;
