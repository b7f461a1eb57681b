/** Which points of a metric that another tool writes are the run's own, and which of those are not recorded yet. */
import type { PointColumns } from '../storage/series/seriesFormat.ts';

export interface Owner {
  /** ms since 1970 when the run began. */
  readonly since: number;
  /** Points that were there before the run wrote any. */
  readonly old: number;
}

/** An earlier training may have written into the same files. Columns are in the order of their steps, as given. */
export function ownPoints(all: PointColumns, { since, old }: Owner): PointColumns {
  const { steps, times } = all;
  const own: number[] = [];
  for (let at = 0; at < steps.length; at += 1) if ((times[at] ?? 0) >= since) own.push(at);
  if (own.length === steps.length && old === 0) return all;
  // Where points have no times of their own, all bear that of the last write; then the first ones are the old ones.
  const added = Math.max(0, steps.length - old);
  return picked(all, own.length > added ? range(steps.length - added, steps.length) : own);
}

/** Indices into `now` of what is not in `before`; both in the order of steps. Times may be estimates, so they do not count. */
export function newPoints(now: PointColumns, before: PointColumns): number[] {
  const fresh: number[] = [];
  let known = 0;
  for (let at = 0; at < now.steps.length;) {
    const step = now.steps[at] ?? 0;
    const end = endOf(now.steps, at);
    while (known < before.steps.length && (before.steps[known] ?? 0) < step) known += 1;
    const knownEnd = before.steps[known] === step ? endOf(before.steps, known) : known;
    const left = [...before.values.subarray(known, knownEnd)];
    if (left.length > mostCompared) for (let one = at + left.length; one < end; one += 1) fresh.push(one);
    else
      for (let one = at; one < end; one += 1) {
        const match = left.findIndex((value) => Object.is(value, now.values[one]));
        if (match < 0) fresh.push(one);
        else left.splice(match, 1);
      }
    known = knownEnd;
    at = end;
  }
  return fresh;
}

/** Where the points of one step end that begin at `at`. */
function endOf(steps: Float64Array, at: number): number {
  let end = at + 1;
  while (end < steps.length && steps[end] === steps[at]) end += 1;
  return end;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

function picked({ steps, times, values }: PointColumns, which: readonly number[]): PointColumns {
  const pick = (column: Float64Array) => Float64Array.from(which, (at) => column[at] ?? NaN);
  return { steps: pick(steps), times: pick(times), values: pick(values) };
}

/** Of one step: more of them are told apart by their number alone. */
const mostCompared = 64;
