/** What the metrics of MLflow's database add up to, run by run; a look reads only rows that were added since the last. */
import type { MetricSummary } from '../../records/metric.ts';
import { addPoint, emptyTally, type Tally, toSummary } from '../../storage/series/tally.ts';
import type { Columns, ReadOnlyDatabase, Row } from '../../storage/readOnlyDatabase.ts';

export class MetricTable {
  /** By run, then by metric in the order they were first logged. */
  #tallies = new Map<string, Map<string, Tally>>();
  #last: Row | undefined;

  /** Ids of runs that got new points. Throws what SQLite says of a damaged table, with what was read kept. */
  async read(database: ReadOnlyDatabase, pause: () => Promise<void>): Promise<ReadonlySet<string>> {
    const changed = new Set<string>();
    if (!this.#goesOn(database)) {
      this.#tallies = new Map();
      this.#last = undefined;
    }
    let read = 0;
    for (const row of database.rows('metrics', metricColumns, this.#last?.n)) {
      this.#add(row, changed);
      this.#last = row;
      read += 1;
      if (read % rowsAtOnce === 0) await pause();
    }
    return changed;
  }

  /** Forgets everything, so that the next look reads all. */
  clear(): void {
    this.#tallies.clear();
    this.#last = undefined;
  }

  summaries(run: string): MetricSummary[] {
    return [...(this.#tallies.get(run) ?? [])].map(([key, tally]) => toSummary(key, 'mlflow', tally));
  }

  /** Number of points. */
  count(run: string, key: string): number {
    return this.#tallies.get(run)?.get(key)?.count ?? 0;
  }

  /** Rows are only ever added, so the last one that was read is still there; if not, the table is another. */
  #goesOn(database: ReadOnlyDatabase): boolean {
    const last = this.#last;
    if (last === undefined) return true;
    for (const row of database.rows('metrics', metricColumns, last.n - 1))
      return row.n === last.n && sameCells(row.texts, last.texts) && sameCells(row.numbers, last.numbers);
    return false;
  }

  #add(row: Row, changed: Set<string>): void {
    const [run, key] = row.texts;
    const point = pointOf(row);
    if (run === undefined || key === undefined || point === undefined) return;
    let metrics = this.#tallies.get(run);
    if (metrics === undefined) this.#tallies.set(run, (metrics = new Map<string, Tally>()));
    let tally = metrics.get(key);
    if (tally === undefined) metrics.set(key, (tally = emptyTally()));
    addPoint(tally, point.step, point.time, point.value);
    changed.add(run);
  }
}

export const metricColumns: Columns = {
  texts: ['run_uuid', 'key'],
  numbers: ['step', 'timestamp', 'value', 'is_nan'],
};

/** MLflow stores NaN as 0 with a mark and infinities as the greatest number; the oldest had no marks and no steps. */
export function pointOf({ numbers }: Row): { step: number; time: number; value: number } | undefined {
  const [step = 0, time = 0, value = NaN, isNan = 0] = numbers;
  if (!Number.isFinite(step) || !Number.isFinite(time)) return undefined;
  return { step, time, value: isNan !== 0 ? NaN : unbounded(value) };
}

function unbounded(value: number): number {
  if (value >= Number.MAX_VALUE) return Infinity;
  return value <= -Number.MAX_VALUE ? -Infinity : value;
}

function sameCells<T>(some: readonly T[], others: readonly T[]): boolean {
  return some.every((cell, at) => Object.is(cell, others[at]));
}

const rowsAtOnce = 10_000;
