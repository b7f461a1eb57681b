/** What every step of a worker's life needs. */
import type { WorkerOrder } from '../runs/workerOrder.ts';
import type { RunEndpoint } from './runEndpoint.ts';
import type { OpenRun } from './openRun.ts';
import type { StopRequests } from './stopRequests.ts';
import type { Timings } from './timings.ts';

export interface Job<Order extends WorkerOrder = WorkerOrder> {
  readonly order: Order;
  readonly run: OpenRun;
  /** Absent when run.json cannot be read. */
  readonly endpoint: RunEndpoint | undefined;
  readonly stop: StopRequests;
  readonly timings: Timings;
  /** Aborted when this worker is told to leave the run to another. */
  readonly leave: AbortSignal;
}
