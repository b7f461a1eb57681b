/** GPUs, and what a worker that takes over does about them and about a capture that never came to its end. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { recoverFolder } from '../../../src/runs/recover.ts';
import { layoutOf, runPaths } from '../../../src/storage/layout.ts';
import { openSeries } from '../../../src/storage/series/seriesReader.ts';
import { isAlive, until, Workshop } from './recording.ts';

/** Answers as nvidia-smi does; while there is a file `slow` it thinks about the names. */
const nvidiaSmi = (folder: string) => `#!/bin/sh
case "$1" in
  --query-gpu=name) while [ -f '${folder}/slow' ]; do sleep 0.05; done; echo "Test GPU 9000"; echo "Test GPU 9000" ;;
  *) echo "0, 37, 1000"; echo "1, [N/A], 2000"; echo "2, 5, 10" ;;
esac
`;

describe('a machine with GPUs', () => {
  let shop: Workshop;
  beforeEach(() => {
    shop = new Workshop('work');
    shop.executable('bin/nvidia-smi', nvidiaSmi(shop.folder));
    const { env } = shop.host;
    shop.host = {
      ...shop.host,
      env: { ...env, PATH: `${path.join(shop.folder, 'bin')}:${env['PATH'] ?? ''}` },
    };
  });
  afterEach(async () => {
    await shop.dispose();
  });

  const steady = 'while [ ! -f go ]; do sleep 0.05; done';
  const countOf = (dir: string, key: string): number => {
    const { metrics } = runPaths(dir);
    if (!existsSync(metrics)) return 0;
    return (
      openSeries(metrics)
        .summaries()
        .find((series) => series.key === key)?.count ?? 0
    );
  };
  const takeOver = async (worker: number): Promise<void> => {
    process.kill(worker, 'SIGKILL');
    await until(() => !isAlive(worker), 'the kill');
    const { recovered } = await recoverFolder(layoutOf(shop.folder), shop.host);
    assert.deepEqual(
      recovered.map(({ outcome }) => outcome),
      ['adopted'],
    );
  };

  it('has its GPUs named and measured, also after the worker died', async () => {
    const { dir, worker } = await shop.launch({ sh: steady });
    await until(() => countOf(dir, 'system/gpu0_percent') > 0, 'a first figure', 40);
    await takeOver(worker);
    const before = countOf(dir, 'system/gpu0_percent');
    await until(() => countOf(dir, 'system/gpu0_percent') > before, 'another figure', 40);
    shop.file('go', '');
    const run = await shop.ended(dir);
    assert.deepEqual(run.of('captured')[0]?.gpus, ['Test GPU 9000', 'Test GPU 9000']);
    assert.deepEqual(run.problems, []);
    const series = openSeries(run.paths.metrics);
    assert.equal(series.read('system/gpu0_percent').values[0], 37);
    assert.equal(series.read('system/gpu0_memory_mb').values[0], 1048.6);
    assert.equal(series.read('system/gpu2_percent').values[0], 5);
    const keys = series.summaries().map(({ key }) => key);
    assert.ok(
      !keys.some((key) => key.includes('gpu1')),
      'a figure that the driver does not tell is left out',
    );
  }).timeout(120_000);

  it('has the state of the code recorded by the second worker when the first died too early', async () => {
    shop.file('slow', '');
    const { dir, worker } = await shop.launch({ sh: steady });
    const paths = runPaths(dir);
    const events = () => readFileSync(paths.events, 'utf8');
    await until(() => existsSync(paths.events) && events().includes('"started"'), 'the script');
    assert.ok(!events().includes('"captured"'));
    await takeOver(worker);
    rmSync(path.join(shop.folder, 'slow'));
    await until(() => events().includes('"captured"'), 'the second try');
    shop.file('go', '');
    const run = await shop.ended(dir);
    const [captured, ...others] = run.of('captured');
    assert.deepEqual(others, []);
    assert.match(captured?.problems[0] ?? '', /recorded while the script was already running/);
    assert.equal(captured?.gpus.length, 2);
    assert.match(readFileSync(paths.script, 'utf8'), /while \[ ! -f go \]/);
    assert.deepEqual(run.problems, []);
  }).timeout(60_000);
});
