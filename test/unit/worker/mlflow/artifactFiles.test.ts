/** A file is there whole or not at all, whatever happens to the one who sends it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import {
  deleteArtifacts,
  listArtifacts,
  openArtifact,
  receiveArtifact,
} from '../../../../src/worker/mlflow/artifactFiles.ts';
import { sweepUploads } from '../../../../src/worker/uploads.ts';
import { temporaryFolder } from '../../storage/series/seriesFiles.ts';

describe('artifact files', () => {
  let dir = '';
  let root = '';
  let uploads = '';
  let remove = (): void => undefined;
  beforeEach(() => {
    ({ dir, remove } = temporaryFolder());
    root = path.join(dir, 'artifacts');
    uploads = path.join(dir, 'uploads');
  });
  afterEach(() => remove());

  const receive = (name: string, body: Readable, more: { announced?: number; limit?: number } = {}) =>
    receiveArtifact({
      root,
      parts: name.split('/'),
      body,
      uploads,
      announced: undefined,
      limit: 1e9,
      ...more,
    });

  const sizes = [0, 1, 65_536, 1_048_575, 1_048_576, 1_048_577, 5_000_000];
  for (const size of sizes) {
    it(`keeps ${String(size)} bytes as they came`, async () => {
      const bytes = Buffer.alloc(size, 'abcdefghijk');
      const pieces = Array.from({ length: Math.ceil(size / 70_001) }, (_, i) =>
        bytes.subarray(i * 70_001, (i + 1) * 70_001),
      );
      const sha256 = hashOf(bytes);
      assert.deepEqual(await receive('a/b.bin', Readable.from(pieces), { announced: size }), {
        size,
        sha256,
      });
      const kept = fs.readFileSync(path.join(root, 'a', 'b.bin'));
      assert.equal(hashOf(kept), sha256);
      assert.deepEqual(fs.readdirSync(uploads), []);
    });
  }

  it('shows the old file until the new one is whole', async () => {
    await receive('a', Readable.from([Buffer.from('old')]));
    const body = new PassThrough();
    const coming = receive('a', body, { announced: 6 });
    body.write('new');
    while (fs.readdirSync(uploads).length === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(fs.readFileSync(path.join(root, 'a'), 'utf8'), 'old');
    body.end('est');
    await coming;
    assert.equal(fs.readFileSync(path.join(root, 'a'), 'utf8'), 'newest');
  });

  const broken: readonly (readonly [
    what: string,
    body: () => Readable,
    announced: number | undefined,
    code: string,
  ])[] = [
    ['ends early', () => Readable.from([Buffer.from('abc')]), 5, 'BAD_REQUEST'],
    ['is longer than it said', () => Readable.from([Buffer.from('abcdefg')]), 5, 'BAD_REQUEST'],
    ['breaks', () => failing('ECONNRESET'), 5, 'BAD_REQUEST'],
    ['breaks without having said how long it is', () => failing('ECONNRESET'), undefined, 'BAD_REQUEST'],
    ['is too large', () => Readable.from([Buffer.alloc(11)]), undefined, 'INVALID_PARAMETER_VALUE'],
    ['says that it is too large', () => Readable.from([]), 11, 'INVALID_PARAMETER_VALUE'],
    ['meets a full disk', () => failing('ENOSPC'), 5, 'TEMPORARILY_UNAVAILABLE'],
  ];
  for (const [what, body, announced, code] of broken) {
    it(`leaves nothing of an upload that ${what}`, async () => {
      await receive('a', Readable.from([Buffer.from('old')]));
      const sent = announced === undefined ? { limit: 10 } : { announced, limit: 10 };
      await assert.rejects(receive('a', body(), sent), { code });
      await assert.rejects(receive('new/b', body(), sent), { code });
      assert.deepEqual(await listArtifacts(root, []), [
        { name: 'a', isFolder: false, size: 3 },
        ...(fs.existsSync(path.join(root, 'new')) ? [{ name: 'new', isFolder: true, size: undefined }] : []),
      ]);
      assert.deepEqual(await listArtifacts(root, ['new']), []);
      assert.equal(fs.readFileSync(path.join(root, 'a'), 'utf8'), 'old');
      assert.deepEqual(fs.existsSync(uploads) ? fs.readdirSync(uploads) : [], []);
    });
  }

  it('sweeps away what a process that died left, not what is coming in', async () => {
    const body = new PassThrough();
    const coming = receive('a', body);
    body.write('a');
    while (!fs.existsSync(uploads) || fs.readdirSync(uploads).length === 0)
      await new Promise((resolve) => setImmediate(resolve));
    fs.writeFileSync(path.join(uploads, '1-half.tmp'), 'x');
    sweepUploads(uploads);
    assert.equal(fs.readdirSync(uploads).length, 1);
    body.end('b');
    assert.equal((await coming).size, 2);
    sweepUploads(uploads);
    assert.equal(fs.existsSync(uploads), false);
    sweepUploads(uploads);
  });

  it('lists names, kinds and sizes, and no link that leads out or back', async () => {
    await receive('b.txt', Readable.from([Buffer.from('four')]));
    await receive('a/c.txt', Readable.from([Buffer.from('x')]));
    fs.symlinkSync('b.txt', path.join(root, 'link'));
    fs.symlinkSync(dir, path.join(root, 'out'));
    fs.symlinkSync('.', path.join(root, 'self'));
    fs.symlinkSync('/etc/passwd', path.join(root, 'outFile'));
    assert.deepEqual(await listArtifacts(root, []), [
      { name: 'a', isFolder: true, size: undefined },
      { name: 'b.txt', isFolder: false, size: 4 },
      { name: 'link', isFolder: false, size: 4 },
    ]);
    assert.deepEqual(await listArtifacts(root, ['b.txt']), []);
    assert.deepEqual(await listArtifacts(root, ['nothing']), []);
    await assert.rejects(listArtifacts(root, ['out']), { code: 'INVALID_PARAMETER_VALUE' });
  });

  it('opens files only', async () => {
    await receive('a/b', Readable.from([Buffer.from('four')]));
    const { handle, size } = await openArtifact(root, ['a', 'b']);
    await handle.close();
    assert.equal(size, 4);
    for (const parts of [[], ['a'], ['a', 'c'], ['a', 'b', 'c']])
      await assert.rejects(openArtifact(root, parts), { code: 'RESOURCE_DOES_NOT_EXIST' });
  });

  it('deletes a file, a folder, and a link without its target', async () => {
    for (const name of ['a', 'b/c', 'b/d/e', 'f']) await receive(name, Readable.from([Buffer.from('x')]));
    fs.symlinkSync('f', path.join(root, 'link'));
    assert.deepEqual(await deleteArtifacts(root, ['a']), ['a']);
    assert.deepEqual([...(await deleteArtifacts(root, ['b']))].sort(), ['b/c', 'b/d/e']);
    assert.deepEqual(await deleteArtifacts(root, ['link']), ['link']);
    assert.deepEqual(fs.readdirSync(root), ['f']);
    await assert.rejects(deleteArtifacts(root, ['b']), { code: 'RESOURCE_DOES_NOT_EXIST' });
    assert.deepEqual(await deleteArtifacts(root, []), ['f']);
  });
});

/** Three bytes, then an error of the connection or the disk. */
function failing(code: string): Readable {
  let sent = false;
  return new Readable({
    read() {
      if (sent) this.destroy(Object.assign(new Error('broken'), { code }));
      else this.push('abc');
      sent = true;
    },
  });
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
