/** The dataset page's messages: it names datasets, versions and methods, never paths or commands. */
import * as z from 'zod';
import { runId } from '../records/runId.ts';
import { datasetDetail } from './catalogThread.ts';
import { cell, columnComparison, columnProfile, dataComparison, dataProfile } from './dataProfile.ts';
import type { Handlers } from './rpcShape.ts';

const done = z.null();
const ask = <P extends z.ZodType, R extends z.ZodType>(params: P, result: R) => ({ params, result });
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const name = z.string().min(1).max(1000);

export const datasetAction = z.enum([
  'recordVersion',
  'openFile',
  'openEntry',
  'setOwner',
  'reveal',
  'copyPath',
  'refresh',
]);
export type DatasetAction = z.infer<typeof datasetAction>;

/** Without the categories that only a comparison needs. */
export const shownProfile = dataProfile.omit({ columns: true }).extend({
  columns: z.array(columnProfile.omit({ deciles: true, categories: true })),
});
export type ShownProfile = z.infer<typeof shownProfile>;

/** As the page draws it: few categories, `other` holding the rest, and no open bins, which look the same for every column. */
export const shownComparison = dataComparison.omit({ columns: true }).extend({
  columns: z.array(
    columnComparison.omit({ shared: true }).extend({
      categories: z
        .object({
          names: z.array(z.string()),
          /** One more than there are names when there are others. */
          before: z.array(z.number()),
          after: z.array(z.number()),
        })
        .nullable(),
      /** Of the earlier version, in edges of its own. */
      histogram: columnProfile.shape.histogram,
    }),
  ),
});
export type ShownComparison = z.infer<typeof shownComparison>;

export const datasetPage = {
  methods: {
    /** Says that the host is there. */
    ping: ask(z.object({}), done),
    view: ask(
      z.object({}),
      z.object({
        /** Null: there is no such dataset (any more). */
        detail: datasetDetail.nullable(),
        /** Hashes of versions whose profile is kept. */
        profiled: z.array(z.string()),
      }),
    ),
    /** Of one content; null: of what is on disk, whatever it is. */
    profile: ask(z.object({ hash: hash.nullable() }), shownProfile),
    compare: ask(z.object({ before: hash, after: hash }), shownComparison),
    /** The first rows of what is on disk. */
    rows: ask(
      z.object({ limit: z.number().int().positive().max(2000) }),
      z.object({
        columns: z.array(z.object({ name: z.string(), type: z.string() })),
        rows: z.array(z.array(cell)),
        total: z.number(),
      }),
    ),
    /** Ends what was asked for and has not been answered. */
    cancel: ask(z.object({}), done),
    act: ask(z.object({ action: datasetAction }), done),
    openRun: ask(z.object({ run: runId }), done),
    openModel: ask(z.object({ model: name, version: z.number().int().positive() }), done),
    openFeature: ask(z.object({ name }), done),
    /** Shows a copy in the explorer; `at` counts in the detail's `copies`. */
    revealCopy: ask(z.object({ at: z.number().int().nonnegative() }), done),
  },
  events: {
    /** The dataset, its data or what uses it changed: ask again. */
    changed: { value: z.object({}) },
    /** Of what is being worked out, 0 … 1. */
    progress: { value: z.object({ share: z.number() }) },
  },
} as const;
export type DatasetPageHandlers = Handlers<(typeof datasetPage)['methods']>;

/** What the page keeps over a reload of the window; the host reads `folder` and `name` of it. */
export const datasetPageState = z.object({
  page: z.literal('dataset'),
  /** URI of the workspace folder. */
  folder: z.string(),
  name,
  /** Hash of the version that is shown; null: what is on disk. */
  shown: hash.nullable().catch(null),
  /** Hash of the version it is held against; null: none. */
  against: hash.nullable().catch(null),
  column: z.string().nullable().catch(null),
  find: z.string().catch(''),
  /** How many columns are listed. */
  limit: z.number().int().positive().catch(200),
  scroll: z.number().catch(0),
});
export type DatasetPageState = z.infer<typeof datasetPageState>;

/** What a page that lost its host says of itself when it asks to be opened again. */
export const lostDatasetPage = datasetPageState
  .pick({ folder: true, name: true })
  .extend({ state: datasetPageState });
export type LostDatasetPage = z.infer<typeof lostDatasetPage>;
