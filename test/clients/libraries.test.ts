/** Real Python, real libraries, no change to their scripts: what they print and log is what the command line shows. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type * as z from 'zod';
import { lsResult, metricsResult, type RunShape } from '../../src/protocol/runShape.ts';
import { node24, root } from '../../tools/toolchain.mjs';

const exec = promisify(execFile);
const python = process.env['CAIRN_PYTHON'] ?? 'python3';
const folder = (): Promise<string> => mkdtemp(path.join(os.tmpdir(), 'client-'));

describe('scripts of real libraries', () => {
  it('tqdm: numbers beside a redrawn bar become points at its counts', async () => {
    const cwd = await folder();
    await writeFile(
      path.join(cwd, 'train.py'),
      `from tqdm import tqdm

bar = tqdm(range(50), mininterval=0, miniters=1)
for i in bar:
    bar.set_postfix(loss=f"{1 / (i + 1):.4f}")
`,
    );
    const run = await record(cwd, python, 'train.py');
    assert.equal(run.status, 'finished');
    const loss = await points(cwd, run.id, 'loss');
    assert.ok(loss.length >= 40, `${loss.length} points`);
    assert.equal(loss.at(-1)?.[2], 0.02);
    assert.equal(run.metrics['loss']?.source, 'printed');
  });

  it('scikit-learn: a verbose gradient boosting prints its table', async () => {
    const cwd = await folder();
    await writeFile(
      path.join(cwd, 'train.py'),
      `from sklearn.datasets import make_classification
from sklearn.ensemble import GradientBoostingClassifier

x, y = make_classification(n_samples=300, random_state=0)
GradientBoostingClassifier(n_estimators=20, verbose=2, random_state=0).fit(x, y)
`,
    );
    const run = await record(cwd, python, 'train.py');
    const loss = await points(cwd, run.id, 'Train Loss');
    assert.equal(loss.length, 20);
    assert.deepEqual(
      loss.map(([step]) => step),
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  it('scikit-learn: the example trains on the data it ships with', async () => {
    const cwd = path.join(await folder(), 'credit');
    await cp(path.join(root, 'examples', 'credit'), cwd, {
      recursive: true,
      filter: (source) => !source.includes('.cairn'),
    });
    const run = await record(cwd, python, 'train_sklearn.py');
    assert.equal(run.status, 'finished', run.reason ?? '');
    assert.ok(Object.keys(run.metrics).some((key) => !key.startsWith('system/')));
  });

  it('cairn.py: threads and forked workers log into the same run', async () => {
    const cwd = await folder();
    await writeFile(
      path.join(cwd, 'train.py'),
      `import multiprocessing
import threading

import cairn


def work(name):
    for step in range(100):
        cairn.log({name: step / 100}, step=step)


if __name__ == "__main__":
    cairn.log_params({"lr": 0.01})
    workers = [threading.Thread(target=work, args=(f"thread{n}",)) for n in range(4)]
    workers += [multiprocessing.Process(target=work, args=(f"process{n}",)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
`,
    );
    const run = await record(cwd, python, 'train.py');
    assert.equal(run.status, 'finished', run.reason ?? '');
    const counts = Object.entries(run.metrics).filter(([key]) => /^(thread|process)/.test(key));
    assert.deepEqual(
      counts.map(([key, { count }]) => [key, count]).sort(),
      ['process0', 'process1', 'process2', 'process3', 'thread0', 'thread1', 'thread2', 'thread3'].map(
        (key) => [key, 100],
      ),
    );
    assert.equal(run.params['lr'], '0.01');
    assert.equal(run.problems, 0);
  });
});

/** Records one command line to its end and returns what `ls` says of it. */
async function record(cwd: string, ...command: string[]): Promise<RunShape> {
  await cairn(cwd, 'run', '--', ...command);
  const { runs, problems } = lsResult.parse(await json(cwd, 'ls', '--json'));
  assert.deepEqual(problems, []);
  const [run] = runs;
  assert.ok(run);
  return run;
}

async function points(
  cwd: string,
  id: string,
  key: string,
): Promise<z.infer<typeof metricsResult>['points']> {
  return metricsResult.parse(await json(cwd, 'metrics', id, key, '--json')).points;
}

async function json(cwd: string, ...args: string[]): Promise<unknown> {
  return JSON.parse(await cairn(cwd, ...args));
}

async function cairn(cwd: string, ...args: string[]): Promise<string> {
  const { stdout } = await exec(node24(), [path.join(root, 'out', 'cli.js'), ...args], {
    cwd,
    maxBuffer: 1e8,
  });
  return stdout;
}
