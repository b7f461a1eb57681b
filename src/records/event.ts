/** events.jsonl: one JSON object a line, appended by the worker only. `t` is ms since 1970. */
import * as z from 'zod';
import { nameRecord } from './nameRecord.ts';
import { predictionRows } from './predictionRows.ts';

/** A number, or how JSON must spell it. */
const jsonValue = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);

/** Where a metric, param or tag came from; told apart in every record. */
export const source = z.enum(['inbox', 'library', 'printed', 'system', 'mlflow', 'launch', 'file']);
export type Source = z.infer<typeof source>;

/** How a run ended. */
export const endStatus = z.enum(['finished', 'failed', 'stopped', 'interrupted']);
export type EndStatus = z.infer<typeof endStatus>;

const base = z.object({
  t: z.number(),
  /** Byte offset in inbox.jsonl just after the line that caused this event; makes a replay after a crash idempotent. */
  inbox: z.number().int().nonnegative().optional(),
  /** The same for output.log (logical offset, see `outputCut`). */
  output: z.number().int().nonnegative().optional(),
});

export const gitState = z.object({
  commit: z.string().optional(),
  branch: z.string().optional(),
  /** Files with uncommitted changes, tracked ones. */
  changedFiles: z.number(),
  /** Lines added + removed in the recorded patch. */
  changedLines: z.number(),
  /** True when source/diff.patch holds the whole change. */
  patchComplete: z.boolean(),
  /** Binary files that changed and are named but not kept. */
  binaryFiles: z.array(z.string()),
  /** Untracked inputs copied to source/untracked/. */
  untracked: z.array(z.string()),
  /** Untracked files that were too big to copy. */
  untrackedSkipped: z.array(z.string()),
  /** Absolute path of the repository's top folder. */
  root: z.string(),
});
export type GitState = z.infer<typeof gitState>;

export const interpreterState = z.object({
  path: z.string(),
  /** `Python 3.12.4`, `R version 4.4.1` … */
  version: z.string(),
  /** Number of installed packages; the list is in source/packages.txt (`name==version` lines). */
  packages: z.number(),
  /** A few well-known ones, for the header. */
  notable: nameRecord(z.string()),
});
export type InterpreterState = z.infer<typeof interpreterState>;

export const runEvent = z.discriminatedUnion('type', [
  base.extend({
    type: z.literal('captured'),
    git: gitState.optional(),
    interpreter: interpreterState.optional(),
    /** GPU names from nvidia-smi. */
    gpus: z.array(z.string()),
    problems: z.array(z.string()),
  }),
  /** Without `pid`: a run that a script or a notebook opened besides its own. */
  base.extend({ type: z.literal('started'), pid: z.number().optional() }),
  base.extend({ type: z.literal('adopted'), pid: z.number() }),
  base.extend({
    type: z.literal('ended'),
    status: endStatus,
    exitCode: z.number().optional(),
    signal: z.string().optional(),
    /** One sentence on why, e.g. the last exception line of a failed script. */
    reason: z.string().optional(),
  }),
  /** The script went on with a run that had ended: what `ended` said before no longer holds. */
  base.extend({ type: z.literal('resumed') }),
  /** What the script itself said of its end; the exit code of its process counts for more. */
  base.extend({ type: z.literal('told'), status: endStatus.nullable() }),
  /** The script named its run or put it into an experiment; '' is none. */
  base.extend({ type: z.literal('named'), name: z.string().optional(), experiment: z.string().optional() }),
  base.extend({ type: z.literal('params'), params: nameRecord(z.string()), source }),
  base.extend({ type: z.literal('tags'), tags: nameRecord(z.string().nullable()), source }),
  base.extend({ type: z.literal('note'), text: z.string() }),
  base.extend({
    type: z.literal('dataset'),
    name: z.string(),
    role: z.string().optional(),
    version: z.string().optional(),
    /** ms since 1970: when the file or folder of that name was last changed, as it was when the script named it. */
    modified: z.number().optional(),
    /** Where it lay, from the workspace folder: a file, a folder or a glob. */
    location: z.string().optional(),
    /** Content hash (see storage/contentHash.ts), as soon as it had been read. */
    hash: z.string().optional(),
    /** What MLflow tells of a dataset besides. */
    mlflow: z
      .object({
        sourceType: z.string(),
        source: z.string(),
        schema: z.string().optional(),
        profile: z.string().optional(),
        tags: nameRecord(z.string()),
      })
      .optional(),
  }),
  /** What the script says its model learns from. */
  base.extend({ type: z.literal('features'), names: z.array(z.string()) }),
  /** A model that MLflow knows (`m-…`) went into the run, or came out of it. */
  base.extend({
    type: z.literal('model'),
    id: z.string(),
    use: z.enum(['input', 'output']),
    step: z.number().optional(),
  }),
  /** A model that MLflow was given to keep: the first event of an id says what it is, later ones what changes. */
  base.extend({
    type: z.literal('loggedModel'),
    id: z.string(),
    name: z.string().optional(),
    /** MLflow's `model_type`. */
    modelType: z.string().optional(),
    /** Its folder, relative to the run's artifacts/ with forward slashes. */
    path: z.string().optional(),
    /** False: the client named no run, so that the one it is kept in is only where it lies. */
    ofRun: z.boolean().optional(),
    status: z.enum(['pending', 'ready', 'failed']).optional(),
    params: nameRecord(z.string()).optional(),
    /** null removes a tag. */
    tags: nameRecord(z.string().nullable()).optional(),
    deleted: z.boolean().optional(),
  }),
  /** Points that were logged for one model, and maybe for one dataset; the run's own metrics have them too. */
  base.extend({
    type: z.literal('modelMetrics'),
    model: z.string(),
    dataset: z.object({ name: z.string(), digest: z.string() }).optional(),
    /** [key, step, ms, value] */
    points: z.array(z.tuple([z.string(), z.number(), z.number(), jsonValue])),
  }),
  base.extend({
    type: z.literal('artifact'),
    /** Relative to the run's artifacts/ with forward slashes, or relative to the workspace when `linked`. */
    path: z.string(),
    kind: z.string().optional(),
    /** Bytes. */
    size: z.number(),
    sha256: z.string().optional(),
    /** Named by the script but left where it is (over the size limit). */
    linked: z.boolean().optional(),
    /** The script took it back. */
    deleted: z.boolean().optional(),
  }),
  base.extend({
    type: z.literal('predictions'),
    path: z.string(),
    label: z.string(),
    prediction: z.string().optional(),
    score: z.string().optional(),
    groups: z.array(z.string()),
    ...predictionRows,
  }),
  /** Files of another tool that this run wrote, relative to the workspace: what they say is recorded here. */
  base.extend({ type: z.literal('records'), location: z.string() }),
  /** `at`/`of` in `unit`s: epoch 7 of 20. */
  base.extend({ type: z.literal('progress'), at: z.number(), of: z.number().optional(), unit: z.string() }),
  base.extend({
    type: z.literal('problem'),
    where: z.string(),
    line: z.number().optional(),
    message: z.string(),
    /** A recorder failed when it had taken over so many bytes of inbox and output; empty when it had not even begun. */
    failed: z.object({ inbox: z.number(), output: z.number() }).partial().optional(),
  }),
  /**
   * The middle of output.log was cut: bytes [from, from+removed) of the logical output are gone. In the file a line of
   * `marker` bytes stands at `from` in their place. Cumulative: the last such event says it all.
   */
  base.extend({
    type: z.literal('outputCut'),
    from: z.number(),
    removed: z.number(),
    marker: z.number().optional(),
  }),
]);
export type RunEvent = z.infer<typeof runEvent>;
export type EventOf<K extends RunEvent['type']> = Extract<RunEvent, { type: K }>;
