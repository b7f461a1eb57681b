/** The files of one run, read once and then only what they grew by. */
import fs from 'node:fs';
import path from 'node:path';
import type { Problem } from '../base/errors.ts';
import { codeOf, messageOf } from '../base/errors.ts';
import { runEdit } from '../records/edit.ts';
import { runEvent } from '../records/event.ts';
import type { MetricSummary } from '../records/metric.ts';
import { processRecord } from '../records/process.ts';
import type { ProcessRecord } from '../records/process.ts';
import { runRecord } from '../records/run.ts';
import { readLog } from '../storage/appendLog.ts';
import { readJsonFile } from '../storage/atomicFile.ts';
import { runPaths } from '../storage/layout.ts';
import type { RunPaths } from '../storage/layout.ts';
import { logStart, type LogPosition } from '../storage/logLines.ts';
import type { Schema } from '../storage/parseJson.ts';
import { SeriesReader } from '../storage/series/seriesReader.ts';
import { applyEdit, applyEvent, newRunState } from './reduceRun.ts';
import type { RunState } from './reduceRun.ts';

export type RunRead =
  { readonly ok: true; readonly run: RunFiles } | { readonly ok: false; readonly problem: Problem };

/** Reads what is there of a run. `name` is how problems call its folder, e.g. `runs/20261123-…`. */
export function openRunFiles(dir: string, name: string): RunRead {
  const paths = runPaths(dir);
  const record = readJsonFile(paths.run, runRecord);
  if (!record.ok) return { ok: false, problem: { where: `${name}/run.json`, message: record.message } };
  const run = new RunFiles(paths, name, newRunState(record.value));
  run.refresh();
  return { ok: true, run };
}

export class RunFiles {
  readonly paths: RunPaths;
  readonly state: RunState;
  readonly #name: string;
  readonly #series: SeriesReader;
  readonly #problems: Problem[] = [];
  #events = logStart;
  #edits = logStart;
  #stamp = '';

  constructor(paths: RunPaths, name: string, state: RunState) {
    this.paths = paths;
    this.#name = name;
    this.state = state;
    this.#series = new SeriesReader(paths.metrics);
  }

  /** Changes when any of the files does. */
  get stamp(): string {
    return this.#stamp;
  }

  summaries(): MetricSummary[] {
    return this.#series.summaries();
  }

  get series(): SeriesReader {
    return this.#series;
  }

  /** What could not be read, and what the worker noted, are problems of the run. */
  problems(): Problem[] {
    return [...this.#problems, ...this.#series.problems];
  }

  /** Takes in what was written since; true when there was something. */
  refresh(): boolean {
    const stamp = stampOf(this.paths);
    if (stamp === this.#stamp) return false;
    this.#stamp = stamp;
    const [, events, edits] = stamp.split(' ');
    // Most runs were never edited: not asking for a file that is not there saves half of the time of a rebuild.
    if (events !== missing) {
      this.#events = this.#take(this.paths.events, runEvent, this.#events, (event) =>
        applyEvent(this.state, event),
      );
    }
    if (edits !== missing) {
      this.#edits = this.#take(this.paths.edits, runEdit, this.#edits, (edit) => applyEdit(this.state, edit));
    }
    this.#series.refresh();
    return true;
  }

  /** Who is recorded as working on the run; undefined before the worker has said so. */
  process(): ProcessRecord | undefined {
    const read = readJsonFile(this.paths.process, processRecord);
    return read.ok ? read.value : undefined;
  }

  /** Applies what a log has after `from`; returns where the next read goes on. */
  #take<T>(file: string, schema: Schema<T>, from: LogPosition, apply: (value: T) => void): LogPosition {
    const where = path.basename(file);
    try {
      for (let at = from; ;) {
        const log = readLog({ path: file, schema, where, from: at });
        for (const { value } of log.items) apply(value);
        this.#problems.push(...log.problems);
        if (!log.more) return log.position;
        at = log.position;
      }
    } catch (error) {
      const message = messageOf(error);
      if (!this.#problems.some((problem) => problem.message === message))
        this.#problems.push({ where: this.#name, message });
      return from;
    }
  }
}

/** Size and change time of each file that the index is made from; cheap enough to ask for 10 000 runs. */
export function stampOf(paths: RunPaths): string {
  return [paths.run, paths.events, paths.edits, paths.metrics].map(stampOfFile).join(' ');
}

function stampOfFile(file: string): string {
  try {
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    return stats === undefined ? missing : `${stats.size}@${stats.mtimeMs}`;
  } catch (error) {
    return codeOf(error) ?? 'error';
  }
}

const missing = '-';
