/** What a new worker is told, as JSON on its standard input, so that secrets in it never touch the disk. */
import * as z from 'zod';
import { cairnConfig } from '../records/config.ts';
import { nameRecord } from '../records/nameRecord.ts';

/** How often and how long, ms; absent ones have the defaults of worker/timings.ts. */
export const workerTimings = z
  .object({
    poll: z.number(),
    sync: z.number(),
    system: z.number(),
    artifacts: z.number(),
    records: z.number(),
    /** How long processes that the script left behind are still recorded. */
    linger: z.number(),
    /** How long the start waits for the state of the code. */
    captureWait: z.number(),
    /** How long an ended run waits for room on a full disk. */
    diskWait: z.number(),
    dataWait: z.number(),
    /** How long a debugger may take to start the script. */
    attachWait: z.number(),
  })
  .partial();
export type WorkerTimings = z.infer<typeof workerTimings>;

const common = z.object({
  /** The run's folder, absolute. */
  dir: z.string(),
  /** The workspace folder, absolute. */
  folder: z.string(),
  config: cairnConfig,
  /** Values that must not be written anywhere. */
  secrets: z.array(z.string()),
  timings: workerTimings.optional(),
});

export const launchOrder = common.extend({
  mode: z.literal('launch'),
  host: z.string(),
  nonce: z.string(),
  /** Absolute path of the program, or its name when only the script's own PATH knows it. */
  program: z.string(),
  args: z.array(z.string()),
  cwd: z.string(),
  script: z.string().optional(),
  interpreter: z.string().optional(),
  /** The whole environment of the script. */
  env: nameRecord(z.string()),
  attach: z.boolean(),
  /** Absent: the script's MLflow client is left as it is. */
  mlflow: z
    .object({
      token: z.string(),
      /** Who its client is to name as the one who runs. */
      user: z.string(),
      /** Of the launch. */
      experiment: z.string().optional(),
    })
    .optional(),
});
export type LaunchOrder = z.infer<typeof launchOrder>;

/** `adopt`: watch a child that lives on. `finish`: the child is gone, take over what it left and close the run. */
export const takeoverOrder = common.extend({ mode: z.enum(['adopt', 'finish']) });
export type TakeoverOrder = z.infer<typeof takeoverOrder>;

export const runOrder = z.discriminatedUnion('mode', [launchOrder, takeoverOrder]);
export type WorkerOrder = z.infer<typeof runOrder>;

/** The MLflow endpoint of a folder, without a run. */
export const serveOrder = z.object({
  mode: z.literal('serve'),
  /** The workspace folder, absolute, twice: once as the place on whose disk it works. */
  dir: z.string(),
  folder: z.string(),
  config: cairnConfig,
  /** Written when it listens; it ends when this tells of it no more. See records/tracking.ts. */
  file: z.string(),
  token: z.string(),
});
export type ServeOrder = z.infer<typeof serveOrder>;

export const workerOrder = z.discriminatedUnion('mode', [launchOrder, takeoverOrder, serveOrder]);
