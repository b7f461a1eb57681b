/** One run in one text: a table or JSON lines, appended to by a training loop. */
import path from 'node:path';
import type { Problem } from '../../base/errors.ts';
import { GrowingLines } from '../growingLines.ts';
import { LogTable, type LogSink } from '../logTable.ts';
import { ParamsFile } from '../paramsFile.ts';
import { PointTable } from '../pointTable.ts';
import { ProblemList } from '../problemList.ts';
import type { Now, Recording, Unreadable } from '../singleRun.ts';
import type { ForeignDetails, ForeignRun } from '../source.ts';
import { problemsOfTable } from '../tableProblems.ts';
import { LogObjects } from './logObjects.ts';

export class LogFile implements Recording, LogSink {
  readonly table = new PointTable();
  readonly #path: string;
  readonly #name: string;
  readonly #now: () => number;
  readonly #lines: GrowingLines;
  /** What Lightning writes beside metrics.csv. */
  readonly #params: ParamsFile | undefined;
  #reader: LogTable | LogObjects | undefined;
  #problems = new ProblemList();
  #firstTime = Infinity;
  #lastTime = -Infinity;

  constructor(options: {
    readonly path: string;
    /** As the run is listed. */
    readonly name: string;
    readonly params: string | undefined;
    readonly now: () => number;
  }) {
    this.#path = options.path;
    this.#name = options.name;
    this.#now = options.now;
    this.#lines = new GrowingLines(options.path);
    const { params } = options;
    this.#params = params === undefined ? undefined : new ParamsFile(params, path.basename(params));
  }

  get position(): number {
    return this.#lines.position;
  }

  get lastTime(): number {
    return this.#lastTime;
  }

  look(): 'none' | 'same' | 'changed' | Unreadable {
    const look = this.#lines.look(this.#now());
    if (look === 'missing') return 'none';
    if (look === 'unreadable') return { message: this.#lines.trouble };
    const areParamsNew = this.#params?.look() === true;
    if (look === 'replaced') {
      this.restart(this.table.keeping);
      return 'changed';
    }
    return look === 'grown' || areParamsNew ? 'changed' : 'same';
  }

  async prepare(): Promise<void> {
    await this.#params?.prepare();
  }

  read(): 'more' | 'done' | 'again' | 'continued' {
    this.#params?.read();
    const outcome = this.#lines.read((line, number) => {
      this.#reader ??= line.trim() === '' ? undefined : this.#readerFor(line);
      this.#reader?.line(line, number, this.#lines.mtime);
    });
    if (outcome === 'more') return 'more';
    if (outcome !== 'continued' && outcome !== 'replaced') return 'done';
    this.restart(this.table.keeping);
    return outcome === 'continued' ? 'continued' : 'again';
  }

  restart(keepPoints: boolean): void {
    this.table.restart(keepPoints);
    this.#lines.reset();
    this.#reader = undefined;
    this.#problems = new ProblemList();
    this.#firstTime = Infinity;
    this.#lastTime = -Infinity;
  }

  point(column: string, step: number, time: number, value: number): void {
    const metric = this.table.metric(column);
    if (metric === undefined) return;
    this.table.add(metric, step, time, value);
    if (time === this.#lines.mtime) return;
    this.#firstTime = Math.min(this.#firstTime, time);
    this.#lastTime = Math.max(this.#lastTime, time);
  }

  problem(line: number, message: string): void {
    this.#problems.add({ where: path.basename(this.#path), message, line });
  }

  describe({ isAlive }: Now): ForeignRun {
    const { made, mtime } = this.#lines;
    const last = Number.isFinite(this.#lastTime) ? this.#lastTime : mtime;
    const started = Number.isFinite(this.#firstTime)
      ? this.#firstTime
      : Math.min(made, mtime, this.#params?.mtime ?? Infinity);
    return {
      id: this.#name,
      name: this.#name,
      experiment: undefined,
      // A log does not say how training ended.
      status: isAlive ? 'running' : 'unknown',
      started,
      ended: isAlive ? undefined : last,
      user: '',
      params: this.#params?.params ?? new Map<string, string>(),
      tags: new Map(),
      metrics: this.table.summaries(),
      datasets: [],
      problems: this.#allProblems(),
    };
  }

  details(): ForeignDetails {
    const { size, mtime } = this.#lines;
    return {
      note: '',
      command: [],
      commit: undefined,
      artifactFolder: path.dirname(this.#path),
      artifacts: [{ path: path.basename(this.#path), size, time: mtime }],
    };
  }

  #readerFor(line: string): LogTable | LogObjects {
    return line.trimStart().startsWith('{') ? new LogObjects(this) : new LogTable(this);
  }

  #allProblems(): Problem[] {
    const where = path.basename(this.#path);
    const problems = [...problemsOfTable(where, this.table), ...(this.#params?.problems ?? [])];
    const { tooLong } = this.#lines;
    if (tooLong !== undefined) problems.push({ where, message: tooLong });
    return [...problems, ...this.#problems.list()];
  }
}
