/**
 * Plays the extension host: opens the folder as a window does (src/extension.ts, src/views/openWindow.ts), with the index
 * thread and its snapshot; launches runs, follows and looks after them, and expects to be killed at any time.
 */
import { appendFileSync } from 'node:fs';
import { messageOf } from '../../src/base/errors.ts';
import { Project } from '../../src/project/project.ts';
import type { RunStore } from '../../src/project/runStore.ts';
import { openThreadStore } from '../../src/project/threadStore.ts';
import { windowOrder, type WindowOrder } from './windowOrder.ts';

const mostOpen = 4;
/** ms after which a run that never came to run stands in nobody's way. */
const startingMs = 3000;

async function openWindow(order: WindowOrder): Promise<void> {
  const project = projectOf(order);
  const open = new Set<string>();
  await project.reloadConfig();
  const { store } = project;
  store.onDidChangeProblems((problems) => {
    for (const { where, message } of problems) tell(order, `${where}: ${message}`);
  });
  await Promise.all([
    wakeUp(project, order),
    follow(store, open),
    lookAfter(project, open),
    launchOneAfterAnother(project, order),
  ]);
}

function projectOf(order: WindowOrder): Project {
  return new Project(order.folder, {
    launching: {
      execPath: process.execPath,
      workerPath: order.worker,
      env: process.env,
      clock: { now: () => Date.now() },
      random: Math.random,
      timings: { poll: 20, linger: 100, sync: 200, system: 300, artifacts: 300 },
    },
    mayLaunch: () => Promise.resolve(),
    openData: () => Promise.reject(new Error('No data is asked for here.')),
    openStore: (layout, config) =>
      openThreadStore({
        layout,
        threadPath: order.indexer,
        wasm: order.wasm,
        config,
        // In each look in which something changed, so that there is a snapshot to be killed in.
        snapshotMs: 1,
        log: (line) => tell(order, line),
      }),
    isTrusted: () => true,
    pythonPath: order.folder,
    trackingPath: `${order.folder}.tracking`,
  });
}

/** As views/wakeUp.ts. */
async function wakeUp(project: Project, order: WindowOrder): Promise<void> {
  await project.store.names();
  const { problems } = await project.recover();
  for (const { where, message } of problems) tell(order, `${where}: ${message}`);
}

/** As views/liveRuns.ts, the row's lens and an open run page: everything that a window asks while runs change. */
async function follow(store: RunStore, open: Set<string>): Promise<never> {
  for (;;) {
    await nextChange(store);
    const { rows } = await store.rows({ filter: live, limit: 200 });
    const now = new Set(rows.map(({ id }) => id));
    for (const id of now) open.add(id);
    for (const id of open) {
      if (now.has(id)) continue;
      const row = await store.detail(id);
      if (row?.ended !== null) open.delete(id);
    }
    const [first] = now;
    await store.script('training.py');
    if (first !== undefined) await Promise.all([store.metrics(first), store.series(first, ['m'], 100)]);
  }
}

/** As views/watchdog.ts, which waits longer. */
async function lookAfter(project: Project, open: ReadonlySet<string>): Promise<never> {
  for (;;) {
    for (const id of [...open]) await project.lookAfter(id);
    await pause(100);
  }
}

async function launchOneAfterAnother(
  project: Project,
  { truth, python, script }: WindowOrder,
): Promise<never> {
  for (;;) {
    const { rows } = await project.store.rows({ filter: live, limit: 200 });
    const young = rows.filter(
      ({ status, started }) => status === 'running' || Date.now() - started < startingMs,
    );
    if (young.length < mostOpen) {
      // Some live long enough to be adopted also where starting a worker takes a second.
      const seconds = Math.random() < 0.2 ? 6 : 0.2 + Math.random() * 1.2;
      const code = Math.random() < 0.5 ? 0 : 3;
      await project.launch({
        cwd: project.folder,
        script,
        command: [python, script, truth, String(seconds), String(code)],
        params: {},
        tags: {},
        origin: 'editor',
      });
    }
    await pause(50);
  }
}

function nextChange(store: RunStore): Promise<void> {
  return new Promise((resolve) => {
    const listener = store.onDidChange(() => {
      listener.dispose();
      resolve();
    });
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What a person would be told; nothing, if all is well. */
function tell({ log }: WindowOrder, line: string): void {
  appendFileSync(log, `${line}\n`);
}

const live = 'status = "running" or status = "starting"';
const order = windowOrder.parse(JSON.parse(process.argv[2] ?? ''));
openWindow(order).catch((error: unknown) => {
  tell(order, `The window ended: ${messageOf(error)}`);
  process.exit(1);
});
