/** No name that a client sends leads out of the folder of artifacts, however it is written; strange but harmless ones pass. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {
  checkArtifactPath,
  decodeArtifactPath,
  findArtifact,
  placeForArtifact,
} from '../../../../src/worker/mlflow/artifactPaths.ts';
import { temporaryFolder } from '../../storage/series/seriesFiles.ts';

describe('artifact paths', () => {
  const refused: readonly (readonly [what: string, sent: string])[] = [
    ['the folder above', '../x'],
    ['the folder above, alone', '..'],
    ['the folder above, later', 'a/b/../../../x'],
    ['the folder above, at the end', 'a/..'],
    ['the folder above, encoded', '%2e%2e/x'],
    ['the folder above with its slash, encoded', '..%2fx'],
    ['the folder above, encoded twice', '%252e%252e%252fx'],
    ['the folder above, half of it encoded twice', '.%252e/x'],
    ['the folder above, encoded three times', '%25252e%25252e/x'],
    ['this folder', 'a/./b'],
    ['an absolute path', '/etc/passwd'],
    ['an absolute path, encoded', '%2fetc/passwd'],
    ['an absolute path, encoded twice', '%252fetc/passwd'],
    ['two slashes', 'a//b'],
    ['two slashes at the end', 'a//'],
    ['a drive', 'C:/x'],
    ['a drive without a slash', 'c:x'],
    ['a drive, encoded', 'C%3A/x'],
    ['a drive, encoded twice', 'C%253A/x'],
    ['a backslash', '..\\x'],
    ['a backslash, encoded', 'a%5C..%5Cx'],
    ['a backslash, encoded twice', 'a%255c..%255cx'],
    ['a share', '%5C%5Cserver%5Cshare'],
    ['NUL', 'a%00b'],
    ['NUL, encoded twice', 'a%2500b'],
    ['a fragment', 'a%23b'],
    ['a fragment, encoded twice', 'a%2523b'],
    ['a file URI', 'file:///etc/passwd'],
    ['an overlong dot', '%c0%ae%c0%ae/x'],
    ['bytes that are not UTF-8', 'a%ff'],
    ['half a code', 'a%2'],
    ['an image name that leads away', '..%2Fdog%25step%251%25timestamp%2517%250123456789ab.png'],
    ['a name of 256 bytes', 'x'.repeat(256)],
    ['a path of 2001 bytes', 'abcdefghi/'.repeat(200) + 'x'],
  ];
  for (const [what, sent] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(() => decodeArtifactPath(sent), { code: 'INVALID_PARAMETER_VALUE' });
    });
  }

  const taken: readonly (readonly [sent: string, parts: readonly string[]])[] = [
    ['', []],
    ['model.pkl', ['model.pkl']],
    ['a/b/c.txt', ['a', 'b', 'c.txt']],
    ['a/', ['a']],
    ['...', ['...']],
    ['..a/b..', ['..a', 'b..']],
    ['.hidden', ['.hidden']],
    ['a%20b%2Fc', ['a b', 'c']],
    ['gr%C3%BC%C3%9Fe/%E2%9C%93.txt', ['grüße', '✓.txt']],
    ['100%25.txt', ['100%.txt']],
    ['100%2525.txt', ['100%25.txt']],
    ['ab:c', ['ab:c']],
    ["it's (1) [2] {3} ~!@$^&*;=+,.txt", ["it's (1) [2] {3} ~!@$^&*;=+,.txt"]],
    // Steps and ids of images stand where a second decoding would see `#` and a backslash.
    [
      'images/dog%25step%2523%25timestamp%251700000000000%255c1d2e3f-0000-4000-8000-000000000000.png',
      ['images', 'dog%step%23%timestamp%1700000000000%5c1d2e3f-0000-4000-8000-000000000000.png'],
    ],
    [
      'images/a~b%25step%250%25timestamp%251%2500aabbcc-0000-4000-8000-000000000000%25compressed.webp',
      ['images', 'a~b%step%0%timestamp%1%00aabbcc-0000-4000-8000-000000000000%compressed.webp'],
    ],
    ['images/dog+step+3+timestamp+17+1d2e.png', ['images', 'dog+step+3+timestamp+17+1d2e.png']],
  ];
  for (const [sent, parts] of taken) {
    it(`takes ${JSON.stringify(sent.slice(0, 60))}, decoded once`, () => {
      assert.deepEqual(decodeArtifactPath(sent), parts);
    });
  }

  for (const name of [
    ...['ab:c', 'con', 'x/NUL.txt', 'com1', 'lpt\u00b2.log', 'nul .txt', 'CONOUT$'],
    ...['a.', 'a ', 'what?', 'a*', 'a|b', 'a\u0001'],
  ]) {
    it(`refuses ${JSON.stringify(name)} only where files cannot have such names`, () => {
      assert.throws(() => checkArtifactPath(name, 'win32'), { code: 'INVALID_PARAMETER_VALUE' });
      assert.deepEqual(checkArtifactPath(name, 'linux'), name.split('/'));
    });
  }
});

describe('places of artifacts', () => {
  let root = '';
  let outside = '';
  let remove = (): void => undefined;
  beforeEach(() => {
    const { dir, remove: removeDir } = temporaryFolder();
    remove = removeDir;
    root = path.join(fs.realpathSync(dir), 'artifacts');
    outside = path.join(fs.realpathSync(dir), 'outside');
    fs.mkdirSync(path.join(root, 'inner', 'deep'), { recursive: true });
    fs.mkdirSync(outside);
    fs.writeFileSync(path.join(outside, 'secret'), 'x');
    fs.writeFileSync(path.join(root, 'inner', 'file'), 'x');
    fs.symlinkSync(outside, path.join(root, 'out'));
    fs.symlinkSync(path.join(outside, 'secret'), path.join(root, 'outFile'));
    fs.symlinkSync(path.join(outside, 'nothing'), path.join(root, 'dangling'));
    fs.symlinkSync('inner', path.join(root, 'in'));
    fs.symlinkSync(path.join('inner', 'file'), path.join(root, 'inFile'));
    fs.symlinkSync('loop', path.join(root, 'loop'));
    fs.symlinkSync('../../outside', path.join(root, 'inner', 'climb'));
  });
  afterEach(() => remove());

  const found: readonly (readonly [parts: string, found: string | undefined])[] = [
    ['inner/file', 'inner/file'],
    ['in/file', 'inner/file'],
    ['inFile', 'inner/file'],
    ['nothing/at/all', undefined],
    ['inner/file/x', undefined],
    ['dangling', undefined],
  ];
  for (const [parts, there] of found) {
    it(`finds ${parts}: ${there ?? 'nothing'}`, async () => {
      assert.equal(await findArtifact(root, parts.split('/')), there && path.join(root, there));
    });
  }

  for (const parts of [
    'out',
    'out/secret',
    'outFile',
    'inner/climb/secret',
    'in/climb/secret',
    'loop',
    'loop/x',
  ]) {
    it(`does not follow ${parts}`, async () => {
      await assert.rejects(findArtifact(root, parts.split('/')), { code: 'INVALID_PARAMETER_VALUE' });
    });
  }

  const refused = [
    ...['out/x', 'out', 'outFile', 'dangling', 'dangling/x', 'loop', 'inner/climb/x', 'in/climb/new/x'],
    ...['inner', 'inner/file/x', 'inFile/x'],
  ];
  for (const parts of refused) {
    it(`has no place for ${parts}`, async () => {
      await assert.rejects(placeForArtifact(root, parts.split('/')), { code: 'INVALID_PARAMETER_VALUE' });
      assert.deepEqual(fs.readdirSync(outside), ['secret']);
    });
  }

  it('puts a file in the place of a link that stays inside, not in that of its target', async () => {
    assert.equal(await placeForArtifact(root, ['inFile']), path.join(root, 'inFile'));
  });

  it('makes folders that only their owner may look into', async () => {
    assert.equal(await placeForArtifact(root, ['in', 'a', 'b']), path.join(root, 'inner', 'a', 'b'));
    const { mode } = fs.statSync(path.join(root, 'inner', 'a'));
    if (process.platform !== 'win32') assert.equal(mode & 0o777, 0o700);
  });

  it('makes the folder of all artifacts when somebody deleted it', async () => {
    fs.rmSync(root, { recursive: true });
    assert.equal(await placeForArtifact(root, ['a']), path.join(root, 'a'));
  });
});
