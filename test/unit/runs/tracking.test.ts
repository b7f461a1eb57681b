/** The tracking endpoint of a folder: a process of its own that whoever comes next finds again. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { until } from '../../e2e/until.ts';
import { runEvent } from '../../../src/records/event.ts';
import { trackingRecord, type TrackingRecord } from '../../../src/records/tracking.ts';
import { identityOf } from '../../../src/runs/processes.ts';
import {
  findTracking,
  startTracking,
  stopTracking,
  trackingFile,
  trackingUri,
} from '../../../src/runs/tracking.ts';
import { readLog } from '../../../src/storage/appendLog.ts';
import { serveFolder } from '../../../src/worker/serveFolder.ts';
import { layoutOf, runDir, runPaths } from '../../../src/storage/layout.ts';
import { runReply } from '../worker/mlflow/served.ts';
import { workerBundle } from '../worker/recording.ts';

describe('tracking for notebooks', () => {
  let home: string;
  let folder: string;
  let file: string;
  let started: TrackingRecord | undefined;

  beforeEach(() => {
    home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'cairn-tracking-')));
    folder = path.join(home, 'work');
    fs.mkdirSync(folder);
    file = trackingFile(path.join(home, 'mine'), folder);
  });
  afterEach(async () => {
    if (started !== undefined) await stopTracking(file, started);
    started = undefined;
    fs.rmSync(home, { recursive: true, force: true });
  });

  const host = () => ({ execPath: process.execPath, workerPath: workerBundle(), env: process.env });
  const start = async () => (started = await startTracking(file, { folder, config: {} }, host()));
  const call = async (record: TrackingRecord, name: string, body?: unknown) => {
    const reply = await fetch(`${trackingUri(record)}/api/2.0/mlflow/${name}`, {
      ...(body !== undefined && {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    });
    assert.equal(reply.status, 200, await reply.clone().text());
    const answer: unknown = await reply.json();
    return answer;
  };
  const newRun = async (record: TrackingRecord) =>
    runReply.parse(await call(record, 'runs/create', { experiment_id: '0', start_time: Date.now() })).run.info
      .run_id;
  const endOf = (run: string) => {
    const path = runPaths(runDir(layoutOf(folder), run)).events;
    const ends = readLog({ path, schema: runEvent }).items.flatMap(({ value }) =>
      value.type === 'ended' ? [value] : [],
    );
    return ends.map(({ status, reason }) => [status, reason]);
  };

  it('is started once, found again, and stopped with what was open', async () => {
    const record = await start();
    assert.deepEqual(await start(), record);
    assert.deepEqual(await findTracking(file), record);
    const run = await newRun(record);
    await call(record, 'runs/log-metric', { run_id: run, key: 'loss', value: 0.5, timestamp: 1, step: 3 });
    await stopTracking(file, record);
    assert.deepEqual(endOf(run), [['stopped', 'Tracking for notebooks was stopped while it was open']]);
    assert.equal(await findTracking(file), undefined);
    await assert.rejects(fetch(trackingUri(record)));
  });

  it('keeps its token from other people, and out of the folder', async () => {
    const record = await start();
    const run = await newRun(record);
    await call(record, 'runs/set-tag', { run_id: run, key: 'uri', value: trackingUri(record) });
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    assert.equal(fs.statSync(path.dirname(file)).mode & 0o777, 0o700);
    for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile())
        assert.ok(
          !fs.readFileSync(path.join(entry.parentPath, entry.name)).includes(record.token),
          `${entry.name} holds the token`,
        );
  });

  it('has one process, whoever asks at the same moment', async () => {
    const records = await Promise.all(Array.from({ length: 4 }, start));
    const last = await until('one is left', async () => {
      const found = await findTracking(file);
      const others = records.filter((record) => record.token !== found?.token);
      const alive = await Promise.all(others.map((record) => identityOf(record.process.pid)));
      return alive.every((each) => each === undefined) && found;
    });
    started = last;
    await newRun(last);
  });

  it('goes with its process, and a new one can be started', async () => {
    const record = await start();
    process.kill(record.process.pid, 'SIGKILL');
    await until('it is gone', async () => (await findTracking(file)) === undefined);
    assert.equal(fs.existsSync(file), false);
    const next = await start();
    assert.notEqual(next.token, record.token);
    await newRun(next);
  });

  it('ends what is open when the system asks it to go', async () => {
    const record = await start();
    const run = await newRun(record);
    process.kill(record.process.pid, 'SIGTERM');
    await until('it is gone', async () => (await identityOf(record.process.pid)) === undefined);
    assert.equal(fs.existsSync(file), false);
    assert.deepEqual(endOf(run), [
      ['interrupted', 'The system ended what recorded this run while it was open'],
    ]);
  });

  it('ends with its folder', async () => {
    const record = await start();
    fs.rmSync(folder, { recursive: true });
    await until('it is gone', async () => (await identityOf(record.process.pid)) === undefined);
  });

  it('ends by itself when nobody needs it, not while a run is open', async () => {
    fs.mkdirSync(path.dirname(file));
    const order = { mode: 'serve', dir: folder, folder, config: {}, file, token: 'a-token' } as const;
    const serving = serveFolder({
      order,
      clock: { now: () => Date.now() },
      wasm: '',
      leave: new AbortController().signal,
      env: {},
      idle: 3000,
    });
    const record = await until('it listens', () => findTracking(file));
    const run = await newRun(record);
    const before = performance.now();
    await until('it could have gone', () => performance.now() - before > 4000);
    await call(record, `runs/get?run_id=${run}`);
    await call(record, 'runs/update', { run_id: run, status: 'FINISHED', end_time: Date.now() });
    await serving;
    assert.equal(fs.existsSync(file), false);
    assert.deepEqual(endOf(run), [['finished', undefined]]);
  });

  const foreign: readonly (readonly [string, (record: TrackingRecord) => string])[] = [
    ['is empty', () => ''],
    ['is half', (record) => JSON.stringify(record).slice(0, 40)],
    ['is of another machine', (record) => JSON.stringify({ ...record, host: 'elsewhere' })],
    [
      'names a process id that is another process now',
      (record) => JSON.stringify({ ...record, process: { ...record.process, started: 'never' } }),
    ],
    ['names a port that is none', (record) => JSON.stringify({ ...record, port: 70_000 })],
  ];
  for (const [what, text] of foreign) {
    it(`is not found by a file that ${what}`, async () => {
      const me = await identityOf(process.pid);
      const record = trackingRecord.parse({ folder, host: os.hostname(), port: 1, token: 't', process: me });
      fs.mkdirSync(path.dirname(file));
      fs.writeFileSync(file, text(record));
      assert.equal(await findTracking(file), undefined);
      await newRun(await start());
    });
  }

  it('says in a sentence that it could not be started', async () => {
    const broken = path.join(home, 'broken.js');
    fs.writeFileSync(broken, 'process.exit(1)');
    await assert.rejects(startTracking(file, { folder, config: {} }, { ...host(), workerPath: broken }), {
      code: 'tracking',
      message: /^Tracking could not be started: /,
    });
  });

  it('outlives whoever started it', async () => {
    const script = path.join(home, 'starts.ts');
    const module = path.resolve(import.meta.dirname, '../../../src/runs/tracking.ts');
    fs.writeFileSync(
      script,
      `import { startTracking } from ${JSON.stringify(module)};
await startTracking(${JSON.stringify(file)}, { folder: ${JSON.stringify(folder)}, config: {} }, { execPath: process.execPath, workerPath: ${JSON.stringify(workerBundle())}, env: process.env });
process.exit(0);
`,
    );
    const child = spawn(process.execPath, [script], { stdio: 'inherit' });
    await once(child, 'exit');
    assert.equal(child.exitCode, 0);
    started = await findTracking(file);
    assert.ok(started);
    await newRun(started);
  });
});
