/** Points of one metric, in typed columns that grow; of a metric that is too long only what a chart would show. */
import { decimate } from '../storage/series/decimate.ts';
import type { PointColumns } from '../storage/series/seriesFormat.ts';
import { inStepOrder } from './stepOrder.ts';

export class GrowingPoints {
  /** Of so many points about one is kept. */
  readonly #share: number;
  #steps: Float64Array;
  #times: Float64Array;
  #values: Float64Array;
  #length = 0;
  /** Where the last points begin that are not thinned yet. */
  #thinned = 0;

  constructor(expected: number, share: number) {
    this.#share = share;
    const capacity = Math.max(leastCapacity, Math.ceil(expected / share));
    this.#steps = new Float64Array(capacity);
    this.#times = new Float64Array(capacity);
    this.#values = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  add(step: number, time: number, value: number): void {
    const at = this.#length;
    if (at === this.#steps.length) this.#grow();
    this.#steps[at] = step;
    this.#times[at] = time;
    this.#values[at] = value;
    this.#length = at + 1;
    if (this.#share > 1 && this.#length - this.#thinned >= this.#share * bucketKeeps) this.#thin();
  }

  /** In the order of steps, then times; a copy, which the caller may give away. */
  columns(): PointColumns {
    return inStepOrder(this.#slice(0));
  }

  #slice(from: number): PointColumns {
    return {
      steps: this.#steps.slice(from, this.#length),
      times: this.#times.slice(from, this.#length),
      values: this.#values.slice(from, this.#length),
    };
  }

  #grow(): void {
    this.#steps = doubled(this.#steps);
    this.#times = doubled(this.#times);
    this.#values = doubled(this.#values);
  }

  /** The first, last, least and greatest of the newest points stay, and gaps and infinities. */
  #thin(): void {
    const { steps, times, values } = decimate(this.#slice(this.#thinned), 1);
    this.#steps.set(steps, this.#thinned);
    this.#times.set(times, this.#thinned);
    this.#values.set(values, this.#thinned);
    this.#thinned += steps.length;
    this.#length = this.#thinned;
  }
}

function doubled(column: Float64Array): Float64Array {
  const more = new Float64Array(column.length * 2);
  more.set(column);
  return more;
}

const leastCapacity = 16;
/** decimate keeps at most seven of a bucket. */
const bucketKeeps = 7;
