/** Scripts that went elsewhere without the editor knowing. */
import assert from 'node:assert/strict';
import { renamesOf, sharedLines } from '../../../src/review/renames.ts';
import { hashOf } from './reviewParts.ts';

const candidate = (script: string, text: string) => ({ script, text, sha256: hashOf(text) });
const lost = (script: string, text: string) => ({ script, text, hashes: new Set([hashOf(text)]) });
const text = Array.from({ length: 20 }, (_, line) => `step_${line} = ${line}`).join('\n');

describe('a script that went elsewhere', () => {
  it('is found by a text that was reviewed, before one that is only alike', () => {
    const found = renamesOf(
      [lost('old.py', text)],
      [candidate('alike.py', `${text}\nprint(1)`), candidate('src/new.py', text)],
    );
    assert.deepEqual([...found], [['old.py', 'src/new.py']]);
  });

  it('is found by most of its lines when it was edited too; split in two, the larger part is it', () => {
    const lines = text.split('\n');
    const found = renamesOf(
      [lost('old.py', text)],
      [candidate('head.py', lines.slice(0, 12).join('\n')), candidate('tail.py', lines.slice(12).join('\n'))],
    );
    assert.deepEqual([...found], [['old.py', 'head.py']]);
    assert.equal(renamesOf([lost('old.py', text)], [candidate('other.py', 'import os\nprint(2)')]).size, 0);
  });

  it('takes no script twice', () => {
    const found = renamesOf([lost('a.py', text), lost('b.py', text)], [candidate('c.py', text)]);
    assert.deepEqual([...found], [['a.py', 'c.py']]);
  });

  it('counts lines as often as they are there', () => {
    assert.equal(sharedLines('a\na\nb', 'a\nb\n\n  b'), 2 / 3);
    assert.equal(sharedLines('', '\n'), 0);
  });
});
