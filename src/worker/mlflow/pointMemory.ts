/**
 * Points that a run has already: MLflow keeps each (key, step, time, value) once, and its clients rely on it when they
 * repeat a request or log points again for a model.
 */
import type { PointColumns } from '../../storage/series/seriesFormat.ts';

export interface LoggedPoint {
  readonly key: string;
  readonly step: number;
  /** ms since 1970. */
  readonly time: number;
  readonly value: number;
}

export class PointMemory {
  /** Two generations: to take the oldest out of one set costs a walk past all that went before it. */
  #recent = new Set<string>();
  #older = new Set<string>();
  readonly #whole = new Map<string, Set<string>>();

  /** False when the run has it. */
  add(point: LoggedPoint): boolean {
    const word = wordOf(point);
    const whole = this.#whole.get(point.key);
    if (this.#recent.has(word) || this.#older.has(word) || whole?.has(word) === true) return false;
    this.#recent.add(word);
    whole?.add(word);
    if (this.#recent.size >= mostRecent) {
      this.#older = this.#recent;
      this.#recent = new Set();
    }
    return true;
  }

  /** Knows all points of one metric from now on; `read` is asked once. */
  learn(key: string, read: () => PointColumns): void {
    if (this.#whole.has(key)) return;
    const words = new Set<string>();
    const { steps, times, values } = read();
    for (let at = Math.max(0, steps.length - mostOfOne); at < steps.length; at += 1) {
      words.add(
        wordOf({
          key,
          step: Math.trunc(steps[at] ?? 0),
          time: Math.round(times[at] ?? 0),
          value: values[at] ?? NaN,
        }),
      );
    }
    if (this.#whole.size >= mostMetrics) this.#whole.clear();
    this.#whole.set(key, words);
  }
}

function wordOf({ key, step, time, value }: LoggedPoint): string {
  return `${step} ${time} ${value} ${key}`;
}

/** At least so many are known: a repeated request follows its first at once. */
const mostRecent = 10_000;
const mostOfOne = 100_000;
const mostMetrics = 200;
