/** What the extension host asks of the index thread. Structured clones: NaN and infinities travel as they are. */
import * as z from 'zod';
import { cairnConfig } from '../records/config.ts';
import { metricSummary } from '../records/metric.ts';
import { catalogEvents, catalogThread } from './catalogThread.ts';
import { compareThread } from './compare/compareThread.ts';
import { modelDetail } from './modelShape.ts';
import { modelThread } from './modelThread.ts';
import { catalogTextThread } from './catalogTextThread.ts';
import { reviewEvents, reviewThread } from './reviewThread.ts';
import { featureThread } from './featureThread.ts';
import { problemShape, runDetail, runRow } from './runShape.ts';
import {
  serverExperimentsPage,
  serverModelsPage,
  serverRunsPage,
  serverToConnect,
  serverVersionsPage,
} from './serverShape.ts';

const id = z.object({ id: z.string() });
const by = z.enum(['script', 'experiment']);
const nothing = z.object({});
const ask = <P extends z.ZodType, R extends z.ZodType>(params: P, result: R) => ({ params, result });
const float64 = z.instanceof(Float64Array<ArrayBufferLike>);

/** What filters are completed with; those that most runs have come first. */
const knownNames = z.object({
  params: z.array(z.string()),
  metrics: z.array(z.string()),
  tags: z.array(z.string()),
  experiments: z.array(z.string()),
  scripts: z.array(z.string()),
  users: z.array(z.string()),
  hosts: z.array(z.string()),
  datasetNames: z.array(z.string()),
  datasetDigests: z.array(z.string()),
  datasetContexts: z.array(z.string()),
});
export type KnownNames = z.infer<typeof knownNames>;

export const indexThread = {
  methods: {
    rows: ask(
      z.object({
        filter: z.string().optional(),
        orderBy: z.string().optional(),
        group: z.object({ by, key: z.string().nullable() }).optional(),
        /** Not those that were fetched from a server. */
        local: z.boolean().optional(),
        limit: z.number(),
        offset: z.number().optional(),
      }),
      z.object({ rows: z.array(runRow), total: z.number() }),
    ),
    groups: ask(
      z.object({ by, filter: z.string().optional(), local: z.boolean().optional() }),
      z.array(
        z.object({ key: z.string().nullable(), count: z.number(), running: z.number(), latest: z.number() }),
      ),
    ),
    detail: ask(id, runDetail.nullable()),
    metrics: ask(id, z.array(metricSummary)),
    series: ask(
      id.extend({ keys: z.array(z.string()), buckets: z.number() }),
      z.array(
        z.object({ key: z.string(), steps: float64, times: float64, values: float64, total: z.number() }),
      ),
    ),
    script: ask(
      z.object({ script: z.string() }),
      z.object({
        script: z.string(),
        count: z.number(),
        running: z.array(runRow),
        best: runRow.nullable(),
        latest: runRow.nullable(),
        judged: runRow.nullable(),
      }),
    ),
    scripts: ask(nothing, z.array(z.string())),
    names: ask(nothing, knownNames),
    problems: ask(nothing, z.array(problemShape)),
    ...catalogTextThread,
    ...featureThread,
    diskUse: ask(nothing, z.object({ runs: z.number(), trash: z.number() })),
    /** Copies runs of other tools into run folders of their own; those that were imported before are named again. */
    import: ask(
      z.object({ ids: z.array(z.string()) }),
      z.object({
        imported: z.array(z.object({ from: z.string(), id: z.string(), isNew: z.boolean() })),
        problems: z.array(problemShape),
      }),
    ),
    ...compareThread,
    ...catalogThread,
    ...modelThread,
    ...reviewThread,
    /** The team's server of this folder, from now on; null: none. Asks it nothing. */
    setServer: ask(z.object({ server: serverToConnect.nullable() }), z.null()),
    /** Whether a server answers and takes the credentials; answers its address as it is kept. */
    checkServer: ask(z.object({ server: serverToConnect }), z.object({ uri: z.string() })),
    /** Experiments whose names hold `name`, any case. */
    serverExperiments: ask(
      z.object({ name: z.string(), page: z.string().nullable() }),
      serverExperimentsPage,
    ),
    serverRuns: ask(
      z.object({ experiment: z.string(), filter: z.string(), page: z.string().nullable() }),
      serverRunsPage,
    ),
    serverModels: ask(z.object({ page: z.string().nullable() }), serverModelsPage),
    serverVersions: ask(z.object({ name: z.string(), page: z.string().nullable() }), serverVersionsPage),
    /** Null: there is no such model there. `server`: as people call it; rejects with `noServer` when it is not the connected one. */
    serverModel: ask(
      z.object({ server: z.string(), name: z.string(), version: z.number().optional() }),
      modelDetail.nullable(),
    ),
    /** Fetches runs of the server, so that they are listed, filtered and compared as any others. */
    hold: ask(z.object({ ids: z.array(z.string()) }), z.null()),
    setConfig: ask(z.object({ config: cairnConfig }), z.null()),
    refresh: ask(z.object({ ids: z.array(z.string()).optional() }), z.null()),
    /** Writes the snapshot; the thread ends itself after the answer. */
    close: ask(nothing, z.null()),
  },
  events: {
    changed: { value: z.object({ ids: z.union([z.array(z.string()), z.literal('all')]) }) },
    problems: { value: z.array(problemShape) },
    ...catalogEvents,
    ...reviewEvents,
  },
} as const;

export const indexThreadData = z.object({
  folder: z.string(),
  /** Absolute path of sql-wasm.wasm. */
  wasm: z.string(),
  config: cairnConfig,
  /** ms between snapshots while runs change. */
  snapshotMs: z.number().optional(),
});
