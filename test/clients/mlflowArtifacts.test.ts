/** The real MLflow client logs files in every way it has: byte for byte in the run, and back again. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { processRecord } from '../../src/records/process.ts';
import { runPaths } from '../../src/storage/layout.ts';
import { detailsOf, newFolder, record, recover, runsOf } from './mlflowScripts.ts';

const printed = z.object({
  sent: z.record(z.string(), z.string()),
  got: z.record(z.string(), z.string()),
  roots: z.array(z.string()),
  strange: z.array(z.string()),
  sizes: z.array(z.number()),
  text: z.string(),
  dict: z.unknown(),
  table: z.unknown(),
  steps: z.array(z.string()),
});

describe('artifacts of the MLflow client', () => {
  it('log_artifact(s), text, dict, figure, image and table end in the run and come back', async () => {
    const folder = await newFolder();
    const { code, output, result } = await record(folder, 'artifacts.py');
    assert.equal(code, 0, output);
    const said = printed.parse(result);
    assert.deepEqual(said.got, said.sent);
    assert.deepEqual(said.roots, [
      'config.json',
      'images',
      'plots',
      'strange',
      'table.json',
      'texts',
      'tree',
      'weights',
    ]);
    assert.equal(said.strange.length, 7);
    assert.deepEqual(said.sizes, [30_000_000]);
    assert.deepEqual([said.text, said.dict, said.steps], ['hällo', { a: [1, 2] }, ['0', '23']]);
    assert.deepEqual(said.table, [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);

    const [run] = await runsOf(folder);
    const { artifacts, problemList } = await detailsOf(folder, run?.id ?? '');
    assert.deepEqual(problemList, []);
    const kept = new Map(artifacts.map((artifact) => [artifact.path, artifact.sha256]));
    for (const [name, sha256] of Object.entries(said.sent)) assert.equal(kept.get(name), sha256, name);
    const dir = path.join(folder, '.cairn', 'runs', run?.id ?? '');
    for (const [name, sha256] of Object.entries(said.sent)) {
      const bytes = fs.readFileSync(path.join(dir, 'artifacts', name));
      assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256, name);
    }
    assert.equal(fs.existsSync(path.join(dir, 'uploads')), false);
    fs.rmSync(folder, { recursive: true });
  });

  it('a script that dies in the middle of an upload leaves what was whole, and nothing else', async () => {
    const folder = await newFolder();
    const { code, output } = await record(folder, 'dies.py');
    assert.equal(code, 3, output);
    const [run] = await runsOf(folder);
    assert.equal(run?.status, 'failed');
    const { artifacts } = await detailsOf(folder, run.id);
    assert.deepEqual(
      artifacts.map((artifact) => artifact.path),
      ['before.txt'],
    );
    const dir = path.join(folder, '.cairn', 'runs', run.id);
    assert.deepEqual(fs.readdirSync(path.join(dir, 'artifacts')), ['before.txt']);
    assert.equal(fs.existsSync(path.join(dir, 'uploads')), false);
    fs.rmSync(folder, { recursive: true });
  });

  it('an upload is repeated by the client, and whole, when the worker dies in the middle', async () => {
    const folder = await newFolder();
    const recording = record(folder, 'outlives.py');
    const runs = path.join(folder, '.cairn', 'runs');
    const draft = await eventually(() => filesOf(path.join(runs, filesOf(runs)[0] ?? '', 'uploads'))[0]);
    const [run = ''] = filesOf(runs);
    const { uploads, process: processFile, artifacts } = runPaths(path.join(runs, run));
    await eventually(() => fs.statSync(path.join(uploads, draft), { throwIfNoEntry: false })?.size);
    process.kill(processRecord.parse(JSON.parse(fs.readFileSync(processFile, 'utf8'))).worker.pid, 'SIGKILL');
    assert.deepEqual(filesOf(artifacts), []);
    await recover(folder);
    const { output } = await recording;
    const [ended] = await runsOf(folder);
    assert.equal(ended?.status, 'finished', output);
    assert.deepEqual(filesOf(artifacts), ['after.txt', 'sparse.bin']);
    const whole = fs.openSync(path.join(artifacts, 'sparse.bin'), 'r');
    const end = Buffer.alloc(10);
    fs.readSync(whole, end, 0, 10, 999_999_990);
    assert.deepEqual([fs.fstatSync(whole).size, end.toString()], [1_000_000_000, '0123456789']);
    fs.closeSync(whole);
    assert.equal(fs.existsSync(uploads), false);
    fs.rmSync(folder, { recursive: true });
  });
});

function filesOf(dir: string): string[] {
  return fs.existsSync(dir) ? fs.readdirSync(dir).sort() : [];
}

async function eventually<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined && found !== 0) return found;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
