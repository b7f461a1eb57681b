/** Archives made to do harm: each is refused as a whole, in a sentence, and leaves nothing behind, inside or outside of the folder. */
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../../../../src/base/errors.ts';
import { exportRuns } from '../../../../src/runs/sharing/exportRuns.ts';
import { importArchive, type ArchiveLimits } from '../../../../src/runs/sharing/importArchive.ts';
import { layoutOf, runDir, runPaths } from '../../../../src/storage/layout.ts';
import { extraField, longs, rawZip, type RawEntry } from './rawZip.ts';
import { crc32 } from '../../../../src/base/crc32.ts';

const id = '20261123-084102-quiet-heron-3f9a';
const other = '20261123-090000-brisk-otter-77aa';

const recordOf = (run: string, rest: object = {}): string =>
  JSON.stringify({
    ...{
      version: 1,
      id: run,
      name: 'quiet-heron',
      command: ['python3', 'train.py'],
      cwd: '/work',
      params: {},
    },
    ...{ tags: {}, created: 1.7e12, user: 'sam', host: 'here', origin: 'terminal', environment: {} },
    machine: { os: 'Linux', arch: 'x64', cpu: '', cores: 1, memory: 1 },
    ...rest,
  });
const run: RawEntry = { name: `${id}/run.json`, content: recordOf(id) };
const artifact = (name: string, rest: Omit<RawEntry, 'name'> = {}): RawEntry => ({
  name: `${id}/artifacts/${name}`,
  content: 'x',
  ...rest,
});

describe('an archive made to do harm', () => {
  let home = '';
  beforeEach(async () => {
    home = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'attack-')));
    await fs.mkdir(path.join(home, 'here', 'work'), { recursive: true });
  });
  afterEach(() => fs.rm(home, { recursive: true, force: true }));

  const layout = () => layoutOf(path.join(home, 'here', 'work'));
  const file = () => path.join(home, 'made.zip');

  /** Everything outside of the two files that every import may write. */
  async function everything(): Promise<string[]> {
    const names = await fs.readdir(home, { recursive: true });
    return names.filter((name) => !/(^made\.zip|\.cairn([\\/](runs|\.gitignore))?)$/.test(name)).sort();
  }

  async function refusal(bytes: Buffer, limits?: ArchiveLimits): Promise<string> {
    await fs.writeFile(file(), bytes);
    const before = await everything();
    let said = '';
    await assert.rejects(importArchive(layout(), file(), limits), (error: unknown) => {
      assert.ok(error instanceof UserError, String(error));
      assert.equal(error.code, 'archive');
      assert.match(error.next ?? '', /Nothing was changed/);
      said = error.message;
      return true;
    });
    assert.match(said, /^made\.zip was not imported: .+\.$/);
    assert.deepEqual(await everything(), before);
    return said;
  }

  it('would be taken without the harm', async () => {
    await fs.writeFile(
      file(),
      rawZip([run, artifact('a.txt'), artifact('sub/b.txt', { method: 8, content: 'y'.repeat(9999) })]),
    );
    assert.deepEqual(await importArchive(layout(), file()), { imported: [{ id, isNew: true }] });
    const { artifacts } = runPaths(runDir(layout(), id));
    assert.equal((await fs.readFile(path.join(artifacts, 'sub', 'b.txt'))).length, 9999);
  });

  const names: readonly string[] = [
    '../evil',
    '../../../../../../tmp/evil',
    '/etc/evil',
    '//server/share/evil',
    'C:/evil',
    'c:evil',
    '\\evil',
    '..\\..\\evil',
    `${id}\\run.json`,
    `${id}/../evil`,
    `${id}/../${other}/run.json`,
    `${id}/./run.json`,
    `${id}//run.json`,
    `${id}/artifacts/../../../evil`,
    `${id}/artifacts/..\\..\\evil`,
    `${id}/artifacts/a\\b`,
    `${id}/artifacts/C:evil`,
    `${id}/artifacts/a.txt:stream`,
    `${id}/artifacts/nul`,
    `${id}/artifacts/COM1.log`,
    `${id}/artifacts/com\u00b9`,
    `${id}/artifacts/LPT\u00b3.txt`,
    `${id}/artifacts/nul .txt`,
    `${id}/artifacts/CONIN$`,
    `${id}/artifacts/conout$.txt`,
    `${id}/artifacts/aux/b`,
    `${id}/artifacts/a /b`,
    `${id}/artifacts/a./b`,
    `${id}/artifacts/a\nb`,
    `${id}/artifacts/a\u0000b`,
    `${id}/artifacts/a\u0085b`,
    `${id}/process.json`,
    `${id}/stop.jsonl`,
    `${id}/inbox.jsonl`,
    `${id}/secrets.json`,
    `${id}/workers/1`,
    `${id}/run.json/x`,
    `${id}/RUN.JSON`,
    `${id}/.git/hooks/post-checkout`,
    `${id}/${other}/run.json`,
    `./${id}/run.json`,
    `.cairn/runs/${id}/run.json`,
    `nul/run.json`,
    `con/run.json`,
    `.import-x/run.json`,
    `-x/run.json`,
    `experiments.jsonl`,
    ``,
  ];
  for (const name of names)
    it(`is refused with a file named ${JSON.stringify(name)}`, async () => {
      await refusal(rawZip([run, { name, content: 'evil' }]));
    });

  const long = 'n'.repeat(300);
  const cases: readonly (readonly [
    what: string,
    bytes: () => Buffer,
    says: RegExp,
    limits?: ArchiveLimits,
  ])[] = [
    [
      'a symbolic link',
      () => rawZip([run, artifact('l', { mode: 0o120777, content: '/etc/passwd' })]),
      /is a link/,
    ],
    [
      'a link, and a file behind it',
      () => rawZip([run, artifact('l', { mode: 0o120777, content: '/tmp' }), artifact('l/evil')]),
      /is a link/,
    ],
    ['the same name twice', () => rawZip([run, artifact('a'), artifact('a')]), /is in it twice/],
    [
      'names that differ only in case',
      () => rawZip([run, artifact('Model.txt'), artifact('model.TXT')]),
      /is in it twice/,
    ],
    [
      'names that differ only in Unicode form',
      () => rawZip([run, artifact('caf\u00e9'), artifact('cafe\u0301')]),
      /is in it twice/,
    ],
    [
      'names that differ only in case of another alphabet',
      () => rawZip([run, artifact('ΜΟΝΤΕΛΟ'), artifact('μοντελο')]),
      /is in it twice/,
    ],
    [
      'run ids that differ only in case',
      () => rawZip([run, { name: `${id.toUpperCase()}/run.json`, content: recordOf(id.toUpperCase()) }]),
      /is in it twice/,
    ],
    [
      'a file that is a folder, too',
      () => rawZip([run, artifact('a'), artifact('a/b')]),
      /both a file and a folder/,
    ],
    [
      'a folder that is a file, too',
      () => rawZip([run, artifact('A/b'), artifact('a')]),
      /both a file and a folder/,
    ],
    ['an encrypted file', () => rawZip([run, artifact('a', { method: 8, flags: 1 })]), /is encrypted/],
    ['a strongly encrypted file', () => rawZip([run, artifact('a', { method: 8, flags: 0x41 })]), /encrypt/],
    [
      'a wrong checksum',
      () => rawZip([run, artifact('a', { claims: { crc: 1 } })]),
      /artifacts\/a” cannot be unpacked/,
    ],
    [
      'a wrong checksum of the record',
      () => rawZip([{ ...run, claims: { crc: 1 } }]),
      /run\.json” cannot be unpacked: its checksum is wrong/,
    ],
    [
      'more than it claims',
      () => rawZip([run, artifact('a', { method: 8, content: 'x'.repeat(1e6), claims: { size: 10 } })]),
      /artifacts\/a” cannot be unpacked/,
    ],
    [
      'less than it claims',
      () => rawZip([run, artifact('a', { method: 8, content: 'x'.repeat(10), claims: { size: 1000 } })]),
      /artifacts\/a” cannot be unpacked/,
    ],
    [
      'packed sizes beyond the file',
      () => rawZip([run, artifact('a', { claims: { packed: 1e6, size: 1e6 } })]),
      /./,
    ],
    ['a stored file of two sizes', () => rawZip([run, artifact('a', { claims: { size: 1000 } })]), /./],
    [
      'a method nobody unpacks',
      () => rawZip([run, artifact('a', { method: 12 })]),
      /artifacts\/a” cannot be unpacked/,
    ],
    ['broken compressed data', () => brokenDeflate(), /artifacts\/a” cannot be unpacked/],
    [
      'a bomb beyond the limit',
      () => rawZip([run, artifact('a', { method: 8, content: Buffer.alloc(2e6) })]),
      /would unpack to more than 1/,
      { entries: 10, bytes: 1e6 },
    ],
    [
      'one small file that is listed a thousand times',
      () =>
        rawZip([
          run,
          artifact('0', { method: 8, content: Buffer.alloc(1e5) }),
          ...Array.from({ length: 999 }, (_, at) =>
            artifact(String(at + 1), { method: 8, content: Buffer.alloc(1e5), sameDataAs: 1 }),
          ),
        ]),
      /would unpack to more than 1/,
      { entries: 10_000, bytes: 1e6 },
    ],
    [
      'sizes that no disk holds',
      () =>
        rawZip([
          run,
          ...Array.from({ length: 1000 }, (_, at) =>
            artifact(String(at), { method: 8, claims: { size: 0xfffffff0 } }),
          ),
        ]),
      /would unpack to 4.*are free on the disk/,
      { entries: 10_000, bytes: Number.MAX_SAFE_INTEGER },
    ],
    ['a name that no disk takes', () => rawZip([run, artifact(long)]), /n” cannot be unpacked/],
    ['a folder name that no disk takes', () => rawZip([run, artifact(`${long}/a`)]), /n” cannot be unpacked/],
    [
      'too many files',
      () => rawZip([run, artifact('a')]),
      /holds 2 files; 1 is the limit/,
      { entries: 1, bytes: 1e9 },
    ],
    [
      'a record that is larger than any record',
      () => rawZip([{ ...run, method: 8, content: recordOf(id) + ' '.repeat(20_000_000) }]),
      /the record of .* is larger than 16/,
    ],
    [
      'names that are no text, and the same once they are read',
      () => rawZip([run, { name: notText(0xfe), content: 'x' }, { name: notText(0xff), content: 'y' }]),
      /is in it twice/,
    ],
    [
      'a second, hidden name that leads elsewhere',
      () => rawZip([run, artifact('a', { extra: unicodePath('a', '../../../../evil') })]),
      /./,
    ],
    [
      'a second, hidden name that is no file of a run',
      () => rawZip([run, artifact('a', { extra: unicodePath('a', `${id}/process.json`) })]),
      /process\.json” is no file of a run/,
    ],
    [
      'a size of 2^63',
      () =>
        rawZip([
          run,
          artifact('a', { claims: { size: 0xffffffff }, extra: extraField(1, longs(2n ** 63n)) }),
        ]),
      /./,
    ],
    [
      'a size of 2^32 and more that is not the truth',
      () =>
        rawZip([
          run,
          artifact('a', {
            method: 8,
            claims: { size: 0xffffffff },
            extra: extraField(1, longs(2n ** 32n + 1n)),
          }),
        ]),
      /artifacts\/a” cannot be unpacked/,
    ],
    [
      'a size that is said to follow and does not',
      () =>
        rawZip([run, artifact('a', { claims: { size: 0xffffffff }, extra: extraField(1, Buffer.alloc(3)) })]),
      /./,
    ],
    [
      'a field that is longer than its entry',
      () => rawZip([run, artifact('a', { extra: Buffer.from([1, 0, 0xff, 0xff]) })]),
      /./,
    ],
    [
      'as many files as no archive holds',
      () => rawZip([run], { zip64: { entries: 2n ** 53n } }),
      /holds 9007199254740992 files/,
    ],
    ['contents beyond its end', () => rawZip([run], { zip64: { start: 2n ** 40n } }), /./],
    ['an end record beyond its end', () => rawZip([run], { zip64: { at: 2n ** 40n } }), /./],
    ['a part of several', () => rawZip([run], { disk: 3 }), /./],
    [
      'data beyond its end',
      () => rawZip([run, artifact('a', { claims: { offset: 0xfffffff0 } })]),
      /artifacts\/a” cannot be unpacked/,
    ],
    [
      'data within other data',
      () => rawZip([run, artifact('a', { claims: { offset: 7 } })]),
      /artifacts\/a” cannot be unpacked/,
    ],
    [
      'data of another file',
      () => rawZip([run, artifact('a'), artifact('b', { content: 'yy', sameDataAs: 1 })]),
      /artifacts\/b” cannot be unpacked/,
    ],
    [
      'another archive in its comment',
      () => rawZip([run], { comment: rawZip([{ name: '../evil', content: 'evil' }]) }),
      /./,
    ],
    ['an end record in its comment', () => rawZip([run], { comment: rawZip([]) }), /./],
    ['more after its end', () => Buffer.concat([rawZip([run]), Buffer.from('more')]), /./],
    ['another program before it', () => Buffer.concat([Buffer.from('#!/bin/sh\n'), rawZip([run])]), /./],
    ['no file at all', () => rawZip([]), /there are no runs in it/],
    [
      'folders only',
      () => rawZip([{ name: `${id}/` }, { name: `${id}/artifacts/` }]),
      /there are no runs in it/,
    ],
    ['files it does not tell of', () => rawZip([run, artifact('a')], { entries: 0 }), /./],
    ['fewer files than it tells of', () => rawZip([run], { entries: 7 }), /./],
    ['a run without a record', () => rawZip([artifact('a')]), /the record of .* cannot be read/],
    [
      'the record of another run',
      () => rawZip([{ ...run, content: recordOf(other) }]),
      /that of another run/,
    ],
    [
      'a record that leads elsewhere',
      () => rawZip([{ ...run, content: recordOf('../../evil') }]),
      /the record of .* cannot be read/,
    ],
    [
      'one good run and one bad one',
      () => rawZip([run, { name: `${other}/run.json`, content: '{}' }]),
      /the record of 20261123-090000/,
    ],
    ['the words of a web page', () => Buffer.from('<!doctype html><title>Sign in</title>'), /./],
    ['nothing', () => Buffer.alloc(0), /./],
    ['an end record and nothing before it', () => rawZip([run]).subarray(-22), /./],
  ];
  for (const [what, bytes, says, limits] of cases)
    it(`is refused with ${what}`, async () => assert.match(await refusal(bytes(), limits), says));

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
    const from = layoutOf(path.join(home, 'from'));
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

/** The second half of the compressed bytes is something else. */
function brokenDeflate(): Buffer {
  const text = Array.from({ length: 500 }, (_, at) => String(at * 7919)).join(' ');
  const bytes = rawZip([run, artifact('a', { method: 8, content: text })]);
  const start = bytes.indexOf('artifacts/a') + 'artifacts/a'.length;
  return Buffer.concat([
    bytes.subarray(0, start + 300),
    Buffer.alloc(200, 0xff),
    bytes.subarray(start + 500),
  ]);
}

/** The name of an artifact with a byte that no text holds. */
function notText(byte: number): Buffer {
  return Buffer.concat([Buffer.from(`${id}/artifacts/a`), Buffer.from([byte])]);
}

/** Info-ZIP's second name of an entry, which counts for those who know it. */
function unicodePath(name: string, hidden: string): Buffer {
  const crc = Buffer.alloc(4);
  crc.writeUInt32LE(crc32(Buffer.from(`${id}/artifacts/${name}`)));
  return extraField(0x7075, Buffer.concat([Buffer.from([1]), crc, Buffer.from(hidden)]));
}
