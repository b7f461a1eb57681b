/** Collects points of one metric in any order and gives them back in the order of their steps, then times. */
import type { PointColumns } from '../storage/series/seriesFormat.ts';

export class PointList {
  #columns = columnsFor(256);
  #count = 0;
  #sorted = true;

  add(step: number, time: number, value: number): void {
    const at = this.#count;
    const { steps, times, values } = this.#roomFor(at);
    if (at > 0) {
      const before = steps[at - 1] ?? 0;
      if (step < before || (step === before && time < (times[at - 1] ?? 0))) this.#sorted = false;
    }
    steps[at] = step;
    times[at] = time;
    values[at] = value;
    this.#count = at + 1;
  }

  /** Points of the same step and time stay in the order they came in. */
  columns(): PointColumns {
    const { steps, times, values } = this.#columns;
    const count = this.#count;
    if (this.#sorted)
      return { steps: steps.slice(0, count), times: times.slice(0, count), values: values.slice(0, count) };
    const order = Uint32Array.from({ length: count }, (_, at) => at);
    const at = (column: Float64Array, index: number) => column[index] ?? 0;
    order.sort((a, b) => at(steps, a) - at(steps, b) || at(times, a) - at(times, b) || a - b);
    const inOrder = (column: Float64Array) => Float64Array.from(order, (index) => at(column, index));
    return { steps: inOrder(steps), times: inOrder(times), values: inOrder(values) };
  }

  #roomFor(at: number): { steps: Float64Array; times: Float64Array; values: Float64Array } {
    const old = this.#columns;
    if (at < old.steps.length) return old;
    const grown = columnsFor(at * 2);
    grown.steps.set(old.steps);
    grown.times.set(old.times);
    grown.values.set(old.values);
    this.#columns = grown;
    return grown;
  }
}

function columnsFor(length: number) {
  return {
    steps: new Float64Array(length),
    times: new Float64Array(length),
    values: new Float64Array(length),
  };
}
