/** Runs whose machine died, and runs whose record of processes is damaged: dead needs proof, and alive is found. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { processRecord, type ProcessRecord } from '../../../src/records/process.ts';
import { recoverFolder, type RecoverOutcome } from '../../../src/runs/recover.ts';
import { moveToTrash } from '../../../src/runs/trash.ts';
import { layoutOf, runPaths } from '../../../src/storage/layout.ts';
import { isAlive, until, Workshop } from './recording.ts';

/** Logs points until it is told to go. */
const steady = `
i=0
while [ ! -f go ]; do echo "{\\"metrics\\": {\\"m\\": $i}, \\"step\\": $i}" >> "$CAIRN_INBOX"; echo "epoch $i loss=$i"; i=$((i+1)); sleep 0.01; done
exit 5`;

describe('a run whose record of processes tells nothing', () => {
  let shop: Workshop;
  beforeEach(function () {
    // Elsewhere the environment of other processes cannot be read, and the run stays unknown.
    if (process.platform !== 'linux') this.skip();
    shop = new Workshop();
  });
  afterEach(async () => {
    await shop.dispose();
  });

  const damages: readonly [string, (file: string) => void][] = [
    ['is half a line', (file) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40))],
    ['is gone', (file) => rmSync(file)],
    ['is not what it should be', (file) => writeFileSync(file, '[]')],
  ];
  for (const [title, damage] of damages) {
    it(`is adopted while its script lives, when process.json ${title}`, async () => {
      const { dir } = await shop.launch({ sh: steady });
      const before = await started(dir);
      await kill(before.worker.pid);
      damage(runPaths(dir).process);
      assert.deepEqual(await recover(), ['adopted']);
      await until(() => readFileSync(runPaths(dir).events, 'utf8').includes('"adopted"'), 'the new worker');
      const { nonce, child } = recordOf(dir);
      assert.deepEqual([nonce, child], [before.nonce, before.child]);
      shop.file('go', '');
      const run = await shop.ended(dir);
      assert.deepEqual([run.ended.status, run.ended.exitCode], ['failed', 5]);
    });

    it(`is closed when its script is gone too, when process.json ${title}`, async () => {
      const { dir } = await shop.launch({ sh: steady });
      const { worker, child } = await started(dir);
      await kill(worker.pid);
      process.kill(-(child?.pid ?? 0), 'SIGKILL');
      await until(() => !isAlive(child?.pid ?? 0), 'the script');
      damage(runPaths(dir).process);
      await recover();
      const { ended } = await shop.ended(dir);
      assert.equal(ended.status, 'interrupted');
      assert.match(ended.reason ?? '', /exit code is unknown/);
    });
  }

  it('is not thrown away while its script lives', async () => {
    const { dir, id } = await shop.launch({ sh: steady });
    await kill((await started(dir)).worker.pid);
    rmSync(runPaths(dir).process);
    const { done, problems } = await moveToTrash(layoutOf(shop.folder), [id], shop.host.clock);
    assert.deepEqual([done, problems.map(({ where }) => where)], [[], [id]]);
  });

  it('is closed after its machine was started anew, whatever has its process ids now', async () => {
    const { dir } = await shop.launch({ sh: steady });
    const { worker, child } = await started(dir);
    await kill(worker.pid);
    process.kill(-(child?.pid ?? 0), 'SIGKILL');
    await until(() => !isAlive(child?.pid ?? 0), 'the script');
    // As the files would be after a crash of the machine: another boot, and ids that others have now.
    const paths = runPaths(dir);
    const workers = readdirSync(paths.workers).map((name) => path.join(paths.workers, name));
    for (const file of [paths.process, ...workers]) {
      const text = readFileSync(file, 'utf8');
      const other = text
        .replaceAll(/"started":(\s*)"[^:"]+:/g, '"started":$1"01234567-89ab-cdef-0123-456789abcdef:')
        .replaceAll(/"pid":(\s*)\d+/g, `"pid":$1${process.pid}`);
      assert.notEqual(other, text);
      writeFileSync(file, other);
    }
    const acknowledged = readFileSync(paths.inbox, 'utf8').split('\n').length - 1;
    await recover();
    const run = await shop.ended(dir);
    assert.equal(run.ended.status, 'interrupted');
    assert.deepEqual(
      run.points.get('m'),
      Array.from({ length: acknowledged }, (_, step) => [step, step]),
    );
  });

  const recordOf = (dir: string): ProcessRecord =>
    processRecord.parse(JSON.parse(readFileSync(runPaths(dir).process, 'utf8')));
  const started = async (dir: string): Promise<ProcessRecord> => {
    await until(() => existsSync(runPaths(dir).process) && recordOf(dir).child !== undefined, 'the child');
    await until(() => statSync(runPaths(dir).output).size > 100, 'output');
    return recordOf(dir);
  };
  const kill = async (pid: number): Promise<void> => {
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive(pid), 'the kill');
  };
  const recover = async (): Promise<readonly RecoverOutcome[]> => {
    const { recovered, problems } = await recoverFolder(layoutOf(shop.folder), shop.host);
    assert.deepEqual(problems, []);
    return recovered.map(({ outcome }) => outcome);
  };
});
