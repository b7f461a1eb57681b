import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { UserError } from '../../../../src/base/errors.ts';
import { exportRuns } from '../../../../src/runs/sharing/exportRuns.ts';
import { importArchive } from '../../../../src/runs/sharing/importArchive.ts';
import { entryOf } from '../../../../src/runs/sharing/sharedFiles.ts';
import { layoutOf, runDir, runPaths } from '../../../../src/storage/layout.ts';
import { openSeries } from '../../../../src/storage/series/seriesReader.ts';
import { openSeriesWriter } from '../../../../src/storage/series/seriesWriter.ts';

const id = '20261123-084102-quiet-heron-3f9a';

function recordOf(run: string): string {
  return JSON.stringify({
    version: 1,
    id: run,
    name: 'quiet-heron',
    command: ['python3', 'train.py'],
    cwd: '/work',
    params: { lr: '0.1' },
    tags: {},
    created: 1.7e12,
    user: 'sam',
    host: 'here',
    origin: 'terminal',
    environment: {},
    machine: { os: 'Linux', arch: 'x64', cpu: '', cores: 1, memory: 1 },
  });
}

describe('runs as one file', () => {
  let home = '';
  beforeEach(async () => {
    home = await fs.mkdtemp(path.join(os.tmpdir(), 'sharing-'));
  });
  afterEach(async () => {
    await fs.rm(home, { recursive: true, force: true });
  });

  const place = (name: string) => layoutOf(path.join(home, name));

  async function madeRun(name = 'one') {
    const layout = place(name);
    const paths = runPaths(runDir(layout, id));
    await fs.mkdir(path.join(paths.artifacts, 'plots'), { recursive: true });
    await fs.mkdir(paths.source, { recursive: true });
    await fs.mkdir(paths.fairness, { recursive: true });
    await fs.writeFile(path.join(paths.fairness, 'predictions-1f2e3d4c.json'), '{"format":1}');
    await fs.writeFile(paths.edits, '{"t":1,"star":true}\n');
    await fs.writeFile(paths.run, recordOf(id));
    await fs.writeFile(paths.events, `${JSON.stringify({ t: 1.7e12, type: 'ended', status: 'finished' })}\n`);
    await fs.writeFile(paths.process, '{"nonce": "secret of this machine"}');
    await fs.writeFile(paths.inbox, '{}');
    await fs.writeFile(path.join(paths.artifacts, 'plots', 'größe 📈.txt'), 'x'.repeat(5000));
    await fs.writeFile(path.join(paths.source, 'packages.txt'), 'numpy==2.0');
    const writer = openSeriesWriter(paths.metrics);
    for (let step = 0; step < 100; step += 1)
      writer.append('loss', step, 1.7e12 + step, step === 50 ? NaN : 1 / (step + 1), 'inbox');
    writer.close({ inbox: 0, output: 0 });
    return { layout, paths };
  }

  async function archive(): Promise<string> {
    const { layout } = await madeRun();
    const file = path.join(home, 'run.zip');
    await exportRuns(layout, [{ id, name: 'quiet-heron', isLive: false }], file);
    return file;
  }

  /** An archive as somebody else may make it. */
  async function zipOf(
    entries: readonly (readonly [name: string, text: string, mode?: number])[],
  ): Promise<string> {
    const zip = new ZipFile();
    for (const [name, text, mode = 0o100644] of entries) zip.addBuffer(Buffer.from(text), name, { mode });
    zip.end();
    const file = path.join(home, 'made.zip');
    await pipeline(zip.outputStream, createWriteStream(file));
    return file;
  }

  async function refusal(file: string, limits?: { entries: number; bytes: number }): Promise<string> {
    const layout = place('two');
    let said = '';
    await assert.rejects(importArchive(layout, file, limits), (error: unknown) => {
      assert.ok(error instanceof UserError, String(error));
      assert.equal(error.code, 'archive');
      said = error.message;
      return true;
    });
    // Nothing of it is left, not even a draft.
    assert.deepEqual(await fs.readdir(layout.runs).catch(() => []), []);
    assert.deepEqual(
      (await fs.readdir(home)).filter((name) => !['one', 'two', 'run.zip', 'made.zip'].includes(name)),
      [],
    );
    return said;
  }

  it('come back as they were, and only once', async () => {
    const file = await archive();
    const layout = place('two');
    assert.deepEqual(await importArchive(layout, file), { imported: [{ id, isNew: true }] });
    const [before, after] = [place('one'), layout].map((at) => runPaths(runDir(at, id)));
    assert.ok(before && after);
    for (const name of [
      ...['run.json', 'events.jsonl', 'edits.jsonl', 'metrics.log', 'source/packages.txt'],
      'fairness/predictions-1f2e3d4c.json',
    ])
      assert.deepEqual(
        await fs.readFile(path.join(after.dir, name)),
        await fs.readFile(path.join(before.dir, name)),
        name,
      );
    assert.equal((await fs.readFile(path.join(after.artifacts, 'plots', 'größe 📈.txt'))).length, 5000);
    assert.deepEqual(openSeries(after.metrics).read('loss'), openSeries(before.metrics).read('loss'));
    assert.deepEqual(await importArchive(layout, file), { imported: [{ id, isNew: false }] });
    assert.deepEqual(await fs.readdir(layout.runs), [id]);
  });

  it('hold nothing that concerns only the machine they ran on, and no links', async () => {
    const { layout, paths } = await madeRun();
    await fs.symlink('/etc/hostname', path.join(paths.artifacts, 'link'));
    const file = path.join(home, 'run.zip');
    const { problems } = await exportRuns(layout, [{ id, name: 'x', isLive: false }], file);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /artifacts\/link/);
    const bytes = await fs.readFile(file);
    for (const name of ['process.json', 'inbox.jsonl', 'artifacts/link'])
      assert.equal(bytes.includes(name), false, name);
  });

  it('are not written while a run goes on', async () => {
    const { layout } = await madeRun();
    const file = path.join(home, 'run.zip');
    await assert.rejects(exportRuns(layout, [{ id, name: 'x', isLive: true }], file), /still running/);
    await assert.rejects(fs.access(file));
  });

  it('are refused when cut short anywhere', async () => {
    const file = await archive();
    const bytes = await fs.readFile(file);
    for (let length = 0; length < bytes.length; length += Math.ceil(bytes.length / 60)) {
      await fs.writeFile(file, bytes.subarray(0, length));
      await refusal(file);
    }
  });

  it('are refused, or come back as they were, when a bit is flipped', async () => {
    const file = await archive();
    const bytes = await fs.readFile(file);
    const whole = await fs.readFile(runPaths(runDir(place('one'), id)).metrics);
    for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 120)) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      await fs.writeFile(file, damaged);
      const layout = place('two');
      try {
        const { imported } = await importArchive(layout, file);
        for (const run of imported) {
          const { metrics } = runPaths(runDir(layout, run.id));
          // A flipped bit in the name of an optional file leaves that file out or names it otherwise.
          const read = await fs.readFile(metrics).catch(() => undefined);
          if (read !== undefined) assert.deepEqual(read, whole, `byte ${String(at)}`);
        }
      } catch (error) {
        assert.ok(error instanceof UserError, `byte ${String(at)}: ${String(error)}`);
      }
      await fs.rm(path.join(home, 'two'), { recursive: true, force: true });
    }
  });

  const bad: readonly (readonly [what: string, entries: Parameters<typeof zipOf>[0], says: RegExp])[] = [
    ['a file that no run has', [[`${id}/process.json`, '{}']], /process\.json” is no file of a run/],
    ['a file beside the runs', [['readme.txt', 'x']], /readme\.txt” is no file of a run/],
    ['a link', [[`${id}/artifacts/x`, '/etc/passwd', 0o120777]], /is a link/],
    [
      'a name twice',
      [
        [`${id}/run.json`, 'x'],
        [`${id}/run.json`, 'y'],
      ],
      /twice/,
    ],
    [
      'names that differ in case only',
      [
        [`${id}/artifacts/A`, 'x'],
        [`${id}/artifacts/a`, 'y'],
      ],
      /twice/,
    ],
    ['no record', [[`${id}/events.jsonl`, '']], /record of .* cannot be read/],
    ['a record that is no JSON', [[`${id}/run.json`, '{']], /record of .* cannot be read/],
    ['the record of another run', [[`${id}/run.json`, recordOf('other')]], /that of another run, other/],
    ['a device of Windows', [[`${id}/artifacts/con.txt`, 'x']], /no file of a run/],
  ];
  for (const [what, entries, says] of bad)
    it(`are refused with ${what}`, async () => assert.match(await refusal(await zipOf(entries)), says));

  it('are refused when a name leads out of the run', async () => {
    const inside = `${id}/artifacts/aaaa/evil`;
    for (const name of [`${id}/artifacts/../../evil`, `../../../../../../../tmp/evil-of-a-zip`]) {
      const file = await zipOf([[inside.padEnd(Buffer.byteLength(name), 'l').slice(0, name.length), 'x']]);
      const bytes = await fs.readFile(file);
      const harmless = Buffer.from(inside.padEnd(name.length, 'l').slice(0, name.length));
      for (let at = bytes.indexOf(harmless); at >= 0; at = bytes.indexOf(harmless)) bytes.write(name, at);
      await fs.writeFile(file, bytes);
      await refusal(file);
    }
    for (const name of ['artifacts\\x', 'artifacts/a:b', 'artifacts/..', 'artifacts//x', 'artifacts/x. '])
      assert.equal(entryOf(`${id}/${name}`), undefined, name);
    assert.deepEqual(entryOf(`${id}/artifacts/a/b.txt`), { run: id, file: 'artifacts/a/b.txt' });
  });

  it('are refused beyond the limits, and when they are nothing of the kind', async () => {
    const file = await archive();
    assert.match(await refusal(file, { entries: 2, bytes: 1e9 }), /holds \d+ files; 2 is the limit/);
    assert.match(await refusal(file, { entries: 100, bytes: 3000 }), /unpack to more than 3/);
    await fs.writeFile(file, 'no zip at all');
    await refusal(file);
    await fs.writeFile(file, '');
    await refusal(file);
    assert.match(await refusal(path.join(home, 'nowhere.zip')), /is not there/);
  });
});
