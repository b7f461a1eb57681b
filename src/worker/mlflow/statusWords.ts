/** How a run stands, in MLflow's words and in Cairn's. */
import * as z from 'zod';
import type { RunStatus } from '../../protocol/runShape.ts';
import type { EndStatus } from '../../records/event.ts';

const names = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const;
export type MlflowStatus = (typeof names)[number];

/** By name, or by the number that protocol buffers give it. */
export const mlflowStatus = z.union([
  z.enum(names),
  z
    .number()
    .int()
    .min(1)
    .max(names.length)
    .transform((number) => names[number - 1] ?? 'RUNNING'),
]);

/** undefined for a run that goes on. */
export const endOf: Readonly<Record<MlflowStatus, EndStatus | undefined>> = {
  RUNNING: undefined,
  SCHEDULED: undefined,
  FINISHED: 'finished',
  FAILED: 'failed',
  KILLED: 'stopped',
};

export const wordOf: Readonly<Record<RunStatus, MlflowStatus>> = {
  starting: 'RUNNING',
  running: 'RUNNING',
  // MLflow has no word for what cannot be told.
  unknown: 'RUNNING',
  finished: 'FINISHED',
  failed: 'FAILED',
  interrupted: 'FAILED',
  stopped: 'KILLED',
};
