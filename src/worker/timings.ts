/** How often the worker looks and how long it waits, ms. */
import type { WorkerTimings } from '../runs/workerOrder.ts';

export type Timings = Required<{ [K in keyof WorkerTimings]: number }>;

export const defaultTimings: Timings = {
  poll: 100,
  sync: 3000,
  system: 3000,
  artifacts: 5000,
  records: 500,
  linger: 10_000,
  captureWait: 1500,
  diskWait: 30_000,
  dataWait: 20_000,
  attachWait: 120_000,
};

export function timingsOf(given: WorkerTimings | undefined): Timings {
  const asked = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  return { ...defaultTimings, ...Object.fromEntries(asked) };
}
