/** The index thread (out/indexer.js): everything that reads many files or much SQL happens here, not in the extension host. */
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../base/clock.ts';
import { indexThread, indexThreadData } from '../protocol/indexThread.ts';
import { serve } from '../protocol/rpc.ts';
import { proveAlive } from '../runs/processes.ts';
import { runCounts } from '../runs/query.ts';
import { layoutOf } from '../storage/layout.ts';
import { answersOf } from './answers.ts';
import type { CatalogSession } from './catalogSession.ts';
import type { ReviewSession } from './reviewSession.ts';
import { IndexSession } from './session.ts';
import { watchFolder } from './watchFolder.ts';

if (parentPort === null) throw new Error('The index thread is started by the extension, not by hand.');
const parent = parentPort;
const { folder, wasm, config, snapshotMs } = indexThreadData.parse(workerData);
const layout = layoutOf(folder);

const session = new IndexSession(
  {
    layout,
    wasm,
    config,
    snapshotMs,
    clock: systemClock,
    prove: proveAlive,
    watch: watchFolder,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  },
  {
    changed: (ids) => channel.emit('changed', { ids: ids === 'all' ? ids : [...ids] }),
    problems: (problems) =>
      channel.emit(
        'problems',
        problems.map(({ where, message }) => ({ where, message })),
      ),
  },
);

let catalog: Promise<CatalogSession> | undefined;
const openCatalog = async () => {
  const { CatalogSession } = await import('./catalogSession.ts');
  return new CatalogSession({
    layout,
    now: () => systemClock.now(),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    changed: () => channel.emit('catalog', null),
    reading: (reading) => channel.emit('reading', reading),
    log: (line) => process.stderr.write(`${line}\n`),
  });
};
let reviews: Promise<ReviewSession> | undefined;
const openReviews = async () => {
  const { ReviewSession } = await import('./reviewSession.ts');
  return new ReviewSession({
    layout,
    runs: async () => await session.ask((runs) => runCounts(runs)),
    config: async () => await session.ask(({ scanner }) => scanner.config),
    changed: (rows, gone) => channel.emit('reviews', { rows: [...rows], gone: [...gone] }),
    log: (line) => process.stderr.write(`${line}\n`),
  });
};
const answers = answersOf({
  session,
  layout,
  catalog: async () => await (catalog ??= openCatalog()),
  reviews: async () => await (reviews ??= openReviews()),
});
const channel = serve(indexThread, {
  port: {
    post: (message) => parent.postMessage(message),
    onMessage: (listener) => {
      parent.on('message', listener);
      return { dispose: () => parent.off('message', listener) };
    },
  },
  handlers: {
    ...answers,
    close: async (params) => {
      (await catalog)?.dispose();
      (await reviews)?.dispose();
      const answer = await answers.close(params);
      // After the answer has left.
      setImmediate(() => parent.close());
      return answer;
    },
  },
  log: (line) => process.stderr.write(`${line}\n`),
});
