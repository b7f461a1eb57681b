import assert from 'node:assert/strict';
import { globBase, globMatcher, isGlob, starMatcher } from '../../../src/base/glob.ts';

describe('globs', () => {
  const rows: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['data/*.csv', ['data/a.csv', 'data/.csv'], ['data/x/a.csv', 'data/a.csvx', 'xdata/a.csv']],
    ['data/**/*.csv', ['data/a.csv', 'data/x/y/a.csv'], ['data.csv', 'data/x.tsv']],
    ['**', ['a', 'a/b'], []],
    ['data/**', ['data/a', 'data/a/b'], ['data']],
    ['part-?.{csv,parquet}', ['part-1.csv', 'part-2.parquet'], ['part-10.csv', 'part-1.json']],
    ['[a-c]x', ['ax', 'cx'], ['dx', '[a-c]x']],
    ['[!a]x', ['bx'], ['ax']],
    ['a+b(1).csv', ['a+b(1).csv'], ['aab1.csv']],
    ['a{b', ['a{b'], ['ab']],
    ['[]x]', [']', 'x'], ['y', '[]x]']],
    ['[^a-c\\]', ['d'], ['b', '\\']],
    ['[a-]', ['a', '-'], ['b']],
    ['[z-a]', [], ['a', 'z', '[z-a]']],
    ['{a,b/*}/{c,{d,e}}.x', ['a/c.x', 'b/q/e.x', 'b//d.x'], ['b/c.x', 'a/.x']],
    ['{a,b', ['{a,b'], ['a', 'b']],
    ['{a,{b}', ['a', 'b'], ['{a', '']],
    ['{,a}b', ['b', 'ab'], ['a']],
    ['a**b', ['ab', 'a/x/b'], ['a']],
    ['**/a', ['a', 'x/a', 'x/y/a'], ['xa', '/a', 'x//a']],
    ['?', ['🙂'], ['', 'ab', '/']],
    ['größe/*.csv', ['größe/é.csv'], []],
  ];
  for (const [glob, yes, no] of rows)
    it(glob, () => {
      for (const path of yes) assert.ok(globMatcher(glob)(path), path);
      for (const path of no) assert.ok(!globMatcher(glob)(path), path);
    });

  it('tells patterns from paths, and where their files begin', () => {
    assert.deepEqual(['a/b.csv', 'a/*.csv', 'a[1].csv'].map(isGlob), [false, true, true]);
    assert.deepEqual(['data/2026-*/x.csv', '*.csv', 'a/b/**'].map(globBase), ['data', '', 'a/b']);
  });

  it('take no time for patterns that could match in countless ways', () => {
    const name = 'a'.repeat(4000);
    for (const glob of [
      '*a'.repeat(1000),
      '**a'.repeat(1000),
      '**/'.repeat(1000),
      '{a,*}'.repeat(700),
      '{'.repeat(1900) + 'a' + '}'.repeat(1900),
      '{**,'.repeat(900),
    ])
      assert.equal(globMatcher(`${glob}b`)(name), false);
    assert.equal(globMatcher('*a'.repeat(3000))(name), false);
    assert.equal(starMatcher(`${'*a'.repeat(1000)}b`)(name), false);
  });
});

describe('patterns of names', () => {
  const rows: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['val_*', ['val_', 'val_loss', 'val_a/b'], ['train_val_', 'val']],
    ['*loss', ['loss', 'a/loss', 'loss loss'], ['losses']],
    ['*a*b?', ['abc', 'xaxbbx'], ['ab', 'ba?']],
    ['**', ['', 'x'], []],
    ['a.b', ['a.b'], ['axb']],
    ['', [''], ['a']],
  ];
  for (const [pattern, yes, no] of rows)
    it(JSON.stringify(pattern), () => {
      for (const text of yes) assert.ok(starMatcher(pattern)(text), text);
      for (const text of no) assert.ok(!starMatcher(pattern)(text), text);
    });
});
