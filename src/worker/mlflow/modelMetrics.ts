/** The newest values of metrics that were logged for a model: read from the run's events, of which only what is new each time. */
import { runEvent, type EventOf } from '../../records/event.ts';
import { readLog } from '../../storage/appendLog.ts';
import { logStart, type LogPosition } from '../../storage/logLines.ts';
import type { ReadRun } from './context.ts';

export interface ModelMetric {
  readonly key: string;
  readonly value: number;
  readonly step: number;
  /** ms since 1970. */
  readonly time: number;
  readonly dataset: { readonly name: string; readonly digest: string } | undefined;
}

/** One for each metric and dataset, as they first came. */
export function modelMetricsOf(run: ReadRun, modelId: string): readonly ModelMetric[] {
  const { events } = run.paths;
  const reader = readers.get(events) ?? new Reader(events);
  readers.delete(events);
  readers.set(events, reader);
  for (const oldest of readers.keys()) {
    if (readers.size <= mostReaders) break;
    readers.delete(oldest);
  }
  return reader.of(modelId);
}

/** The least recently asked one first. */
const readers = new Map<string, Reader>();
const mostReaders = 64;

class Reader {
  readonly #file: string;
  #position: LogPosition = logStart;
  #models = new Map<string, Map<string, ModelMetric>>();

  constructor(file: string) {
    this.#file = file;
  }

  of(modelId: string): readonly ModelMetric[] {
    for (let more = true; more;) {
      const read = readLog({ path: this.#file, schema: runEvent, from: this.#position });
      // The run's folder was made anew.
      if (read.position.bytes < this.#position.bytes) this.#models = new Map();
      for (const { value } of read.items) if (value.type === 'modelMetrics') this.#take(value);
      this.#position = read.position;
      more = read.more;
    }
    return [...(this.#models.get(modelId)?.values() ?? [])];
  }

  #take({ model, dataset, points }: EventOf<'modelMetrics'>): void {
    const metrics = this.#models.get(model) ?? new Map<string, ModelMetric>();
    this.#models.set(model, metrics);
    for (const [key, step, time, value] of points) {
      const name = JSON.stringify([key, dataset?.name, dataset?.digest]);
      const metric = { key, step, time, value: Number(value), dataset };
      const known = metrics.get(name);
      if (known === undefined || isNewer(metric, known)) metrics.set(name, metric);
    }
  }
}

/** MLflow's rule: the greatest step, then time, then value. */
function isNewer(a: ModelMetric, b: ModelMetric): boolean {
  if (a.step !== b.step) return a.step > b.step;
  return a.time === b.time ? a.value > b.value : a.time > b.time;
}
