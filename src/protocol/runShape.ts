/** The shape of a run that scripts (`cairn ls --json`, `show`), trees and pages rely on. Times are ms since 1970. */
import * as z from 'zod';
import { jsonNumber } from './jsonNumber.ts';
import { gitState, interpreterState } from '../records/event.ts';
import { fairnessMark } from '../records/fairnessMark.ts';
import { verdictWords } from '../records/fairnessNames.ts';
import { nameRecord } from '../records/nameRecord.ts';
import { predictionRows } from '../records/predictionRows.ts';

export const runStatus = z.enum([
  'starting',
  'running',
  'finished',
  'failed',
  'stopped',
  'interrupted',
  'unknown',
]);
export type RunStatus = z.infer<typeof runStatus>;

export const metricShape = z.object({
  last: jsonNumber,
  best: jsonNumber.nullable(),
  min: jsonNumber.nullable(),
  max: jsonNumber.nullable(),
  /** Step of the last point. */
  step: z.number(),
  /** Step of the best point. */
  bestStep: z.number().nullable(),
  count: z.number(),
  source: z.string(),
});
export type MetricShape = z.infer<typeof metricShape>;

export const progressShape = z.object({ at: z.number(), of: z.number().optional(), unit: z.string() });

/** Where another tool keeps a run that Cairn only reads. */
export const placeShape = z.object({
  /** As the tool calls itself: `MLflow`. */
  tool: z.string(),
  /** What its runs are grouped under: `MLflow · mlruns`. */
  group: z.string(),
});

/** What config.yaml asks of a run, and what was found. `notJudged`: the run does not say, or has not ended. */
export const goalCheck = z.object({
  /** What is judged: a metric's name, or `data age`, `parameters`, `model size`, `latency`. */
  what: z.string(),
  kind: z.enum(['metric', 'dataAge', 'parameters', 'modelSize', 'latency']),
  sense: z.enum(['atLeast', 'atMost']),
  /** In the unit of `kind`: the metric's own, days, a count, MB, ms. */
  limit: z.number(),
  found: jsonNumber.nullable(),
  verdict: z.enum(['met', 'missed', 'notJudged']),
});
export type GoalCheck = z.infer<typeof goalCheck>;
export const goalVerdict = goalCheck.shape.verdict;
export type GoalVerdict = z.infer<typeof goalVerdict>;

/** How its predictions treat groups, by the policy of config.yaml. */
export const fairnessStand = z.object({
  verdict: z.enum(verdictWords),
  /** The policy is another one by now. */
  isStale: z.boolean(),
  /** The last day of the exceptions that it stands on. */
  until: z.string().nullable(),
  /** What decided, in one sentence. */
  says: z.string().nullable(),
  /** The predictions. */
  file: z.string(),
  /** The run that wrote them with the model of this one; null: this one. */
  run: z.string().nullable(),
});
export type FairnessStand = z.infer<typeof fairnessStand>;

/** One row of the run list: everything a tree needs, nothing that grows with the run. */
export const runRow = z.object({
  id: z.string(),
  name: z.string(),
  status: runStatus,
  script: z.string().nullable(),
  experiment: z.string().nullable(),
  started: z.number(),
  ended: z.number().nullable(),
  /** Its processes are provably gone, but its end is not written down yet: `ended` is when it was last seen. */
  unclosed: z.literal(true).optional(),
  exitCode: z.number().nullable(),
  /** One sentence for failed, interrupted, unknown. */
  reason: z.string().nullable(),
  star: z.boolean(),
  progress: progressShape.nullable(),
  /** The objective's metric (config.yaml, else the rule in records/metric.ts), its best value so far. */
  objective: z
    .object({
      key: z.string(),
      direction: z.enum(['maximize', 'minimize']),
      value: jsonNumber,
      /** Against the best of the earlier runs of the same script; null when there is none. */
      change: jsonNumber.nullable(),
    })
    .nullable(),
  /** Best run of its script so far. */
  isBest: z.boolean(),
  problems: z.number(),
  /** Whether it meets what config.yaml asks; null: it asks nothing. */
  meets: goalVerdict.nullable(),
  /** Null: never judged. */
  fairness: fairnessStand.nullable(),
  /** Null for runs that Cairn recorded; all others can be looked at and imported, not changed. */
  place: placeShape.nullable(),
});
export type RunRow = z.infer<typeof runRow>;

/** What `ls` prints for each run. */
export const runShape = runRow.extend({
  params: nameRecord(z.string()),
  metrics: nameRecord(metricShape),
  tags: nameRecord(z.string()),
});
export type RunShape = z.infer<typeof runShape>;

export const problemShape = z.object({
  where: z.string(),
  message: z.string(),
  line: z.number().optional(),
  column: z.number().optional(),
});

export const lsResult = z.object({
  runs: z.array(runShape),
  total: z.number(),
  problems: z.array(problemShape),
});
export type LsResult = z.infer<typeof lsResult>;

export const runJson = z.object({ id: z.string(), name: z.string() });

export const metricsResult = z.object({
  run: z.string(),
  key: z.string(),
  /** [step, ms, value] */
  points: z.array(z.tuple([z.number(), z.number(), jsonNumber])),
});

/** What `show` prints: one run with everything that is recorded about it. */
export const runDetail = runShape.extend({
  command: z.array(z.string()),
  cwd: z.string(),
  scriptHash: z.string().nullable(),
  created: z.number(),
  user: z.string(),
  host: z.string(),
  origin: z.string(),
  environment: nameRecord(z.string()),
  machine: z.object({
    os: z.string(),
    arch: z.string(),
    cpu: z.string(),
    cores: z.number(),
    memory: z.number(),
  }),
  git: gitState.nullable(),
  interpreter: interpreterState.nullable(),
  gpus: z.array(z.string()),
  signal: z.string().nullable(),
  /** The person's note (edits) and the script's notes (events), oldest first. */
  note: z.string(),
  notes: z.array(z.object({ t: z.number(), text: z.string() })),
  artifacts: z.array(
    z.object({
      path: z.string(),
      kind: z.string().nullable(),
      size: z.number(),
      sha256: z.string().nullable(),
      linked: z.boolean(),
      t: z.number(),
      /** Of a run of another tool, where it does not lie below artifactFolder: absolute. */
      file: z.string().optional(),
      /** Byte of `file` at which it starts; absent: it is the whole file. */
      start: z.number().optional(),
    }),
  ),
  datasets: z.array(
    z.object({
      name: z.string(),
      role: z.string().nullable(),
      /** As the script or its library calls it. */
      version: z.string().nullable(),
      /** Where it lay, from the workspace folder. */
      location: z.string().nullable(),
      /** SHA-256 of its content as the run found it. */
      hash: z.string().nullable(),
    }),
  ),
  /** Features that the script named. */
  features: z.array(z.string()),
  predictions: z.array(
    z.object({
      path: z.string(),
      label: z.string(),
      prediction: z.string().nullable(),
      score: z.string().nullable(),
      groups: z.array(z.string()),
      ...predictionRows,
    }),
  ),
  /** Reports that are kept of it, in the order they were made. */
  fairnessReports: z.array(fairnessMark),
  problemList: z.array(problemShape),
  /** What config.yaml asks, one by one. */
  goals: z.array(goalCheck),
  /** Where each param came from. */
  paramSources: nameRecord(z.string()),
  /** Absolute folder that `artifacts` are in when it is not the run's own. */
  artifactFolder: z.string().nullable(),
});
export type RunDetail = z.infer<typeof runDetail>;
