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

  /** Knows all points of one metric from now on; `read` is asked once. */
  learn(key: string, read: () => PointColumns): void {
    if (this.#whole.has(key)) return;
    const known = new PointSet();
    const { steps, times, values } = read();
    for (let at = Math.max(0, steps.length - mostOfOne); at < steps.length; at += 1) {
      const [step, time] = [Math.trunc(steps[at] ?? 0), Math.round(times[at] ?? 0)];
      known.add({ key, step, time, value: values[at] ?? NaN });
    }
    if (this.#whole.size >= mostMetrics) this.#whole.clear();
    this.#whole.set(key, known);
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
const mostOfOne = 100_000;
const mostMetrics = 200;
