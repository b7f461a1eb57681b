/** What an import that was killed leaves is gone with the next import, with `cairn recover` and at the next opening; one at work is left alone. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { recoverFolder } from '../../../src/runs/recover.ts';
import { importArchive } from '../../../src/runs/sharing/importArchive.ts';
import { importDraft, removeStaleImports } from '../../../src/storage/importDrafts.ts';
import { layoutOf } from '../../../src/storage/layout.ts';
import { until } from '../../e2e/until.ts';
import { rawZip } from '../runs/sharing/rawZip.ts';

/** No run is there to be given a worker. */
const host = {
  ...{ execPath: process.execPath, workerPath: '', env: {}, random: Math.random },
  clock: { now: () => Date.now() },
};
const id = '20261123-084102-quiet-heron-3f9a';

describe('what a killed import leaves', () => {
  let folder: string;
  let child: ChildProcess | undefined;
  beforeEach(async () => {
    folder = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'drafts ')));
    await fs.mkdir(layout().runs, { recursive: true });
  });
  afterEach(async () => {
    await kill();
    await fs.rm(folder, { recursive: true, force: true });
  });

  const layout = () => layoutOf(folder);
  const drafts = async () => (await fs.readdir(layout().runs)).filter((name) => name.startsWith('.import-'));
  const kill = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  /** A real import, which waits in its middle for an artifact that never comes. */
  const beginImport = async () => {
    const code = `
      const { importRun } = await import(${JSON.stringify(path.resolve('src/indexer/importRun.ts'))});
      const run = { id: 'r', name: 'r', status: 'finished', started: 1, ended: 2, user: '', params: new Map(), tags: new Map(), metrics: [], datasets: [], problems: [] };
      const details = { note: '', command: [], artifactFolder: '/', artifacts: [{ path: 'big.bin', size: 10, time: 1 }] };
      const remote = { fetchArtifact: () => new Promise(() => setInterval(() => undefined, 1000)) };
      const source = { details: () => details, remote };
      const layout = ${JSON.stringify(layout())};
      await importRun({ tool: 'test', location: '/', run, source }, { layout, config: {} });
    `;
    const known = await drafts();
    child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' });
    await until('the import is in its middle', async () => {
      const draft = (await drafts()).find((name) => !known.includes(name));
      return draft !== undefined && (await fs.readdir(path.join(layout().runs, draft))).includes('artifacts');
    });
  };

  it('is kept as long as the import is alive, and is gone afterwards', async () => {
    await beginImport();
    await removeStaleImports(layout());
    assert.equal((await drafts()).length, 1);
    await kill();
    await removeStaleImports(layout());
    assert.deepEqual(await drafts(), []);
  });

  const occasions: readonly [when: string, act: () => Promise<unknown>][] = [
    [
      'the next import of an archive',
      async () => {
        const file = path.join(folder, 'made.zip');
        await fs.writeFile(file, rawZip([{ name: `${id}/nothing.txt`, content: 'x' }]));
        await assert.rejects(importArchive(layout(), file), { code: 'archive' });
      },
    ],
    ['the next import of another tool’s run', beginImport],
    ['cairn recover, and so the opening of the folder', async () => await recoverFolder(layout(), host)],
  ];
  for (const [when, act] of occasions)
    it(`goes with ${when}`, async () => {
      await beginImport();
      const [left] = await drafts();
      await kill();
      await act();
      assert.ok(!(await drafts()).includes(left ?? ''), 'the old one is gone');
    });

  const others: readonly [what: string, name: string, hours: number, isKept: boolean][] = [
    ['of another machine that is being written', `.import-${id}-00000000-1-00000000`, 0, true],
    ['of another machine that nobody writes any more', `.import-${id}-00000000-1-00000000`, 25, false],
    ['of an older Cairn, from today', `.import-${id}`, 1, true],
    ['of an older Cairn, from yesterday', `.import-${id}`, 25, false],
  ];
  for (const [what, name, hours, isKept] of others)
    it(`${what} is ${isKept ? 'kept' : 'removed'}`, async () => {
      const file = path.join(layout().runs, name, 'artifacts', 'a.bin');
      await fs.mkdir(path.dirname(file), { recursive: true });
      await fs.writeFile(file, 'x');
      const then = Date.now() / 1000 - hours * 3600;
      for (const place of [file, path.dirname(file), path.join(layout().runs, name)])
        await fs.utimes(place, then, then);
      await removeStaleImports(layout());
      assert.deepEqual(await drafts(), isKept ? [name] : []);
    });

  it('is told apart from runs and from what is a link: only the link goes', async () => {
    const elsewhere = path.join(folder, 'elsewhere');
    await fs.mkdir(elsewhere);
    await fs.writeFile(path.join(elsewhere, 'mine.txt'), 'mine');
    await fs.mkdir(path.join(layout().runs, id));
    await kill();
    await fs.symlink(elsewhere, importDraft(layout(), id).replace(`-${process.pid}-`, `-${2 ** 22 + 1}-`));
    await removeStaleImports(layout());
    assert.deepEqual(await fs.readdir(layout().runs), [id]);
    assert.deepEqual(await fs.readdir(elsewhere), ['mine.txt']);
  });
});
