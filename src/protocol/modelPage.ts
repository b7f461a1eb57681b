/** The model page's messages: it names models, versions and methods, never paths or commands. */
import * as z from 'zod';
import { runId } from '../records/runId.ts';
import { modelDetail, verifiedShape } from './modelShape.ts';
import type { Handlers } from './rpcShape.ts';

const name = z.string().min(1).max(1000);
const model = z.object({ name });
const version = model.extend({ version: z.number().int().positive() });
const done = z.null();
const ask = <P extends z.ZodType, R extends z.ZodType>(params: P, result: R) => ({ params, result });

export const modelAction = z.enum(['setAlias', 'rollBack', 'reveal', 'copy', 'publish', 'deleteVersion']);
export type ModelAction = z.infer<typeof modelAction>;

export const modelPage = {
  methods: {
    /** Says that the host is there. */
    ping: ask(z.object({}), done),
    /** Version null: the champion, else the newest. */
    view: ask(
      model.extend({ version: version.shape.version.nullable() }),
      /** Null: there is no such model (any more). */
      z.object({ detail: modelDetail.nullable(), trusted: z.boolean() }),
    ),
    /** Asks the person what it needs to know; answered when it is done, or they went away. */
    act: ask(version.extend({ action: modelAction, alias: z.string().nullable() }), done),
    /** Reads all of the artifact; null: they stopped it. */
    verify: ask(version, verifiedShape.nullable()),
    openRun: ask(z.object({ run: runId }), done),
    openScript: ask(version, done),
    openFile: ask(model, done),
    /** The page of the predictions that were judged, or the kept numbers when their run is gone. */
    openFairness: ask(version, done),
    openEntry: ask(z.object({ kind: z.enum(['dataset', 'feature']), name }), done),
    compareRuns: ask(z.object({ runs: z.array(runId).min(2).max(8) }), done),
  },
  events: {
    /** Something of the model or of what it names changed: ask again. */
    changed: { value: z.object({}) },
  },
} as const;
export type ModelPageHandlers = Handlers<(typeof modelPage)['methods']>;

/** What the page keeps over a reload of the window; the host reads `folder` and `name` of it. */
export const modelPageState = z.object({
  page: z.literal('model'),
  /** URI of the workspace folder. */
  folder: z.string(),
  name,
  /** The MLflow server that it is read from, as people call it; null: a model of the folder. */
  server: z.string().nullable().catch(null),
  version: version.shape.version.nullable().catch(null),
  /** Names of datasets whose features are all shown in the lineage; '' are those of none. */
  unfolded: z.array(z.string()).catch([]),
  allVersions: z.boolean().catch(false),
  scroll: z.number().catch(0),
});
export type ModelPageState = z.infer<typeof modelPageState>;

/** What a page that lost its host says of itself when it asks to be opened again. */
export const lostModelPage = modelPageState
  .pick({ folder: true, name: true })
  .extend({ state: modelPageState });
export type LostModelPage = z.infer<typeof lostModelPage>;

/** Of a page that was not open yet. */
export function freshModelState(
  of: Pick<ModelPageState, 'folder' | 'name' | 'server' | 'version'>,
): ModelPageState {
  return { page: 'model', ...of, unfolded: [], allVersions: false, scroll: 0 };
}
