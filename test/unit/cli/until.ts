/** Waiting for what must become true, instead of for an amount of time. */
import { setTimeout as pause } from 'node:timers/promises';

/** Looks every 20 ms; fails with `what` after `ms`. */
export async function until(
  what: string,
  look: () => boolean | Promise<boolean>,
  ms = 15_000,
): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await look())) {
    if (performance.now() > deadline) throw new Error(`Waited ${ms / 1000} s in vain: ${what}`);
    await pause(20);
  }
}
