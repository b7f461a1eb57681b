/** Rows of a training log with one column for each metric: CSV, TSV, or with semicolons. */
import { t } from '../base/l10n.ts';
import { numberIn, rolesOf, timeIn, type Roles } from './logColumns.ts';
import { cellsOf, separatorOf } from './separatedCells.ts';

export interface LogSink {
  point(column: string, step: number, time: number, value: number): void;
  /** A line is wrong. */
  problem(line: number, message: string): void;
}

export class LogTable {
  readonly #sink: LogSink;
  readonly #separator: string | undefined;
  #header: Header | undefined;
  #step = 0;

  /** Without a separator it is taken from the header. */
  constructor(sink: LogSink, separator?: string) {
    this.#sink = sink;
    this.#separator = separator;
  }

  /** `fileTime` (ms since 1970) stands in for rows without a time of their own. */
  line(text: string, number: number, fileTime: number): void {
    const line = number === 1 && text.startsWith('\ufeff') ? text.slice(1) : text;
    const header = this.#header;
    if (line.trim() === '' || line === header?.line) return;
    if (header === undefined) {
      this.#begin(line, number);
      return;
    }
    if (header.roles.step < 0) return;
    const cells = cellsOf(line, header.separator);
    // A logger that was started again with other metrics appends another header.
    if (isHeader(cells)) this.#begin(line, number);
    else if (cells.length === header.names.length) this.#row(header, cells, number, fileTime);
    else
      this.#sink.problem(
        number,
        t(
          'The line has {0} cells and not {1} as the header; it is left out.',
          cells.length,
          header.names.length,
        ),
      );
  }

  #begin(line: string, number: number): void {
    const separator = this.#separator ?? separatorOf(line);
    const names = cellsOf(line, separator).map((name) => name.trim());
    const roles = rolesOf(names);
    this.#header = { line, separator, names, roles };
    if (roles.step < 0) this.#sink.problem(number, t('No column is a step or an epoch.'));
  }

  #row({ names, roles }: Header, cells: readonly string[], number: number, fileTime: number): void {
    const cell = cells[roles.step] ?? '';
    const step = numberIn(cell);
    if (step === undefined ? cell.trim() !== '' : !Number.isFinite(step)) {
      this.#sink.problem(number, t('The step is no number: {0}.', cell.slice(0, mostSaid)));
      return;
    }
    this.#step = step ?? this.#step;
    const time = timeIn(cells[roles.time]);
    for (let index = 0; index < names.length; index += 1) {
      if (index === roles.step || (index === roles.time && time !== undefined)) continue;
      const value = numberIn(cells[index]);
      if (value !== undefined) this.#sink.point(names[index] ?? '', this.#step, time ?? fileTime, value);
    }
  }
}

interface Header {
  readonly line: string;
  readonly separator: string;
  readonly names: readonly string[];
  readonly roles: Roles;
}

function isHeader(cells: readonly string[]): boolean {
  return cells.every((cell) => numberIn(cell) === undefined) && rolesOf(cells).step >= 0;
}

const mostSaid = 60;
