/** Archives made to do harm: each is refused as a whole, in a sentence, and leaves nothing behind, inside or outside of the folder. */
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../../../../src/base/errors.ts';
import { exportRuns } from '../../../../src/runs/sharing/exportRuns.ts';
import { importArchive, type ArchiveLimits } from '../../../../src/runs/sharing/importArchive.ts';
import { layoutOf, runDir, runPaths } from '../../../../src/storage/layout.ts';
import { rawZip, type RawEntry } from './rawZip.ts';

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
