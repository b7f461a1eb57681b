/** Whether somebody is writing records right now, for tools that do not note how a run ended. */
import type { Clock } from '../base/clock.ts';

/**
 * A fresh change time proves nothing, since a copy or a checkout has one too: what counts is growth that was seen, or
 * a recent time in the records themselves.
 */
export class LifeSign {
  readonly #clock: Clock;
  #last = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The records were seen to grow. */
  grew(): void {
    this.#last = this.#clock.now();
  }

  /** A record bears this time, ms since 1970. */
  recorded(time: number): void {
    if (time <= this.#clock.now() + skew) this.#last = Math.max(this.#last, time);
  }

  get isFresh(): boolean {
    return Math.abs(this.#clock.now() - this.#last) < lasts;
  }

  forget(): void {
    this.#last = -Infinity;
  }
}

/** ms: writers of TensorBoard flush every two minutes, and many scripts write once an epoch. */
const lasts = 5 * 60_000;
/** ms by which the clock of another machine may be ahead. */
const skew = 60_000;
