/** The metrics of one run of another tool: their summaries always, their points only while somebody looks at them. */
import type { MetricSummary } from '../records/metric.ts';
import type { PointColumns } from '../storage/series/seriesFormat.ts';
import { addPoint, emptyTally, toSummary, type Tally } from '../storage/series/tally.ts';
import { GrowingPoints } from './growingPoints.ts';
import { sharedBudget, type Keeper, type PointBudget } from './pointBudget.ts';

/** Where the points of one metric go. */
export interface Metric {
  readonly key: string;
  readonly tally: Tally;
  /** Undefined while points are not kept. */
  points: GrowingPoints | undefined;
}

export class PointTable implements Keeper {
  readonly #budget: PointBudget;
  readonly mostMetrics: number;
  #metrics = new Map<string, Metric>();
  /** How many points a metric had when it was read the last time: as much room is made at once. */
  #expected = new Map<string, number>();
  #keeping = false;
  #share = 1;
  #refused = 0;

  constructor(budget = sharedBudget, mostMetrics = usualMostMetrics) {
    this.#budget = budget;
    this.mostMetrics = mostMetrics;
  }

  /** Whether `columns` can answer; else the records are to be read again after `restart(true)`. */
  get keeping(): boolean {
    return this.#keeping;
  }

  get kept(): number {
    let kept = 0;
    for (const { points } of this.#metrics.values()) kept += points?.length ?? 0;
    return kept;
  }

  /** Of so many points about one is kept, because there are too many. */
  get share(): number {
    return this.#share;
  }

  /** How often a metric was passed over because there are too many. */
  get refused(): number {
    return this.#refused;
  }

  get total(): number {
    let total = 0;
    for (const { tally } of this.#metrics.values()) total += tally.count;
    return total;
  }

  /** Whether any point has this step or a later one. */
  reaches(step: number): boolean {
    for (const { tally } of this.#metrics.values())
      if (tally.count > 0 && tally.lastStep >= step) return true;
    return false;
  }

  /** Empties it. With `keep`, the points that are added from now on are kept. */
  restart(keep: boolean): void {
    this.#share = Math.max(1, Math.ceil(this.total / this.#budget.limit));
    this.#expected = new Map([...this.#metrics.values()].map(({ key, tally }) => [key, tally.count]));
    this.#metrics = new Map();
    this.#refused = 0;
    this.#keeping = keep;
  }

  /** Undefined when there are too many metrics already. */
  metric(key: string): Metric | undefined {
    const known = this.#metrics.get(key);
    if (known !== undefined) return known;
    if (this.#metrics.size >= this.mostMetrics) {
      this.#refused += 1;
      return undefined;
    }
    const points = this.#keeping ? new GrowingPoints(this.#expected.get(key) ?? 0, this.#share) : undefined;
    const made: Metric = { key, tally: emptyTally(), points };
    this.#metrics.set(key, made);
    return made;
  }

  add(metric: Metric, step: number, time: number, value: number): void {
    addPoint(metric.tally, step, time, value);
    metric.points?.add(step, time, value);
  }

  /** A metric of which only the newest point is known. */
  only(key: string, step: number, time: number, value: number): void {
    // Its place in the order stays.
    const known = this.metric(key);
    if (known === undefined) return;
    const points = known.points === undefined ? undefined : new GrowingPoints(1, 1);
    const metric = { key, tally: emptyTally(), points };
    this.#metrics.set(key, metric);
    this.add(metric, step, time, value);
  }

  /** In the order they were first seen. */
  summaries(): MetricSummary[] {
    const metrics = [...this.#metrics.values()].filter(({ tally }) => tally.count > 0);
    return metrics.map(({ key, tally }) => toSummary(key, 'file', tally));
  }

  /** The points that are kept of one metric, in the order of their steps; the bound on all that is kept holds again after it. */
  columns(key: string): PointColumns {
    const columns = this.#metrics.get(key)?.points?.columns() ?? noPoints;
    if (this.#keeping) this.#budget.used(this);
    return columns;
  }

  /** To be called when many points were added that nobody asked for. */
  check(): void {
    if (this.#keeping) this.#budget.check();
  }

  drop(): void {
    this.#keeping = false;
    this.#budget.forget(this);
    for (const metric of this.#metrics.values()) metric.points = undefined;
  }
}

export const noPoints: PointColumns = {
  steps: new Float64Array(0),
  times: new Float64Array(0),
  values: new Float64Array(0),
};

const usualMostMetrics = 10_000;
