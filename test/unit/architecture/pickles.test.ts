/** A pickle is a program that somebody else wrote: nothing of ours ever loads one. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

describe('pickles', () => {
  it('are loaded nowhere, neither in Python nor by starting one', () => {
    const files = ['src', 'webview', 'python'].flatMap((room) =>
      fs
        .readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(ts|py)$/.test(name))
        .map((name) => path.join(root, room, name)),
    );
    assert.ok(files.some((file) => file.endsWith('cairn.py')) && files.length > 300, String(files.length));
    const loads =
      /\b(import|from) +_?c?(pickle|dill|joblib|shelve)\b|(pickle|joblib|torch|dill)\.(un)?loads?\b|read_pickle|allow_pickle|Unpickler/i;
    assert.deepEqual(
      files.filter((file) => loads.test(fs.readFileSync(file, 'utf8'))),
      [],
    );
  });
});
