/** Scripts that log with TensorBoard's or DVCLive's own writers: their metrics become the run's, live, as those tools read them. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { lsResult, metricsResult, runDetail } from '../../src/protocol/runShape.ts';
import { node24, root } from '../../tools/toolchain.mjs';
import { until } from '../e2e/until.ts';

const exec = promisify(execFile);
const python = process.env['CAIRN_PYTHON'] ?? 'python3';

describe('scripts that write records of other tools', () => {
  it('tensorboardX: scalars tick while it runs, and are at the end what TensorBoard reads', async () => {
    const cwd = await folderWith(`
import math, os, time
import numpy as np
from tensorboardX import SummaryWriter

with SummaryWriter("runs/first", flush_secs=1) as writer:
    for step in range(50):
        writer.add_scalar("loss", 1 / (step + 1), step)
    writer.flush()
    while not os.path.exists("go"):
        time.sleep(0.05)
    for step in range(50, 100):
        writer.add_scalar("loss", 1 / (step + 1), step)
        writer.add_scalar("odd", [math.nan, math.inf, -math.inf][step % 3], 1000 - step)
    writer.add_image("val/sample", np.zeros((3, 4, 4), dtype=np.uint8), 99)
    writer.add_text("note", "a **good** one", 99)
    writer.add_hparams({"lr": 0.1, "arch": "mlp"}, {"best": 0.9}, name="trial")
`);
    const run = start(cwd);
    await halfOf(cwd, 'loss', 40);
    await run;
    const tensorboard = await readWithTensorboard(path.join(cwd, 'runs', 'first'));
    assert.deepEqual(Object.keys(tensorboard).sort(), ['loss', 'odd']);
    for (const [key, expected] of Object.entries(tensorboard))
      assert.deepEqual((await pointsOf(cwd, key)).sort(byStep), expected.sort(byStep), key);
    const [shown] = await runsOf(cwd);
    assert.deepEqual([shown?.metrics['loss']?.source, shown?.problems], ['file', 0]);
    assert.deepEqual([shown?.params['lr'], shown?.params['arch']], ['0.1', 'mlp']);
    assert.equal(shown?.metrics['best']?.last, Math.fround(0.9));
    const artifacts = await artifactsOf(cwd);
    assert.deepEqual([...artifacts.keys()].sort(), ['images/val/sample/99.png', 'texts/note/99.md']);
    assert.equal(artifacts.get('images/val/sample/99.png')?.toString('latin1', 1, 4), 'PNG');
    assert.equal(artifacts.get('texts/note/99.md')?.toString(), 'a **good** one');
  });

  it('TensorBoard’s own writer, as Keras uses it: two folders of one metric are told apart', async () => {
    const cwd = await folderWith(`
import numpy as np
from tensorboard.summary._output import DirectoryOutput
from tensorboard.summary._writer import Writer

for name in ("train", "validation"):
    writer = Writer(DirectoryOutput(f"logs/{name}"))
    for step in range(5):
        writer.add_scalar("epoch_loss", np.float32(step + len(name)), step)
    writer.close()
`);
    await start(cwd);
    const values = async (key: string) => (await pointsOf(cwd, key)).map(([, , value]) => value);
    assert.deepEqual(await values('epoch_loss'), [5, 6, 7, 8, 9]);
    assert.deepEqual(await values('validation/epoch_loss'), [10, 11, 12, 13, 14]);
  });

  it('DVCLive: metrics and params, live', async () => {
    const cwd = await folderWith(`
import os, time
from dvclive import Live

with Live(save_dvc_exp=False, report=None) as live:
    live.log_params({"lr": 0.01, "layers": 3})
    for step in range(6):
        live.log_metric("train/loss", 1 / (step + 1))
        live.next_step()
        while step == 2 and not os.path.exists("go"):
            time.sleep(0.05)
    live.log_metric("test_acc", 0.75, plot=False)
`);
    const run = start(cwd);
    await halfOf(cwd, 'train/loss', 3);
    await run;
    const losses = (await pointsOf(cwd, 'train/loss')).map(([step, , value]) => [step, value]);
    assert.deepEqual(
      losses,
      Array.from({ length: 6 }, (_, step) => [step, 1 / (step + 1)]),
    );
    const [shown] = await runsOf(cwd);
    assert.deepEqual(shown?.params, { layers: '3', lr: '0.01' });
    assert.equal(shown.metrics['test_acc']?.last, 0.75);
    assert.equal(shown.problems, 0);
  });
});

async function folderWith(script: string): Promise<string> {
  const cwd = await mkdtemp(path.join(os.tmpdir(), 'client-'));
  await writeFile(path.join(cwd, 'train.py'), script);
  return cwd;
}

/** Runs train.py to its end. */
async function start(cwd: string): Promise<void> {
  const child = spawn(node24(), [path.join(root, 'out', 'cli.js'), 'run', '--', python, 'train.py'], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
  const [code] = (await once(child, 'close')).map(Number);
  assert.equal(code, 0, said);
}

/** Waits for so many points of a script that then waits, and lets it go on, whatever happens. */
async function halfOf(cwd: string, key: string, count: number): Promise<void> {
  try {
    await until(`${key} ticks`, async () => (await pointsOf(cwd, key)).length >= count);
  } finally {
    await writeFile(path.join(cwd, 'go'), '');
  }
}

type Points = z.infer<typeof metricsResult>['points'];

/** [step, ms, value] of the only run; none while there is no run or no such metric yet. */
async function pointsOf(cwd: string, key: string): Promise<Points> {
  const [id] = await readdir(path.join(cwd, '.cairn', 'runs')).catch(() => []);
  if (id === undefined) return [];
  const { stdout } = await cairn(cwd, 'metrics', id, key, '--json').catch(() => ({ stdout: '' }));
  return stdout === '' ? [] : metricsResult.parse(JSON.parse(stdout)).points;
}

/** Of the only run, as it lists them: bytes by path. */
async function artifactsOf(cwd: string): Promise<Map<string, Buffer>> {
  const [shown] = await runsOf(cwd);
  const { stdout } = await cairn(cwd, 'show', shown?.id ?? '', '--json');
  const { artifacts } = runDetail.parse(JSON.parse(stdout));
  const dir = path.join(cwd, '.cairn', 'runs', shown?.id ?? '', 'artifacts');
  const read = artifacts.map(async ({ path: name }) => [name, await readFile(path.join(dir, name))] as const);
  return new Map(await Promise.all(read));
}

async function runsOf(cwd: string) {
  return lsResult.parse(JSON.parse((await cairn(cwd, 'ls', '--json')).stdout)).runs;
}

async function cairn(cwd: string, ...args: string[]) {
  return await exec(node24(), [path.join(root, 'out', 'cli.js'), ...args], { cwd, maxBuffer: 1e8 });
}

function byStep([a]: Points[number], [b]: Points[number]): number {
  return a - b;
}

const tensorboardPoints = z.record(z.string(), metricsResult.shape.points);

/** Every scalar as TensorBoard's own event accumulator gives it. */
async function readWithTensorboard(folder: string): Promise<z.infer<typeof tensorboardPoints>> {
  const { stdout } = await exec(python, ['-c', accumulate, folder], { maxBuffer: 1e8 });
  return tensorboardPoints.parse(JSON.parse(stdout));
}

const accumulate = `
import json, math, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

def number(value):
    if math.isnan(value): return "NaN"
    return value if math.isfinite(value) else ("Infinity" if value > 0 else "-Infinity")

events = EventAccumulator(sys.argv[1], {"scalars": 0})
events.Reload()
tags = events.Tags()["scalars"]
print(json.dumps({tag: [[e.step, e.wall_time * 1000, number(e.value)] for e in events.Scalars(tag)] for tag in tags}))
`;
