/** Waiting for what must become true, instead of for an amount of time. */
import { setTimeout as pause } from 'node:timers/promises';

/** Looks every 50 ms until `look` gives something other than undefined or false; after `ms` it fails with `sentence`. */
export async function until<T>(
  sentence: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  ms = 60_000,
): Promise<T> {
  const deadline = performance.now() + ms;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > deadline) throw new Error(`Waited ${ms / 1000} s in vain: ${sentence}`);
    await pause(50);
  }
}
