/** How changes on disk are noticed: hints where the drive gives some, looks at intervals everywhere, one at a time. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { mock } from 'node:test';
import { IndexSession, type SessionOptions } from '../../../src/indexer/session.ts';
import { watchFolder } from '../../../src/indexer/watchFolder.ts';
import type { RunEvent } from '../../../src/records/event.ts';
import type { ProcessRecord } from '../../../src/records/process.ts';
import type { RunRecord } from '../../../src/records/run.ts';
import { rows } from '../../../src/runs/query.ts';
import { layoutOf, runDir, runPaths, type RunPaths } from '../../../src/storage/layout.ts';

const wasm = path.resolve('node_modules/sql.js/dist/sql-wasm.wasm');

describe('following the files of runs', () => {
  let folder: string;
  let sessions: IndexSession[];
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn following '));
    sessions = [];
  });
  afterEach(async () => {
    mock.timers.reset();
    await Promise.all(sessions.map((session) => session.close()));
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  const open = (options: Partial<SessionOptions>): IndexSession => {
    const session = new IndexSession(
      {
        layout: layoutOf(folder),
        wasm,
        config: {},
        clock: { now: () => Date.now() },
        prove: async () => await Promise.resolve('alive'),
        pause: async () => await Promise.resolve(),
        watch: () => undefined,
        ...options,
      },
      { changed: () => undefined, problems: () => undefined },
    );
    sessions.push(session);
    return session;
  };
  /** Name and status of each run, as views would be told. */
  const shown = async (session: IndexSession): Promise<readonly string[]> =>
    await session.ask((runs) =>
      rows(runs, { limit: 10 }).rows.map(({ name, status }) => `${name} ${status}`),
    );
  const untilShown = async (session: IndexSession, wanted: readonly string[]): Promise<void> => {
    while (JSON.stringify(await shown(session)) !== JSON.stringify(wanted)) await settle();
  };

  const watches: readonly (readonly [what: string, watch: SessionOptions['watch']])[] = [
    ['a drive that has no watches', () => undefined],
    ['a drive whose watches never tell', () => ({ dispose: () => undefined })],
    ['this drive', watchFolder],
  ];
  for (const [what, watch] of watches)
    it(`sees runs come, end and go on ${what}`, async () => {
      const session = open({ watch });
      await untilShown(session, []);
      const paths = makeRun(folder, 'heron');
      await untilShown(session, ['heron running']);
      end(paths);
      await untilShown(session, ['heron finished']);
      fs.rmSync(paths.dir, { recursive: true });
      await untilShown(session, []);
    });

  it('shows no other end than the one that was written between two looks', async () => {
    makeRun(folder, 'heron');
    const session = open({
      prove: async (paths) => {
        end(paths);
        return await Promise.resolve('dead');
      },
    });
    const seen = new Set<string>();
    while (!seen.has('heron finished')) {
      for (const run of await shown(session)) seen.add(run);
      await settle();
    }
    assert.deepEqual([...seen], ['heron finished']);
  });

  it('asks for a watch until there is a folder to watch, and then no more', async () => {
    const given: boolean[] = [];
    const session = open({
      watch: (at, changed) => {
        const watching = watchFolder(at, changed);
        given.push(watching !== undefined);
        return watching;
      },
    });
    while (given.length < 3) await settle();
    assert.deepEqual(new Set(given), new Set([false]));
    makeRun(folder, 'heron');
    while (given.at(-1) === false) await settle();
    const asked = given.length;
    makeRun(folder, 'linnet');
    await untilShown(session, ['linnet running', 'heron running']);
    assert.equal(given.length, asked);
  });

  it('answers from what it knows while a look at a slow drive is stuck, and takes one more look for all hints', async () => {
    let begun = 0;
    const looks = (): number => begun;
    let isStuck = false;
    let letGo = (): void => undefined;
    let hint = (): void => undefined;
    // Each reading is much later, so that each look asks for new proof.
    let time = Date.now();
    makeRun(folder, 'heron');
    mock.timers.enable({ apis: ['setTimeout'] });
    const session = open({
      clock: { now: () => (time += 3_600_000) },
      prove: async () => {
        begun += 1;
        if (isStuck) await new Promise<void>((resolve) => (letGo = resolve));
        return 'alive';
      },
      watch: (_, changed) => {
        hint = changed;
        return { dispose: () => undefined };
      },
    });
    while (looks() < 1) await settle();
    await settle();
    assert.deepEqual(await shown(session), ['heron running']);

    isStuck = true;
    hint();
    mock.timers.tick(1000);
    while (looks() < 2) await settle();
    for (let hints = 0; hints < 20; hints += 1) {
      hint();
      mock.timers.tick(1000);
      await settle();
    }
    assert.deepEqual(await shown(session), ['heron running']);
    assert.equal(looks(), 2);

    isStuck = false;
    letGo();
    for (let turns = 0; turns < 20; turns += 1) await settle();
    assert.equal(looks(), 2);
    mock.timers.tick(600_000);
    while (looks() < 3) await settle();
    for (let turns = 0; turns < 20; turns += 1) await settle();
    assert.equal(looks(), 3);
  });
});

/** Lets everything that waits for files or promises have its turn. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** A live run of this machine. */
function makeRun(folder: string, name: string): RunPaths {
  const number = name === 'heron' ? 1 : 2;
  const id = `20261123-08410${number}-quiet-${name}-000${number}`;
  const created = 1_700_000_000_000 + number;
  const paths = runPaths(runDir(layoutOf(folder), id));
  const record: RunRecord = {
    version: 1,
    ...{ id, name, command: ['python3', 'train.py'], cwd: folder, script: 'train.py', params: {}, tags: {} },
    ...{ created, user: 'sam', host: 'here', origin: 'terminal', environment: {} },
    machine: { os: 'Linux', arch: 'x64', cpu: 'x', cores: 2, memory: 1 },
  };
  const process: ProcessRecord = { nonce: 'n', host: 'here', worker: { pid: 4, started: 'then' } };
  const started: RunEvent = { t: created, type: 'started', pid: 4 };
  fs.mkdirSync(paths.dir, { recursive: true });
  fs.writeFileSync(paths.process, JSON.stringify(process));
  fs.writeFileSync(paths.events, `${JSON.stringify(started)}\n`);
  fs.writeFileSync(paths.run, JSON.stringify(record));
  return paths;
}

function end(paths: RunPaths): void {
  const ended: RunEvent = { t: 1_700_000_009_000, type: 'ended', status: 'finished', exitCode: 0 };
  fs.appendFileSync(paths.events, `${JSON.stringify(ended)}\n`);
}
