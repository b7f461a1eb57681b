/** Archives that are cut, changed or say two things of one file: what is taken is whole, plain and in its place. */
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../../../src/base/errors.ts';
import { exportRuns } from '../../../../src/runs/sharing/exportRuns.ts';
import { importArchive } from '../../../../src/runs/sharing/importArchive.ts';
import { layoutOf, runDir, runPaths } from '../../../../src/storage/layout.ts';
import { rawZip } from './rawZip.ts';
import { artifact, id, madeArchive, other, recordOf, run } from './madeArchive.ts';

describe('an archive that is damaged or lies', () => {
  const made = madeArchive();
  const { layout, file, everything, refusal } = made;

  it('is refused when it was cut short at any byte', async () => {
    const bytes = rawZip([run, artifact('a', { method: 8, content: 'abc'.repeat(50) })]);
    for (let length = 0; length < bytes.length; length += 1) await refusal(bytes.subarray(0, length));
  });

  it('is refused when another program’s zip was chosen', async () => {
    const office = [
      { name: '[Content_Types].xml', content: '<Types/>' },
      { name: 'xl/workbook.xml', content: '<x/>' },
    ];
    assert.match(await refusal(rawZip(office)), /“\[Content_Types\]\.xml” is no file of a run/);
  });

  it('names a file as the list of contents does, not as the hidden name before its data does', async () => {
    await fs.writeFile(file(), rawZip([run, artifact('a', { claims: { localName: '../../../../evil' } })]));
    const before = await everything();
    await importArchive(layout(), file());
    const added = (await everything()).filter((name) => !before.includes(name));
    assert.deepEqual(
      added.filter((name) => !name.split(path.sep).join('/').startsWith(`here/work/.cairn/runs/${id}`)),
      [],
    );
    assert.ok(added.some((name) => name.endsWith(`artifacts${path.sep}a`)));
  });

  it('is unpacked as the list of contents says, not as the header before the data does', async () => {
    const lies = { size: 7, packed: 7, crc: 7, method: 99, flags: 1 };
    await fs.writeFile(
      file(),
      rawZip([run, artifact('a', { method: 8, content: 'true', claims: { local: lies } })]),
    );
    await importArchive(layout(), file());
    assert.equal(await fs.readFile(path.join(runPaths(runDir(layout(), id)).artifacts, 'a'), 'utf8'), 'true');
  });

  it('makes no folder that holds no file, wherever it would be', async () => {
    const folders = [`${id}/evil/`, `${id}/artifacts/nul/`, 'evil/', `${other}/`, `${id}/artifacts/a/`];
    await fs.writeFile(file(), rawZip([run, ...folders.map((name) => ({ name })), artifact('b')]));
    await importArchive(layout(), file());
    assert.deepEqual((await fs.readdir(layout().runs)).sort(), [id]);
    const dir = runDir(layout(), id);
    assert.deepEqual((await fs.readdir(dir)).sort(), ['artifacts', 'run.json', 'source']);
    assert.deepEqual(await fs.readdir(runPaths(dir).artifacts), ['b']);
  });

  it('makes files of pipes, devices and sockets', async () => {
    const kinds = [0o010666, 0o020666, 0o060666, 0o140666, 0o040777];
    const entries = kinds.map((mode, at) => artifact(String(at), { mode }));
    await fs.writeFile(file(), rawZip([run, ...entries]));
    await importArchive(layout(), file());
    const { artifacts } = runPaths(runDir(layout(), id));
    for (const entry of await fs.readdir(artifacts, { withFileTypes: true }))
      assert.ok(entry.isFile(), entry.name);
    assert.equal((await fs.readdir(artifacts)).length, kinds.length);
  });

  it('is refused, or is what it was, with any of its bits changed', async () => {
    const text = 'abc'.repeat(50);
    const bytes = rawZip([run, artifact('a', { method: 8, content: text })]);
    let taken = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      await fs.writeFile(file(), flipped);
      const before = await everything();
      try {
        await importArchive(layout(), file());
      } catch (error) {
        assert.ok(error instanceof UserError && error.code === 'archive', String(error));
        assert.deepEqual(await everything(), before);
        continue;
      }
      taken += 1;
      const paths = runPaths(runDir(layout(), id));
      assert.equal(await fs.readFile(paths.run, 'utf8'), recordOf(id));
      for (const name of await fs.readdir(paths.artifacts))
        assert.equal(await fs.readFile(path.join(paths.artifacts, name), 'utf8'), text);
      assert.deepEqual(await fs.readdir(layout().runs), [id]);
      await fs.rm(paths.dir, { recursive: true });
    }
    // Times, modes and the like.
    assert.ok(taken > 20 && taken < bytes.length / 2, String(taken));
  });

  it('makes no file that can be executed, whatever mode it claims', async function () {
    if (process.platform === 'win32') this.skip();
    await fs.writeFile(file(), rawZip([run, artifact('a.sh', { mode: 0o106777 })]));
    await importArchive(layout(), file());
    const { mode } = await fs.stat(path.join(runPaths(runDir(layout(), id)).artifacts, 'a.sh'));
    assert.equal(mode & 0o7111, 0);
  });

  it('leaves a run that is here as it is, whatever the archive says of it', async () => {
    const paths = runPaths(runDir(layout(), id));
    await fs.mkdir(paths.artifacts, { recursive: true });
    await fs.writeFile(paths.run, recordOf(id, { name: 'mine' }));
    await fs.writeFile(
      file(),
      rawZip([run, artifact('evil'), { name: `${other}/run.json`, content: recordOf(other) }]),
    );
    assert.deepEqual(await importArchive(layout(), file()), {
      imported: [
        { id, isNew: false },
        { id: other, isNew: true },
      ],
    });
    assert.equal(await fs.readFile(paths.run, 'utf8'), recordOf(id, { name: 'mine' }));
    assert.deepEqual(await fs.readdir(paths.artifacts), []);
    assert.deepEqual((await fs.readdir(layout().runs)).sort(), [id, other]);
  });

  it('is imported once when it is imported twice at the same moment', async () => {
    await fs.writeFile(file(), rawZip([run, artifact('a', { method: 8, content: 'x'.repeat(1e6) })]));
    const results = await Promise.all([1, 2, 3].map(() => importArchive(layout(), file())));
    assert.equal(results.flatMap(({ imported }) => imported).filter(({ isNew }) => isNew).length, 1);
    assert.deepEqual(await fs.readdir(layout().runs), [id]);
  });

  it('is never made here: what another system takes for the same file is left out, and named', async function () {
    const from = layoutOf(path.join(made.home, 'from'));
    const { artifacts, run: record } = runPaths(runDir(from, id));
    await fs.mkdir(artifacts, { recursive: true });
    await fs.writeFile(record, recordOf(id));
    for (const name of ['Model.txt', 'model.txt', 'caf\u00e9', 'cafe\u0301'])
      await fs.writeFile(path.join(artifacts, name), name);
    // This disk tells them apart, or there is nothing to test.
    if ((await fs.readdir(artifacts)).length < 4) this.skip();
    const { problems, files } = await exportRuns(from, [{ id, name: 'x', isLive: false }], file());
    assert.equal(files, 3);
    assert.equal(problems.length, 2, problems.join('\n'));
    for (const problem of problems)
      assert.match(problem, /on other systems it is the same file as another one/);
    assert.deepEqual(await importArchive(layout(), file()), { imported: [{ id, isNew: true }] });
  });
});
