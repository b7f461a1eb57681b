/** The fairness page's messages. Counts are sent once; what a threshold or another metric makes of them the page works out itself. */
import * as z from 'zod';
import { fairnessPolicy } from '../records/fairnessPolicy.ts';
import { againstNames, gapKinds, gapMetrics } from '../records/fairnessNames.ts';
import { nameRecord } from '../records/nameRecord.ts';
import { runId } from '../records/runId.ts';
import { fairnessCounts, fairnessQuery } from './fairnessCounts.ts';
import { versusCounts } from './fairnessVersus.ts';
import type { Handlers } from './rpcShape.ts';

const done = z.null();
const ask = <P extends z.ZodType, R extends z.ZodType>(params: P, result: R) => ({ params, result });

/** Which columns of a file say what; remembered for each script. */
export const fairnessColumns = fairnessQuery
  .pick({
    ...({ task: true, label: true, prediction: true, score: true, threshold: true } as const),
    ...({ positive: true, groups: true, cross: true, weight: true, split: true, id: true } as const),
  })
  .extend({
    /** The dataset of the catalog that joined groups are looked up in, and its column of ids. */
    join: z.object({ dataset: z.string(), id: z.string() }).optional(),
  });
export type FairnessColumns = z.infer<typeof fairnessColumns>;

export const fairnessView = z.object({
  /** As somebody in the folder would write it. */
  file: z.string(),
  columns: fairnessColumns,
  /** Of the file as it is now: another one means that counts are of a file before. */
  content: z.string(),
  /** The run that named the predictions. */
  run: z.object({ id: runId, name: z.string(), script: z.string().nullable() }).nullable(),
  /** Data that the run read. */
  data: z.array(z.string()),
  /** Model versions that were made of the run. */
  models: z.array(z.object({ name: z.string(), version: z.number().int().positive() })),
  /** `fairness` of config.yaml. */
  policy: fairnessPolicy.nullable(),
  /** Sentences on what changed since the run wrote its predictions. */
  stale: z.array(z.string()),
});
export type FairnessView = z.infer<typeof fairnessView>;

/** What predictions are held against: a subject (src/project/fairnessSubject.ts) and how it is called. */
export const versusSource = z.object({
  name: z.string().min(1).max(5000),
  /** `credit-risk v7`, else the run, else the file. */
  label: z.string(),
  /** All of that, with the data that the run read. */
  says: z.string(),
});
export type VersusSource = z.infer<typeof versusSource>;

export const versusAnswer = z.object({ source: versusSource, content: z.string(), counts: versusCounts });
/** What of the columns a person wants to change; without one they see all of them. */
export const columnSetting = z.enum(['bins', 'cross', 'groups', 'positive']);
export type ColumnSetting = z.infer<typeof columnSetting>;

export const reportFormat = z.enum(['md', 'html']);
export type ReportFormat = z.infer<typeof reportFormat>;

export const fairnessPage = {
  methods: {
    /** Says that the host is there. */
    ping: ask(z.object({}), done),
    view: ask(z.object({}), fairnessView),
    counts: ask(z.object({}), fairnessCounts),
    /** Asks the person what to hold these predictions against; null: they went away. */
    chooseVersus: ask(z.object({}), versusSource.nullable()),
    /** Joint counts, exact at the thresholds of the own counts. Null: as known, of the `content` that is told. */
    versus: ask(
      z.object({
        name: z.string().min(1).max(5000),
        thresholds: z.array(z.number()).max(100_000),
        content: z.string().nullable(),
      }),
      versusAnswer.nullable(),
    ),
    /** With crossings of up to three columns, however many are shown. */
    deepCounts: ask(z.object({}), fairnessCounts),
    /** Ends what was asked for and has not been answered. */
    cancel: ask(z.object({}), done),
    /** Asks the person for other columns, or what else is to be counted otherwise. */
    choose: ask(z.object({ setting: columnSetting.nullable() }), done),
    openFile: ask(z.object({}), done),
    openRun: ask(z.object({}), done),
    openScript: ask(z.object({}), done),
    openModel: ask(z.object({ at: z.number().int().nonnegative() }), done),
    openPolicy: ask(z.object({}), done),
    copy: ask(z.object({ text: z.string().max(10_000) }), done),
    /** Asks where to, and writes it there. */
    save: ask(z.object({ format: reportFormat, text: z.string().max(50_000_000) }), done),
    /** The same of a chart. */
    savePicture: ask(
      z.object({
        /** Suggested, without extension. */
        name: z.string().max(200),
        kind: z.enum(['png', 'svg']),
        bytes: z.instanceof(ArrayBuffer),
      }),
      done,
    ),
  },
  events: {
    /** The run, the predictions or the policy changed: ask again. */
    changed: { value: z.object({}) },
    /** Of the counting, 0 … 1. */
    progress: { value: z.object({ share: z.number() }) },
  },
} as const;
export type FairnessPageHandlers = Handlers<(typeof fairnessPage)['methods']>;

const wantedLimit = z.object({
  metric: z.enum(gapMetrics),
  kind: z.enum(gapKinds),
  against: z.enum(againstNames),
  limit: z.number(),
});
export type WantedLimit = z.infer<typeof wantedLimit>;

/** What the page keeps over a reload of the window; the host reads `folder` and `name` of it. */
export const fairnessPageState = z.object({
  page: z.literal('fairness'),
  /** URI of the workspace folder. */
  folder: z.string(),
  /** See src/project/fairnessSubject.ts. */
  name: z.string().min(1).max(5000),
  metric: z.enum(gapMetrics).nullable().catch(null),
  /** Null: as the predictions have it. */
  threshold: z.number().nullable().catch(null),
  /** Null: as the policy or the default has it. */
  minSize: z.number().int().positive().nullable().catch(null),
  /** What each group is held against in disparities; null: the other groups. */
  heldAgainst: z.enum(againstNames).nullable().catch(null),
  /** The group of a column that others are held against, where it is not that of the policy. */
  referenceGroups: nameRecord(z.string().nullable()).catch({}),
  /** The limit that thresholds are searched for; null: the first of the policy. */
  wanted: wantedLimit.nullable().catch(null),
  /** Whether thresholds for each group are told. */
  byGroup: z.boolean().catch(false),
  /** Attributes that are not shown. */
  hidden: z.array(z.string()).catch([]),
  /** The attribute that curves are drawn of. */
  drawn: z.string().nullable().catch(null),
  /** The slice that is told in full, as its key in JSON. */
  chosen: z.string().nullable().catch(null),
  /** What these predictions are held against. */
  versus: z.string().min(1).max(5000).nullable().catch(null),
  /** How many slices of an attribute are listed. */
  limit: z.number().int().positive().catch(50),
  scroll: z.number().catch(0),
});
export type FairnessPageState = z.infer<typeof fairnessPageState>;

/** What a page that lost its host says of itself when it asks to be opened again. */
export const lostFairnessPage = fairnessPageState
  .pick({ folder: true, name: true })
  .extend({ state: fairnessPageState });
export type LostFairnessPage = z.infer<typeof lostFairnessPage>;
