/** The files of a version: hashed as sha256sum would, found where they are said to lie, and never outside of that. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { folderHash, hashArtifact } from '../../../src/models/artifactHash.ts';
import { lookAtArtifact, placeOf, verifyArtifact } from '../../../src/models/artifactPlace.ts';
import { signatureColumns } from '../../../src/models/signatureColumns.ts';
import { temporaryFolder } from '../storage/series/seriesFiles.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('artifacts of model versions', () => {
  let dir = '';
  let remove = (): void => undefined;
  const write = (name: string, content: string | Uint8Array) => {
    fs.mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    fs.writeFileSync(path.join(dir, name), content);
  };
  beforeEach(() => {
    ({ dir, remove } = temporaryFolder());
  });
  afterEach(() => remove());

  it('are hashed as sha256sum hashes a file, and the list of a folder', async () => {
    for (const name of ['model/MLmodel', 'model/b/x.bin', 'model/B.txt', 'model/ü.txt', 'model/b.txt'])
      write(name, `content of ${name}`);
    fs.symlinkSync('/etc/hostname', path.join(dir, 'model', 'link'));
    const one = await hashArtifact(path.join(dir, 'model', 'MLmodel'));
    assert.deepEqual(one, { sha256: sha256('content of model/MLmodel'), size: 24, files: undefined });
    const all = await hashArtifact(path.join(dir, 'model'));
    const list = execFileSync(
      'bash',
      ['-c', "find . -type f -printf '%P\\n' | LC_ALL=C sort | xargs -d '\\n' sha256sum"],
      {
        cwd: path.join(dir, 'model'),
      },
    );
    assert.equal(all.sha256, sha256(list.toString()));
    assert.equal(all.files, 5);
    const known = list
      .toString()
      .trim()
      .split('\n')
      .map((line) => ({ sha256: line.slice(0, 64), path: line.slice(66) }));
    assert.equal(folderHash(known.reverse()), all.sha256);
  });

  it('tell how far the hashing has come, and stop it when asked', async () => {
    write('big', Buffer.alloc(3_000_000));
    const seen: number[] = [];
    await hashArtifact(path.join(dir, 'big'), { progress: (bytes) => seen.push(bytes) });
    assert.equal(seen.at(-1), 3_000_000);
    assert.ok(seen.length > 1);
    const stop = new AbortController();
    const stopped = hashArtifact(path.join(dir, 'big'), {
      signal: stop.signal,
      progress: () => stop.abort(),
    });
    await assert.rejects(stopped, { name: 'AbortError' });
  });

  it('are the same, changed or gone', async () => {
    write('.cairn/runs/r1/artifacts/model.bin', 'weights');
    const version = {
      run: 'r1',
      path: 'model.bin',
      artifact: { location: 'kept', sha256: sha256('weights'), size: 7, files: undefined },
    };
    const options = { folder: dir, outside: false };
    assert.equal((await verifyArtifact(version, options)).state, 'same');
    assert.equal(await lookAtArtifact(version, options), 'same');
    write('.cairn/runs/r1/artifacts/model.bin', 'weighty');
    assert.equal((await verifyArtifact(version, options)).state, 'differs');
    // As large as before: only reading it tells.
    assert.equal(await lookAtArtifact(version, options), 'same');
    write('.cairn/runs/r1/artifacts/model.bin', 'more weights');
    assert.equal(await lookAtArtifact(version, options), 'differs');
    fs.rmSync(path.join(dir, '.cairn'), { recursive: true });
    assert.equal((await verifyArtifact(version, options)).state, 'gone');
    assert.equal(await lookAtArtifact(version, options), 'gone');
  });

  it('without a hash can only be found', async () => {
    write('model.bin', 'weights');
    const artifact = { location: 'model.bin', sha256: undefined, size: undefined, files: undefined };
    const found = await verifyArtifact(
      { run: undefined, path: undefined, artifact },
      { folder: dir, outside: false },
    );
    assert.deepEqual([found.state, found.found?.size], ['unrecorded', 7]);
  });

  const places: readonly (readonly [
    what: string,
    run: string | undefined,
    inRun: string | undefined,
    location: string | undefined,
    here: string,
  ])[] = [
    ['kept in the run', 'r1', 'model', 'kept', 'here'],
    ['kept in the run, all of it', 'r1', undefined, undefined, 'here'],
    ['in the folder', undefined, undefined, 'models/a.bin', 'here'],
    ['out of the run', 'r1', '../../../secret', 'kept', 'elsewhere'],
    ['of no run', '../x', 'model', 'kept', 'unrecorded'],
    ['out of the folder', undefined, undefined, '../secret', 'elsewhere'],
    ['anywhere', undefined, undefined, '/etc/passwd', 'elsewhere'],
    ['in a bucket', undefined, undefined, 's3://models/a.bin', 'elsewhere'],
  ];
  for (const [what, run, inRun, location, kind] of places)
    it(`are looked for ${kind === 'here' ? '' : 'not '}${what}`, () => {
      const artifact =
        location === undefined
          ? undefined
          : { location, sha256: undefined, size: undefined, files: undefined };
      assert.equal(placeOf({ run, path: inRun, artifact }, { folder: dir, outside: false }).kind, kind);
    });

  it('of MLflow name the columns that they take', async () => {
    write(
      'm/MLmodel',
      `flavors: {}\nsignature:\n  inputs: '[{"type": "double", "name": "income"}, {"type": "double", "name": "debt"}]'\n`,
    );
    assert.deepEqual(await signatureColumns(path.join(dir, 'm')), ['income', 'debt']);
    for (const text of ['a: [', 'signature:\n  inputs: "[{"\n', 'signature: 3\n', '']) {
      write('m/MLmodel', text);
      assert.deepEqual(await signatureColumns(path.join(dir, 'm')), []);
    }
    assert.deepEqual(await signatureColumns(path.join(dir, 'nothing')), []);
  });
});
