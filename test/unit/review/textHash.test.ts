/** The hash that a sign-off is bound to, against `sha256sum` of real files. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { plainText, textHash, textHashOf } from '../../../src/review/textHash.ts';

const script = 'import numpy as np\n\n# Größe, 大きさ, 📏\nrng = np.random.default_rng(7)\n';
const plain = textHash(Buffer.from(script));

const same: [what: string, bytes: Buffer][] = [
  ['CRLF', Buffer.from(script.replaceAll('\n', '\r\n'))],
  ['CR', Buffer.from(script.replaceAll('\n', '\r'))],
  ['both', Buffer.from(script.replace('\n', '\r\n'))],
  ['a byte order mark', Buffer.from(`\uFEFF${script}`)],
  ['two byte order marks', Buffer.from(`\uFEFF\uFEFF${script}`)],
  ['a byte order mark and CRLF', Buffer.from(`\uFEFF${script.replaceAll('\n', '\r\n')}`)],
];

const other: [what: string, bytes: Buffer][] = [
  ['a line end more', Buffer.from(`${script}\n`)],
  ['no line end at its end', Buffer.from(script.trimEnd())],
  ['blanks at a line’s end', Buffer.from(script.replace('\n', ' \n'))],
  ['a mark in its middle', Buffer.from(script.replace('rng', '\uFEFFrng'))],
  ['nothing', Buffer.alloc(0)],
];

describe('hash of a text', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'cairn-hash-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('of a plain file with LF is what sha256sum prints', function () {
    if (process.platform === 'win32') this.skip();
    const file = path.join(folder, 'train.py');
    for (const text of [script, '', script.repeat(3000)]) {
      writeFileSync(file, text);
      const [printed] = execFileSync('sha256sum', [file], { encoding: 'utf8' }).split(' ');
      assert.equal(textHash(readFileSync(file)).sha256, printed);
    }
  });

  for (const [what, bytes] of same)
    it(`is the same with ${what}`, () => {
      assert.deepEqual(textHash(bytes), plain);
      assert.equal(plain.text, script);
    });

  for (const [what, bytes] of other)
    it(`is another with ${what}`, () => {
      assert.notEqual(textHash(bytes).sha256, plain.sha256);
    });

  it('is that of the bytes where they are not UTF-8, and there is no text', () => {
    const latin = Buffer.from('# Gr\u00f6\u00dfe\r\n', 'latin1');
    const sha256 = createHash('sha256').update(latin).digest('hex');
    assert.deepEqual(textHash(latin), { sha256, text: undefined });
    const wide = Buffer.from(`\uFEFF${script}`, 'utf16le');
    assert.equal(textHash(wide).text, undefined);
  });

  it('of an unsaved text is that of the file it would be', () => {
    for (const [, bytes] of [...same, ...other])
      assert.equal(textHashOf(bytes.toString('utf8')), textHash(bytes).sha256);
    assert.equal(textHashOf(script), plain.sha256);
  });

  it('of a plain text is that text', () => {
    for (const [, bytes] of [...same, ...other]) {
      const { text = '', sha256 } = textHash(bytes);
      assert.equal(plainText(text), text);
      assert.equal(textHashOf(text), sha256);
      assert.equal(textHash(Buffer.from(text)).sha256, sha256);
    }
  });
});
