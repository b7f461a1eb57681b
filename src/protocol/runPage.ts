/** The run page's messages: it names runs and methods, never paths or commands. */
import * as z from 'zod';
import { runId } from '../records/runId.ts';
import { versionName } from './modelShape.ts';
import { runDetail } from './runShape.ts';
import { jsonNumber } from './jsonNumber.ts';
import type { Handlers } from './rpcShape.ts';

/** One row of the metrics table; `rival` is the chosen other run at (or just before) the same step. */
export const pageMetric = z.object({
  key: z.string(),
  source: z.string(),
  count: z.number(),
  /** Step of the last point. */
  step: z.number(),
  last: jsonNumber,
  best: jsonNumber.nullable(),
  bestStep: z.number().nullable(),
  min: jsonNumber.nullable(),
  max: jsonNumber.nullable(),
  direction: z.enum(['maximize', 'minimize']),
  /** False for rates, schedules and counters, of which none is ahead or behind. */
  judged: z.boolean(),
  rival: z.object({ step: z.number(), value: jsonNumber }).nullable(),
});
export type PageMetric = z.infer<typeof pageMetric>;

export const metricPage = z.object({
  rows: z.array(pageMetric),
  /** Metrics that match the filter, of which `rows` holds the first. */
  matching: z.number(),
  /** All metrics of this group. */
  total: z.number(),
  /** Metrics under system/, whichever group was asked for. */
  system: z.number(),
});
export type MetricPage = z.infer<typeof metricPage>;

/** Float64 columns of equal length; NaN values are gaps, infinities stay. */
export const pageSeries = z.object({
  key: z.string(),
  steps: z.instanceof(ArrayBuffer),
  /** ms since 1970. */
  times: z.instanceof(ArrayBuffer),
  values: z.instanceof(ArrayBuffer),
  /** Points on disk, of which the columns keep every extreme. */
  total: z.number(),
});
export type PageSeries = z.infer<typeof pageSeries>;

export const outputLine = z.object({
  /** 1-based, in the output as kept on disk. */
  n: z.number(),
  /** ms since 1970; null when not known. */
  t: z.number().nullable(),
  text: z.string(),
});
export type OutputLine = z.infer<typeof outputLine>;

export const outputTail = z.object({
  /** The last lines, oldest first. */
  lines: z.array(outputLine),
  /** All lines on disk. */
  total: z.number(),
  /** Bytes on disk. */
  size: z.number(),
});
export type OutputTail = z.infer<typeof outputTail>;

export const runView = z.object({
  /** Metrics are asked for apart; artifacts are the first 500. Null: there is no such run (any more). */
  detail: runDetail.omit({ metrics: true }).nullable(),
  artifactCount: z.number(),
  artifactBytes: z.number(),
  /** False: nothing is started, stopped or imported. */
  trusted: z.boolean(),
  /** A run of Cairn's own: star and note work, and stop where the folder is trusted. */
  editable: z.boolean(),
  /** A graceful stop was asked for and the run has not ended. */
  stopping: z.boolean(),
  /** Model versions that it was registered as. */
  registered: z.array(versionName),
  /** What was kept of the run's sources. */
  kept: z.object({ script: z.boolean(), patch: z.boolean(), packages: z.boolean() }),
});
export type RunView = z.infer<typeof runView>;
export type PageDetail = NonNullable<RunView['detail']>;

export const rival = z.object({ id: runId, name: z.string(), started: z.number(), isBest: z.boolean() });
export type Rival = z.infer<typeof rival>;

const run = z.object({ run: runId });
const done = z.null();
const ask = <P extends z.ZodType, R extends z.ZodType>(params: P, result: R) => ({ params, result });

export const runPage = {
  methods: {
    /** Says that the host is there. */
    ping: ask(z.object({}), done),
    view: ask(run, runView),
    metrics: ask(
      run.extend({
        against: runId.nullable(),
        group: z.enum(['own', 'system']),
        /** Part of a metric's name, any case. */
        filter: z.string().max(500),
        limit: z.number().int().min(1).max(1000),
      }),
      metricPage,
    ),
    series: ask(
      run.extend({
        keys: z.array(z.string().max(500)).max(300),
        buckets: z.number().int().min(1).max(4000),
      }),
      z.object({ series: z.array(pageSeries) }),
    ),
    /** Other runs of the same script, the best one first. */
    rivals: ask(run, z.object({ runs: z.array(rival) })),
    output: ask(run.extend({ lines: z.number().int().min(1).max(2000) }), outputTail),
    star: ask(run.extend({ on: z.boolean() }), done),
    note: ask(run.extend({ text: z.string().max(20_000) }), done),
    stop: ask(run.extend({ kind: z.enum(['graceful', 'now']) }), done),
    openScript: ask(run, done),
    openScriptAsItWas: ask(run, done),
    showChanges: ask(run, done),
    openOutput: ask(run, done),
    openPackages: ask(run, done),
    openArtifact: ask(run.extend({ index: z.number().int().nonnegative() }), done),
    openArtifacts: ask(run, done),
    openModel: ask(z.object({ name: z.string(), version: z.number() }), done),
    /** How the predictions that the run named treat groups. */
    openFairness: ask(run, done),
    copyArguments: ask(run, done),
    compareWithBest: ask(run, done),
    /** Looks for the process of a run of unknown status, and closes the run when it is provably dead. */
    recover: ask(run, done),
    /** Makes a run of another tool a run of Cairn's own, and opens that. */
    import: ask(run, done),
    manageTrust: ask(run, done),
  },
  events: {
    /** Something of the run changed: ask again. */
    changed: { value: run },
    /** New lines since the tail that was asked for; `from` is the first line number to replace. */
    output: { value: z.object({ run: runId, from: z.number(), tail: outputTail }) },
  },
} as const;
export type RunPageHandlers = Handlers<(typeof runPage)['methods']>;

/** What the page keeps over a reload of the window; the host reads `folder` and `run` of it. */
export const runPageState = z.object({
  page: z.literal('run'),
  /** URI of the workspace folder. */
  folder: z.string(),
  run: runId,
  against: runId.nullable().catch(null),
  /** The metric whose chart is open. */
  metric: z.string().nullable().catch(null),
  filter: z.string().catch(''),
  systemOpen: z.boolean().catch(false),
  follow: z.boolean().catch(true),
  wrap: z.boolean().catch(false),
  scroll: z.number().catch(0),
});
export type RunPageState = z.infer<typeof runPageState>;

/** What a page that lost its host says of itself when it asks to be opened again. */
export const lostPage = runPageState.pick({ folder: true, run: true }).extend({ state: runPageState });
export type LostPage = z.infer<typeof lostPage>;
