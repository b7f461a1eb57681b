/** One metric as DVCLive keeps it: a file of its own below plots/metrics, with a step and a value in each row. */
import type { Problem } from '../../base/errors.ts';
import type { Look } from '../growingFile.ts';
import { GrowingLines } from '../growingLines.ts';
import { LogTable } from '../logTable.ts';
import { ProblemList } from '../problemList.ts';
import type { PointTable } from '../pointTable.ts';

export class MetricFile {
  /** `train/loss` of plots/metrics/train/loss.tsv */
  readonly key: string;
  readonly #where: string;
  readonly #lines: GrowingLines;
  #table: LogTable | undefined;
  #problems = new ProblemList();
  #oldest = Infinity;
  #newest = -Infinity;

  constructor(options: { readonly key: string; readonly path: string; readonly where: string }) {
    this.key = options.key;
    this.#where = options.where;
    this.#lines = new GrowingLines(options.path);
  }

  get position(): number {
    return this.#lines.position;
  }

  get isPending(): boolean {
    return this.#lines.isPending;
  }

  /** ms since 1970. */
  get mtime(): number {
    return this.#lines.mtime;
  }

  /** ms since 1970. */
  get made(): number {
    return this.#lines.made;
  }

  /** ms since 1970; Infinity when rows have no times. */
  get oldest(): number {
    return this.#oldest;
  }

  /** ms since 1970; −Infinity when rows have no times. */
  get newest(): number {
    return this.#newest;
  }

  look(now: number): Look {
    return this.#lines.look(now);
  }

  read(points: PointTable): 'more' | 'done' | 'continued' | 'replaced' | 'missing' | 'unreadable' {
    const table = (this.#table ??= this.#tableInto(points));
    return this.#lines.read((line, number) => table.line(line, number, this.#lines.mtime));
  }

  reset(): void {
    this.#lines.reset();
    this.#table = undefined;
    this.#problems = new ProblemList();
    this.#oldest = Infinity;
    this.#newest = -Infinity;
  }

  problems(): readonly Problem[] {
    const { trouble, tooLong } = this.#lines;
    const said = [...this.#problems.list()];
    if (trouble !== '') said.push({ where: this.#where, message: trouble });
    if (tooLong !== undefined) said.push({ where: this.#where, message: tooLong });
    return said;
  }

  #tableInto(points: PointTable): LogTable {
    return new LogTable(
      {
        point: (_column, step, time, value) => {
          const metric = points.metric(this.key);
          if (metric === undefined) return;
          points.add(metric, step, time, value);
          if (time === this.#lines.mtime) return;
          this.#oldest = Math.min(this.#oldest, time);
          this.#newest = Math.max(this.#newest, time);
        },
        problem: (line, message) => this.#problems.add({ where: this.#where, message, line }),
      },
      '\t',
    );
  }
}
