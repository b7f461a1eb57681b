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
  #recent = new PointSet();
  #older = new PointSet();
  readonly #whole = new Map<string, PointSet>();
  readonly #recalled = new Set<string>();

  /** False when the run has it. */
  add({ key, step, time, value }: LoggedPoint): boolean {
    const point = { key, step, time, value };
    const whole = this.#whole.get(key);
    if (this.#older.has(point) || whole?.has(point) === true || !this.#recent.add(point)) return false;
    whole?.add(point);
    if (this.#recent.size >= mostRecent) {
      this.#older = this.#recent;
      this.#recent = new PointSet();
    }
    return true;
  }

  /**
   * Knows the last points of one metric that were there before this process, which may have taken over from one that died
   * between writing a point and saying so; `read` is asked once.
   */
  recall(key: string, read: () => PointColumns): void {
    if (this.#recalled.has(key)) return;
    this.#recalled.add(key);
    for (const point of lastOf(key, read(), mostRecalled)) this.add(point);
  }

  /** Knows all points of one metric from now on; `read` is asked once. */
  learn(key: string, read: () => PointColumns): void {
    if (this.#whole.has(key)) return;
    const known = new PointSet();
    for (const point of lastOf(key, read(), mostOfOne)) known.add(point);
    if (this.#whole.size >= mostMetrics) this.#whole.clear();
    this.#whole.set(key, known);
  }
}

function* lastOf(key: string, { steps, times, values }: PointColumns, most: number): Generator<LoggedPoint> {
  for (let at = Math.max(0, steps.length - most); at < steps.length; at += 1) {
    const [step, time] = [Math.trunc(steps[at] ?? 0), Math.round(times[at] ?? 0)];
    yield { key, step, time, value: values[at] ?? NaN };
  }
}

/** By key and by step and time together, under which there is hardly ever more than one: no text is made of any number. */
class PointSet {
  readonly #points = new Map<string, Map<number, LoggedPoint[]>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(point: LoggedPoint): boolean {
    return (
      this.#points
        .get(point.key)
        ?.get(placeOf(point))
        ?.some((other) => isSame(other, point)) === true
    );
  }

  /** False when it is there already. */
  add(point: LoggedPoint): boolean {
    const places = this.#points.get(point.key) ?? new Map<number, LoggedPoint[]>();
    if (places.size === 0) this.#points.set(point.key, places);
    const place = placeOf(point);
    const there = places.get(place);
    if (there === undefined) places.set(place, [point]);
    else if (there.some((other) => isSame(other, point))) return false;
    else there.push(point);
    this.#size += 1;
    return true;
  }
}

/** Many scripts never say a step, others give all points of a batch one time. */
function placeOf({ step, time }: LoggedPoint): number {
  return step * 7919 + time;
}

function isSame(a: LoggedPoint, b: LoggedPoint): boolean {
  const isSameValue = a.value === b.value || (Number.isNaN(a.value) && Number.isNaN(b.value));
  return isSameValue && a.step === b.step && a.time === b.time;
}

/** At least so many are known: a repeated request follows its first at once. */
const mostRecent = 10_000;
/** As many as one request may bring. */
const mostRecalled = 1000;
const mostOfOne = 100_000;
const mostMetrics = 200;
