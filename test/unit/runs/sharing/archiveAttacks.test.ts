/** Archives made to do harm: each is refused as a whole, in a sentence, and leaves nothing behind, inside or outside of the folder. */
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { importArchive, type ArchiveLimits } from '../../../../src/runs/sharing/importArchive.ts';
import { runDir, runPaths } from '../../../../src/storage/layout.ts';
import { extraField, longs, rawZip } from './rawZip.ts';
import { crc32 } from '../../../../src/base/crc32.ts';
import { artifact, id, madeArchive, other, recordOf, run } from './madeArchive.ts';

describe('an archive made to do harm', () => {
  const made = madeArchive();
  const { layout, file, refusal } = made;

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
