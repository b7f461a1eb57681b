/** Sorts points of a run that went back in its steps: a few ascending stretches, which are merged rather than sorted. */

/** Places of `x` in ascending order; equal ones stay in their order, NaN are left out. */
export function ascendingOrder(x: Float64Array): Uint32Array {
  let order: Uint32Array = places(x);
  let starts = stretches(x, order);
  let spare: Uint32Array = new Uint32Array(order.length);
  while (starts.length > 1) {
    const merged: number[] = [];
    for (let pair = 0; pair < starts.length; pair += 2) {
      const start = starts[pair] ?? 0;
      const middle = starts[pair + 1] ?? order.length;
      merge(x, { order, into: spare, start, middle, end: starts[pair + 2] ?? order.length });
      merged.push(start);
    }
    [order, spare] = [spare, order];
    starts = merged;
  }
  return order;
}

/** Columns are read, never written: what was found once stays true. */
const known = new WeakMap<Float64Array, boolean>();

/** False also where there is a NaN. */
export function isAscending(x: Float64Array): boolean {
  const before = known.get(x);
  if (before !== undefined) return before;
  const found = findAscending(x);
  known.set(x, found);
  return found;
}

function findAscending(x: Float64Array): boolean {
  let before = -Infinity;
  for (let at = 0; at < x.length; at += 1) {
    const value = x[at] ?? NaN;
    if (!(value >= before)) return false;
    before = value;
  }
  return true;
}

function places(x: Float64Array): Uint32Array {
  const found = new Uint32Array(x.length);
  let count = 0;
  for (let at = 0; at < x.length; at += 1) if (!Number.isNaN(x[at] ?? NaN)) found[count++] = at;
  return found.slice(0, count);
}

/** Where each ascending stretch begins. */
function stretches(x: Float64Array, order: Uint32Array): number[] {
  const starts: number[] = [];
  let before = Infinity;
  for (let at = 0; at < order.length; at += 1) {
    const value = x[order[at] ?? 0] ?? NaN;
    if (value < before || at === 0) starts.push(at);
    before = value;
  }
  return starts;
}

interface Merge {
  readonly order: Uint32Array;
  readonly into: Uint32Array;
  readonly start: number;
  readonly middle: number;
  readonly end: number;
}

function merge(x: Float64Array, { order, into, start, middle, end }: Merge): void {
  let [left, right] = [start, middle];
  for (let at = start; at < end; at += 1) {
    const [a, b] = [order[left] ?? 0, order[right] ?? 0];
    const takeLeft = left < middle && (right >= end || (x[a] ?? 0) <= (x[b] ?? 0));
    into[at] = takeLeft ? a : b;
    if (takeLeft) left += 1;
    else right += 1;
  }
}
