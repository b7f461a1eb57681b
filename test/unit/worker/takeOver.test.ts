/** Workers that die: the run goes on or ends as it truly did, and nothing is lost or doubled. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { processRecord, type ProcessRecord } from '../../../src/records/process.ts';
import { reportDebuggee } from '../../../src/runs/debuggee.ts';
import { recoverFolder, type RecoverOutcome } from '../../../src/runs/recover.ts';
import { requestStop } from '../../../src/runs/stop.ts';
import { layoutOf, runPaths } from '../../../src/storage/layout.ts';
import { spawn } from 'node:child_process';
import { isAlive, until, Workshop } from './recording.ts';

/** Logs a point every 10 ms until it is told to go. */
const steady = `
i=0
while [ ! -f go ]; do echo "{\\"metrics\\": {\\"m\\": $i}, \\"step\\": $i}" >> "$CAIRN_INBOX"; echo "epoch $i loss=$i"; i=$((i+1)); sleep 0.01; done
echo "$i" > count; exit 5`;

describe('a run whose worker died', () => {
  let shop: Workshop;
  beforeEach(() => {
    shop = new Workshop();
  });
  afterEach(async () => {
    await shop.dispose();
  });

  const recordOf = (dir: string): ProcessRecord =>
    processRecord.parse(JSON.parse(readFileSync(runPaths(dir).process, 'utf8')));
  const started = async (dir: string): Promise<ProcessRecord> => {
    await until(() => existsSync(runPaths(dir).process) && recordOf(dir).child !== undefined, 'the child');
    await until(() => statSync(runPaths(dir).output).size > 100, 'output');
    return recordOf(dir);
  };
  const adopted = async (dir: string, times: number): Promise<void> => {
    const events = () => readFileSync(runPaths(dir).events, 'utf8');
    await until(() => events().split('"adopted"').length > times, 'the new worker');
  };
  const kill = async (pid: number): Promise<void> => {
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive(pid), 'the kill');
  };
  const recover = async (options = {}): Promise<readonly RecoverOutcome[]> => {
    const { recovered, problems } = await recoverFolder(layoutOf(shop.folder), shop.host, options);
    assert.deepEqual(problems, []);
    return recovered.map(({ outcome }) => outcome);
  };

  it('is adopted while its script lives, and ends with its exit code and every point once', async () => {
    const { dir } = await shop.launch({ sh: steady });
    for (let round = 0; round < 3; round++) {
      const { worker } = await started(dir);
      assert.deepEqual(await recover(), ['alive']);
      await kill(worker.pid);
      assert.deepEqual(await recover(), ['adopted']);
      await adopted(dir, round + 1);
    }
    shop.file('go', '');
    const run = await shop.ended(dir);
    assert.deepEqual([run.ended.status, run.ended.exitCode], ['failed', 5]);
    const count = Number(readFileSync(path.join(shop.folder, 'count'), 'utf8'));
    const expected = Array.from({ length: count }, (_, step) => [step, step]);
    assert.deepEqual(run.points.get('m'), expected);
    assert.deepEqual(run.points.get('loss'), expected);
    assert.equal(run.of('adopted').length, 3);
    assert.deepEqual(await recover(), []);
  }).timeout(40_000);

  it('ends with the exit code that nobody was there to see', async () => {
    const { dir } = await shop.launch({ sh: steady });
    const { worker, child } = await started(dir);
    await kill(worker.pid);
    shop.file('go', '');
    await until(() => !isAlive(child?.pid ?? 0), 'the script');
    assert.deepEqual(await recover(), ['closed']);
    const run = await shop.ended(dir);
    assert.deepEqual([run.ended.status, run.ended.exitCode], ['failed', 5]);
  });

  it('is interrupted when worker and script died together', async () => {
    const { dir } = await shop.launch({ sh: steady });
    const { worker, child } = await started(dir);
    await kill(worker.pid);
    process.kill(-(child?.pid ?? 0), 'SIGKILL');
    await until(() => !isAlive(child?.pid ?? 0), 'the script');
    const dead = Date.now();
    assert.deepEqual(await recover(), ['closed']);
    const run = await shop.ended(dir);
    assert.equal(run.ended.status, 'interrupted');
    assert.match(run.ended.reason ?? '', /exit code is unknown/);
    assert.ok(run.ended.t <= dead + 50, 'it ended when it was last seen alive');
    assert.ok((run.points.get('m') ?? []).length > 0);
  });

  it('is stopped through a new worker', async () => {
    const { dir } = await shop.launch({ sh: steady });
    const { worker } = await started(dir);
    await kill(worker.pid);
    await requestStop(dir, 'graceful', shop.host);
    assert.equal((await shop.ended(dir)).ended.status, 'stopped');
  });

  it('has one writer, however many recover it at once', async () => {
    const { dir } = await shop.launch({ sh: steady });
    const { worker } = await started(dir);
    await kill(worker.pid);
    await Promise.all([recover(), recover(), recover(), recover()]);
    await adopted(dir, 1);
    shop.file('go', '');
    const run = await shop.ended(dir);
    assert.equal(run.of('adopted').length, 1);
  });

  it('is closed when its first worker never began, and that one cannot begin any more', async () => {
    const { dir, worker } = await shop.launch({ sh: steady });
    await kill(worker);
    for (const file of ['process', 'workers', 'events'] as const)
      rmSync(runPaths(dir)[file], { recursive: true, force: true });
    assert.deepEqual(await recover(), [], 'it may be starting');
    assert.deepEqual(await recover({ startingMs: 0 }), ['closed']);
    assert.equal((await shop.ended(dir)).ended.status, 'interrupted');
  });

  it('may be starting, or have no record yet: told apart from the rest, for a second look at these alone', async () => {
    const { dir, worker } = await shop.launch({ sh: steady });
    await kill(worker);
    for (const file of ['process', 'workers', 'events'] as const)
      rmSync(runPaths(dir)[file], { recursive: true, force: true });
    const layout = layoutOf(shop.folder);
    const id = path.basename(dir);
    const unborn = id.replace(/....$/, '0000');
    mkdirSync(path.join(layout.runs, unborn));
    const first = await recoverFolder(layout, shop.host);
    assert.deepEqual([first.recovered, [...first.starting].sort()], [[], [id, unborn].sort()]);
    const later = { startingMs: 0, ids: [unborn, unborn.replace(/....$/, '0001')] };
    assert.deepEqual(await recoverFolder(layout, shop.host, later), {
      recovered: [],
      starting: [],
      problems: [],
    });
    assert.ok(!existsSync(path.join(layout.runs, unborn)));
    const last = await recoverFolder(layout, shop.host, { startingMs: 0, ids: [id] });
    assert.deepEqual(last.recovered, [{ id, outcome: 'closed' }]);
    assert.equal((await shop.ended(dir)).ended.status, 'interrupted');
  });

  const doubtful: readonly [string, (record: ProcessRecord) => ProcessRecord][] = [
    ['on another machine', (record) => ({ ...record, host: `not-${hostname()}` })],
    [
      'in another container',
      (record) => ({
        ...record,
        child: { pid: 1, started: (record.child?.started ?? '').replace(/:\d+:/, ':1:') },
      }),
    ],
  ];
  for (const [where, change] of doubtful) {
    it(`is left alone when it was started ${where}`, async function () {
      if (process.platform !== 'linux') this.skip();
      const { dir } = await shop.launch({ sh: steady });
      const record = await started(dir);
      await kill(record.worker.pid);
      writeFileSync(runPaths(dir).process, JSON.stringify(change(record)));
      assert.deepEqual(await recover(), ['unknown']);
      writeFileSync(runPaths(dir).process, JSON.stringify(record));
    });
  }

  it('of a debugged script is adopted without touching the group it is in', async () => {
    const { dir, debuggeeEnv } = await shop.launch({ sh: 'unused', attach: true });
    const debuggee = spawn(
      '/bin/sh',
      ['-c', `echo '{"metrics": {"m": 1}}' >> "$CAIRN_INBOX"; exec sleep 60`],
      {
        env: { ...process.env, ...debuggeeEnv },
      },
    );
    await reportDebuggee(dir, { pid: debuggee.pid });
    await until(() => existsSync(runPaths(dir).process) && recordOf(dir).child !== undefined, 'the child');
    await kill(recordOf(dir).worker.pid);
    assert.deepEqual(await recover(), ['adopted']);
    await requestStop(dir, 'graceful', shop.host);
    const run = await shop.ended(dir);
    assert.equal(run.ended.status, 'stopped');
    assert.deepEqual(run.points.get('m'), [[0, 1]]);
  });

  it('of a debugged script takes its exit code from the debugger', async () => {
    const { dir, debuggeeEnv } = await shop.launch({ sh: 'unused', attach: true });
    const debuggee = spawn('/bin/sh', ['-c', 'sleep 0.3; exit 3'], {
      env: { ...process.env, ...debuggeeEnv },
    });
    debuggee.once('exit', (exitCode) => void reportDebuggee(dir, { exitCode: exitCode ?? 0 }));
    await reportDebuggee(dir, { pid: debuggee.pid });
    const run = await shop.ended(dir);
    assert.deepEqual([run.ended.status, run.ended.exitCode], ['failed', 3]);
  });

  it('of a debugger that never began ends with a sentence', async () => {
    shop.host = { ...shop.host, timings: { ...shop.host.timings, attachWait: 200 } };
    const run = await shop.run({ sh: 'unused', attach: true });
    assert.deepEqual(
      [run.ended.status, run.ended.reason],
      ['failed', 'The debugger did not start the script.'],
    );
  });
});
