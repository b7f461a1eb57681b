/** The runs of one folder, asked of the index thread; what views see of it is RunStore. */
import { Worker } from 'node:worker_threads';
import type * as z from 'zod';
import { Emitter } from '../base/emitter.ts';
import { messageOf } from '../base/errors.ts';
import type { Problem } from '../base/errors.ts';
import type { CairnConfig } from '../records/config.ts';
import type { indexThread } from '../protocol/indexThread.ts';
import type { Allowed, catalogEvents } from '../protocol/catalogThread.ts';
import { connect } from '../protocol/rpc.ts';
import type { Layout } from '../storage/layout.ts';
import type { ServerToConnect } from '../protocol/serverShape.ts';
import type { ReviewChange, RunChange, RunStore } from './runStore.ts';

type Reading = NonNullable<z.infer<(typeof catalogEvents)['reading']['value']>>;

export interface ThreadStoreOptions {
  readonly layout: Layout;
  /** The thread's bundle, out/indexer.js. */
  readonly threadPath: string;
  readonly wasm: string;
  readonly config: CairnConfig;
  /** ms between snapshots while runs change; for tests that cannot wait. */
  readonly snapshotMs?: number;
  /** Lines for the log channel: refused messages, a thread that died. */
  readonly log: (line: string) => void;
  /** Hears how long each thread took to start, ms. */
  readonly started?: (ms: number) => void;
}

export function openThreadStore(options: ThreadStoreOptions): RunStore {
  const changed = new Emitter<RunChange>();
  const problemsChanged = new Emitter<readonly Problem[]>();
  let config = options.config;
  const catalogChanged = new Emitter<null>();
  const read = new Emitter<Reading | null>();
  const reviewsChanged = new Emitter<ReviewChange>();
  /** By path from the workspace folder. */
  const unsaved = new Map<string, string>();
  let server: ServerToConnect | undefined;
  let allowed: Allowed | undefined;
  let closing = false;
  let restarts = 0;
  // What the store is asked after its disposal, or while the thread died, is refused, not left waiting.
  const quietly = (work: Promise<unknown>) => {
    work.catch((error: unknown) => options.log(String(error)));
  };
  const start = () =>
    startThread(
      { ...options, config },
      { changed, problemsChanged, catalogChanged, read, reviewsChanged },
      (code) => {
        if (closing) return;
        options.log(`The index thread ended with ${code}.`);
        if (restarts >= mostRestarts) {
          problemsChanged.fire([{ where: '.cairn/runs', message: 'The index failed; reload the window.' }]);
          return;
        }
        restarts += 1;
        thread = start();
        if (server !== undefined) quietly(thread.call('setServer', { server }));
        if (allowed !== undefined) quietly(thread.call('allowData', { allowed }));
        for (const [path, text] of unsaved) quietly(thread.call('unsavedText', { path, text }));
        catalogChanged.fire(null);
        reviewsChanged.fire('all');
        changed.fire({ ids: 'all' });
      },
    );
  let thread = start();
  return {
    onDidChange: changed.event,
    onDidChangeProblems: problemsChanged.event,
    compare: {
      order: (query) => thread.call('order', query),
      columns: (query) => thread.call('columns', query),
      catalog: (query) => thread.call('catalog', query),
      ordinals: (query) => thread.call('ordinals', query),
      curves: (query) => thread.call('curves', query),
      curvesCsv: (query) => thread.call('curvesCsv', query),
      importance: (query) => thread.call('importance', query),
    },
    catalog: {
      catalogDatasets: (asked) => thread.call('catalogDatasets', asked),
      catalogDataset: (asked) => thread.call('catalogDataset', asked),
      dataFiles: (asked) => thread.call('dataFiles', asked),
      featureGroups: (asked) => thread.call('featureGroups', asked),
      featureRows: (asked) => thread.call('featureRows', asked),
      unknownData: (asked) => thread.call('unknownData', asked),
      catalogNames: (asked) => thread.call('catalogNames', asked),
      readData: (asked) => thread.call('readData', asked),
      cancelReading: (asked) => thread.call('cancelReading', asked),
      allowData: async (asked) => {
        allowed = asked.allowed;
        return await thread.call('allowData', asked);
      },
    },
    onDidChangeCatalog: catalogChanged.event,
    onDidRead: read.event,
    rows: (query) => thread.call('rows', { ...query }),
    groups: (query) => thread.call('groups', { ...query }),
    detail: async (id) => (await thread.call('detail', { id })) ?? undefined,
    metrics: (id) => thread.call('metrics', { id }),
    series: (id, keys, buckets) => thread.call('series', { id, keys: [...keys], buckets }),
    script: (script) => thread.call('script', { script }),
    scripts: () => thread.call('scripts', {}),
    names: () => thread.call('names', {}),
    problems: () => thread.call('problems', {}),
    catalogTexts: {
      catalogProblems: (texts) => thread.call('catalogProblems', texts),
      textProblems: (text) => thread.call('textProblems', text),
      changeYaml: (change) => thread.call('changeYaml', change),
      renameEntry: (entry) => thread.call('renameEntry', entry),
    },
    features: {
      words: () => thread.call('catalogWords', {}),
      all: () => thread.call('features', {}),
      get: async (name) => (await thread.call('feature', { name })) ?? undefined,
      byName: (names) => thread.call('featuresByName', { names: [...names] }),
      inScript: (path) => thread.call('featuresInScript', { path }),
      ofRun: (run) => thread.call('featuresOfRun', { run }),
      unused: () => thread.call('unusedFeatures', {}),
      columnsOf: (name) => thread.call('columnsOfDataset', { name }),
      naming: (name, files) => thread.call('filesNaming', { name, files: [...files] }),
    },
    diskUse: () => thread.call('diskUse', {}),
    import: (ids) => thread.call('import', { ids: [...ids] }),
    server: {
      connect: async (next) => {
        server = next;
        await thread.call('setServer', { server: next ?? null });
      },
      check: async (asked) => (await thread.call('checkServer', { server: asked })).uri,
      experiments: (name, page) => thread.call('serverExperiments', { name, page }),
      runs: (of) => thread.call('serverRuns', of),
      models: (page) => thread.call('serverModels', { page }),
      versions: (name, page) => thread.call('serverVersions', { name, page }),
      model: async ({ server: label, name, version }) => {
        const asked = { server: label, name, ...(version !== undefined && { version }) };
        return (await thread.call('serverModel', asked)) ?? undefined;
      },
      hold: async (ids) => {
        await thread.call('hold', { ids: [...ids] });
      },
    },
    models: {
      list: () => thread.call('models', {}),
      ofRun: (run) => thread.call('modelsOfRun', { run }),
      get: async (name, version, outside) =>
        (await thread.call('model', { name, outside, ...(version !== undefined && { version }) })) ??
        undefined,
    },
    reviews: {
      all: () => thread.call('reviews', {}),
      of: (script) => thread.call('review', { script }),
      unsaved: (path, text) => {
        if (text === undefined) unsaved.delete(path);
        else unsaved.set(path, text);
        quietly(thread.call('unsavedText', { path, text: text ?? null }));
      },
      look: async () => {
        await thread.call('lookAtReviews', {});
      },
      onDidChange: reviewsChanged.event,
    },
    setConfig: (next) => {
      config = next;
      quietly(thread.call('setConfig', { config: next }));
    },
    refresh: async (ids) => {
      await thread.call('refresh', ids === undefined ? {} : { ids: [...ids] });
    },
    dispose: () => {
      if (closing) return;
      closing = true;
      const { call, terminate } = thread;
      const end = () => quietly(terminate());
      call('close', {}).then(end, end);
      changed.dispose();
      problemsChanged.dispose();
      catalogChanged.dispose();
      read.dispose();
      reviewsChanged.dispose();
    },
  };
}

function startThread(
  { layout, threadPath, wasm, config, snapshotMs, log, started }: ThreadStoreOptions,
  events: {
    changed: Emitter<RunChange>;
    problemsChanged: Emitter<readonly Problem[]>;
    catalogChanged: Emitter<null>;
    read: Emitter<Reading | null>;
    reviewsChanged: Emitter<ReviewChange>;
  },
  onExit: (code: number) => void,
) {
  const began = performance.now();
  const thread = new Worker(threadPath, {
    name: 'cairn-index',
    workerData: { folder: layout.folder, wasm, config, snapshotMs },
    stderr: true,
  });
  thread.once('online', () => started?.(performance.now() - began));
  thread.unref();
  thread.stderr.setEncoding('utf8').on('data', (text: string) => log(text.trimEnd()));
  const { call, dispose } = connect(loadProtocol, {
    port: {
      post: (message) => thread.postMessage(message),
      onMessage: (listener) => {
        thread.on('message', listener);
        return { dispose: () => thread.off('message', listener) };
      },
    },
    on: {
      changed: (change) => events.changed.fire(change),
      problems: (problems) => events.problemsChanged.fire(problems),
      catalog: () => events.catalogChanged.fire(null),
      reading: (reading) => events.read.fire(reading),
      reviews: (change) => events.reviewsChanged.fire(change),
    },
    timeoutMs: longestAnswer,
    log,
  });
  thread.on('error', (error: unknown) => log(`The index thread failed: ${messageOf(error)}`));
  thread.on('exit', (code) => {
    dispose();
    onExit(code);
  });
  return { call, terminate: () => thread.terminate() };
}

async function loadProtocol(): Promise<typeof indexThread> {
  return (await import('../protocol/indexThread.ts')).indexThread;
}

/** A thread that dies again and again has a bug that one more start does not mend. */
const mostRestarts = 3;
/** ms; a slow network drive with many runs may need it for its first scan. */
const longestAnswer = 120_000;
