/** Time as an argument, so that tests can hold the clock. */
export interface Clock {
  /** Wall time in milliseconds since 1970. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
