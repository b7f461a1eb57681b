/** The compare page's messages: the index thread's questions about all runs, and what a person does with the page. */
import * as z from 'zod';
import { runId } from '../../records/runId.ts';
import type { Handlers } from '../rpcShape.ts';
import { chartFiles } from './chartFiles.ts';
import { curveAxis } from './compareShape.ts';
import { differencesMethods } from './differences.ts';
import { mediaMethods } from './media.ts';
import { compareThread } from './compareThread.ts';
import { compareView, filterText } from './compareView.ts';
import { plotsState } from './plotsState.ts';
import { tableMethods } from './tableMethods.ts';

export type { CompareView, ShownColumn } from './compareView.ts';

const nothing = z.object({});
const done = z.null();
const ask = <P extends z.ZodType, R extends z.ZodType>(params: P, result: R) => ({ params, result });
/** Series 1 … 8, as in `contributes.colors`; 0: picked, but all eight are taken. */
const slot = z.number().int().min(0).max(8);

export const completion = z.object({
  label: z.string(),
  /** Replaces [start, end) of the text. */
  insert: z.string(),
  start: z.number(),
  end: z.number(),
});
export type Completion = z.infer<typeof completion>;

export const compareTab = z.enum([
  'curves',
  'scatter',
  'parallel',
  'importance',
  'pareto',
  'differences',
  'media',
]);
export type CompareTab = z.infer<typeof compareTab>;

const direction = z.enum(['maximize', 'minimize']);

/** What the page is about, asked at its start and when `scope` changes. */
export const compareScope = z.object({
  /** Name of the workspace folder. */
  name: z.string(),
  /** False: runs can be looked at, not edited. */
  trusted: z.boolean(),
  /** config.yaml's objective, if it has one. */
  objective: z.object({ metric: z.string(), direction }).nullable(),
  /** Of the metrics for which config.yaml states it. */
  directions: z.array(z.object({ metric: z.string(), direction })),
  /** config.yaml asks something that runs meet or miss. */
  asksGoals: z.boolean(),
});
export type CompareScope = z.infer<typeof compareScope>;

const shellMethods = {
  /** A sign of life, see webview/heartbeat.ts. */
  ping: ask(nothing, done),
  scope: ask(nothing, compareScope),
  /** Null: the filter can be read. `column` is 1-based. */
  checkFilter: ask(
    z.object({ filter: filterText }),
    z.object({ message: z.string(), column: z.number() }).nullable(),
  ),
  completeFilter: ask(
    z.object({ filter: filterText, cursor: z.number().int().nonnegative() }),
    z.array(completion).max(200),
  ),
  /** Colours of picked runs, the same on every page and in the tree. */
  colors: ask(nothing, z.array(z.object({ run: runId, slot }))),
  setColors: ask(z.object({ colors: z.array(z.object({ run: runId, slot })).max(5000) }), done),
  openRun: ask(z.object({ run: runId }), done),
  copy: ask(z.object({ text: z.string().max(50_000_000) }), done),
  manageTrust: ask(nothing, done),
} as const;

export const comparePage = {
  methods: {
    ...compareThread,
    ...shellMethods,
    ...differencesMethods,
    ...chartFiles,
    ...tableMethods,
    ...mediaMethods,
  },
  events: {
    /** Rows changed: these, or any of them. */
    changed: { value: z.object({ runs: z.union([z.array(z.string()), z.literal('all')]) }) },
    /** Trust, configuration or colours changed. */
    scope: { value: nothing },
    /** Show these runs of this filter: the page was open already when it was asked for. */
    show: {
      value: z.object({
        /** Null: as it is. */
        filter: filterText.nullable(),
        /** None: as they are. */
        runs: z.array(runId),
        tab: compareTab.nullable(),
      }),
    },
  },
} as const;
export type ComparePageHandlers = Handlers<(typeof comparePage)['methods']>;

export const curvesState = z.object({
  /** Null: the objective and the first few. */
  keys: z.array(z.string()).nullable().catch(null),
  axis: curveAxis.catch({ kind: 'step' }),
  smoothing: z.number().min(0).max(0.9999).catch(0),
  band: z.enum(['range', 'deviation']).catch('range'),
  logX: z.boolean().catch(false),
  /** Keys whose y axis is logarithmic. */
  logY: z.array(z.string()).catch([]),
  robust: z.boolean().catch(false),
  /** One large chart instead of small multiples: its key. */
  large: z.string().nullable().catch(null),
  /** Range of x that is drawn; null: all. */
  zoom: z.object({ from: z.number(), to: z.number() }).nullable().catch(null),
  /** Ranges of y that were dragged. */
  zoomY: z.array(z.object({ key: z.string(), from: z.number(), to: z.number() })).catch([]),
  /** Keys of charts that are shown as tables. */
  tables: z.array(z.string()).catch([]),
});
export type CurvesState = z.infer<typeof curvesState>;

/** What the page keeps over a reload of the window; the host reads `folder` of it. */
export const comparePageState = z.object({
  page: z.literal('compare'),
  /** URI of the workspace folder. */
  folder: z.string(),
  view: compareView,
  /** The filter that worked last: its rows are shown while that of the view cannot be read. */
  lastFilter: filterText.catch(''),
  /** Runs that are drawn, in the order they were picked. */
  picked: z.array(runId).max(5000).catch([]),
  tab: compareTab.catch('curves'),
  curves: curvesState.catch(curvesState.parse({})),
  plots: plotsState.catch(plotsState.parse({})),
  /** Step of the images and texts that are shown; null: the last one. */
  mediaStep: z.number().nullable().catch(null),
  /** Share of the height that the table takes, of one. */
  split: z.number().min(0.1).max(0.9).catch(0.4),
  /** Groups that are expanded, by the one of their runs that the index knows longest. */
  expanded: z.array(runId).max(20_000).catch([]),
  /** px that what is drawn below the table is scrolled down. */
  bodyScroll: z.number().nonnegative().catch(0),
  scroll: z.object({ top: z.number(), left: z.number() }).catch({ top: 0, left: 0 }),
});
export type ComparePageState = z.infer<typeof comparePageState>;

/** What a page that lost its host says of itself when it asks to be opened again. */
export const lostComparePage = z.object({ state: comparePageState });
export type LostComparePage = z.infer<typeof lostComparePage>;
