/** When an exception that a policy grants is over. */

/** It ends with its last day, anywhere on earth: UTC − 12. `until` is a date or a moment, `now` ms since 1970; NaN dates never end. */
export function hasEnded(until: string, now: number): boolean {
  const end = Date.parse(until);
  return now >= (until.length <= 10 ? end + lastHour : end);
}

const lastHour = 36 * 3_600_000;
