/** Scripts that put something else where a file of their run belongs: no recorder is started for ever, every run ends. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runEvent } from '../../../src/records/event.ts';
import { followRun } from '../../../src/cli/followRun.ts';
import { processRecord } from '../../../src/records/process.ts';
import { recoverFolder } from '../../../src/runs/recover.ts';
import { requestStop } from '../../../src/runs/stop.ts';
import { layoutOf, runPaths } from '../../../src/storage/layout.ts';
import { OutputTail } from '../../../src/views/panels/outputTail.ts';
import { isAlive, until, Workshop } from './recording.ts';

describe('a run whose files are no files any more', () => {
  let shop: Workshop;
  beforeEach(() => {
    shop = new Workshop();
  });
  afterEach(async () => {
    await shop.dispose();
  });

  const strange: readonly [string, string, string][] = [
    ['a folder', 'CAIRN_INBOX', 'mkdir'],
    ['a pipe', 'CAIRN_INBOX', 'mkfifo'],
  ];
  for (const [what, variable, make] of strange) {
    it(`ends as it did when its inbox became ${what}, and says so once`, async () => {
      const run = await shop.run({
        sh: `echo 'epoch 1 loss=0.5'; rm "$${variable}"; ${make} "$${variable}"; sleep 0.3; exit 2`,
      });
      assert.deepEqual([run.ended.status, run.ended.exitCode], ['failed', 2]);
      assert.deepEqual(run.points.get('loss'), [[1, 0.5]]);
      assert.equal(run.problems.filter((message) => message.includes('The inbox cannot be read')).length, 1);
      assert.deepEqual(workersOf(run.paths.dir), 1);
    });
  }

  it('ends as it did when its output became a folder, also for whoever follows it', async () => {
    const run = await shop.launch({
      sh: `rm "$CAIRN_RUN_DIR/output.log"; mkdir "$CAIRN_RUN_DIR/output.log"; exit 2`,
    });
    const paths = runPaths(run.dir);
    const ended = await followRun({
      paths,
      write: () => Promise.reject(new Error('There is nothing to write.')),
      watch: () => Promise.resolve(false),
    });
    assert.equal(ended?.exitCode, 2);
    const tail = new OutputTail(paths);
    assert.deepEqual((await tail.read(10)).lines, []);
  });

  it('is looked after more and more rarely by whoever follows it, when each recorder dies without a word', async () => {
    const dir = path.join(shop.folder, 'left');
    mkdirSync(dir);
    const paths = runPaths(dir);
    for (const file of [paths.run, paths.events, paths.output]) writeFileSync(file, '');
    const calls: number[] = [];
    const ended = followRun({
      paths,
      write: () => Promise.resolve(),
      watchMs: 10,
      watch: () => {
        calls.push(Date.now());
        if (calls.length === 5) rmSync(paths.run);
        return Promise.resolve(true);
      },
    });
    assert.equal(await ended, undefined);
    const gaps = calls.slice(1).map((at, n) => at - (calls[n] ?? 0));
    [20, 40, 80, 160].forEach((least, n) => assert.ok((gaps[n] ?? 0) > least, `gaps of ${String(gaps)} ms`));
  });

  const workersOf = (dir: string): number => {
    let workers = 0;
    while (existsSync(path.join(runPaths(dir).workers, String(workers + 1)))) workers += 1;
    return workers;
  };
  const failuresOf = (dir: string): number =>
    readFileSync(runPaths(dir).events, 'utf8').split('The recorder failed and left the run').length - 1;
  const recover = async (): Promise<void> => {
    const { problems } = await recoverFolder(layoutOf(shop.folder), shop.host);
    assert.deepEqual(problems, []);
  };
  /** Whoever takes this run over fails: its metrics are a folder. */
  const launchBroken = async (rest: string): Promise<string> => {
    const { dir } = await shop.launch({
      sh: `cd "$CAIRN_RUN_DIR"; rm -f metrics.log; mkdir metrics.log; echo ready; cd /; ${rest}`,
    });
    await until(
      () => existsSync(runPaths(dir).output) && statSync(runPaths(dir).output).size > 0,
      'the script',
    );
    const { worker } = processRecord.parse(JSON.parse(readFileSync(runPaths(dir).process, 'utf8')));
    process.kill(worker.pid, 'SIGKILL');
    await until(() => !isAlive(worker.pid), 'the kill');
    return dir;
  };

  it('is closed with its exit code when three recorders could not go on with it', async () => {
    const dir = await launchBroken('exit 2');
    await until(async () => {
      await recover();
      return readFileSync(runPaths(dir).events, 'utf8').includes('"type":"ended"');
    }, 'the end');
    const { ended, problems } = await endOf(dir);
    assert.deepEqual([ended.status, ended.exitCode], ['failed', 2]);
    assert.match(problems.at(-1) ?? '', /failed 3 times at the same place/);
    assert.equal(failuresOf(dir), 2);
    // Who looked before the fourth wrote the end, and found it gone after, started one more, which had nothing to do.
    assert.ok([4, 5].includes(workersOf(dir)), String(workersOf(dir)));
    assert.equal(readFileSync(runPaths(dir).events, 'utf8').split('"type":"ended"').length, 2);
  });

  it('is only watched while its script lives, and can be stopped', async () => {
    const dir = await launchBroken('sleep 60');
    await until(async () => {
      await recover();
      return workersOf(dir) === 5;
    }, 'the watcher');
    await requestStop(dir, 'graceful', shop.host);
    assert.equal((await endOf(dir)).ended.status, 'stopped');
    assert.deepEqual([failuresOf(dir), workersOf(dir)], [3, 5]);
  });

  async function endOf(dir: string) {
    const { events } = runPaths(dir);
    await until(() => readFileSync(events, 'utf8').includes('"type":"ended"'), 'the end');
    const lines = readFileSync(events, 'utf8')
      .trim()
      .split('\n')
      .map((line) => runEvent.parse(JSON.parse(line)));
    const ended = lines.find((event) => event.type === 'ended');
    assert.ok(ended);
    const problems = lines.flatMap((event) => (event.type === 'problem' ? [event.message] : []));
    return { ended, problems };
  }
});
