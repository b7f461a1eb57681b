/** Who owns a file by CODEOWNERS. */
import assert from 'node:assert/strict';
import { allCodeOwners, codeOwners } from '../../../src/base/codeOwners.ts';

const table: [text: string, path: string, owners: string[]][] = [
  ['* @all', 'a/b.py', ['@all']],
  ['* @all\n*.py @py @two', 'a/b.py', ['@py', '@two']],
  ['*.py @py\n* @all', 'a/b.py', ['@all']],
  ['*.py @py\n/a/ @a', 'a/b.py', ['@a']],
  ['/a/ @a', 'x/a/b.py', []],
  ['a/ @a', 'x/a/b.py', ['@a']],
  ['a/ @a', 'a', []],
  ['docs/* @d', 'docs/a.md', ['@d']],
  ['docs/* @d', 'docs/deep/a.md', []],
  ['docs @d', 'x/docs/deep/a.md', ['@d']],
  ['/docs/**/a.md @d', 'docs/x/y/a.md', ['@d']],
  ['/docs/**/a.md @d', 'docs/a.md', ['@d']],
  ['**/logs @l', 'a/b/logs/x', ['@l']],
  ['/src/** @s', 'src/a/b', ['@s']],
  ['a?.py @q', 'ab.py', ['@q']],
  ['a.py @q', 'aXpy', []],
  ['my\\ file.py @space', 'my file.py', ['@space']],
  ['*.py # nobody', 'a.py', []],
  ['* @all\n*.py', 'a.py', []],
  ['# * @no\n  * sam@corp.com # why', 'a.py', ['sam@corp.com']],
  ['[Section]\n* @all', 'a.py', ['@all']],
  ['!a.py @no', 'a.py', []],
  ['a+(b).py @plus', 'a+(b).py', ['@plus']],
  ['', 'a.py', []],
  [`${'*a'.repeat(200)} @slow\r\n* @all\r`, 'a'.repeat(400), ['@all']],
];

describe('code owners', () => {
  for (const [text, path, owners] of table)
    it(`are ${owners.join(' ') || 'nobody'} for ${path.slice(0, 20)} by ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.deepEqual(codeOwners(text, path), owners);
    });

  it('are all that are named', () => {
    assert.deepEqual(allCodeOwners('* @a sam@corp.com # @no\n*.py @a @org/team\n'), [
      '@a',
      'sam@corp.com',
      '@org/team',
    ]);
  });
});
