/** Turns counters that start again (batches of each epoch, a new progress bar) into steps that go on. */
import type { Position } from './findStep.ts';

interface Counter {
  last: number;
  offset: number;
  epoch: number | undefined;
}

export type Counters = Map<string, Counter>;

/**
 * The step across epochs: a counter that starts again in a new epoch goes on where the old one ended (after its `of`, else
 * after the last number seen). A counter that falls within one epoch is left alone: decreasing steps are the script's own.
 */
export function stepAcross(
  counters: Counters,
  name: string,
  position: Position,
  epoch: number | undefined,
): number {
  const counter = counterOf(counters, name, position);
  if (counter.epoch !== epoch) {
    if (position.at <= counter.last) restart(counter, position);
    counter.epoch = epoch;
  }
  counter.last = position.at;
  return counter.offset + position.at;
}

/** The same for progress bars, which start again without saying so. */
export function stepAcrossBars(counters: Counters, name: string, position: Position): number {
  const counter = counterOf(counters, name, position);
  if (position.at < counter.last) restart(counter, position);
  counter.last = position.at;
  return counter.offset + position.at;
}

/** Bars may carry ever-changing labels. */
const maxCounters = 200;

function counterOf(counters: Counters, name: string, position: Position): Counter {
  const key = `${name} ${position.unit} ${position.of ?? ''}`;
  let counter = counters.get(key);
  if (counter === undefined) {
    if (counters.size >= maxCounters) counters.clear();
    counter = { last: -1, offset: 0, epoch: undefined };
    counters.set(key, counter);
  }
  return counter;
}

function restart(counter: Counter, position: Position): void {
  counter.offset += position.of ?? counter.last;
}
