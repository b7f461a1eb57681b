/** What every step of a worker's life needs. */
import type { WorkerOrder } from '../runs/workerOrder.ts';
import type { OpenRun } from './openRun.ts';
import type { StopRequests } from './stopRequests.ts';
import type { Timings } from './timings.ts';

export interface Job<Order extends WorkerOrder = WorkerOrder> {
  readonly order: Order;
  readonly run: OpenRun;
  readonly stop: StopRequests;
  readonly timings: Timings;
  /** Aborted when this worker is told to leave the run to another. */
  readonly leave: AbortSignal;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
