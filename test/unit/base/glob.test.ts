import assert from 'node:assert/strict';
import { globBase, globPattern, isGlob } from '../../../src/base/glob.ts';

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
    ['größe/*.csv', ['größe/é.csv'], []],
  ];
  for (const [glob, yes, no] of rows)
    it(glob, () => {
      for (const path of yes) assert.match(path, globPattern(glob));
      for (const path of no) assert.doesNotMatch(path, globPattern(glob));
    });

  it('tells patterns from paths, and where their files begin', () => {
    assert.deepEqual(['a/b.csv', 'a/*.csv', 'a[1].csv'].map(isGlob), [false, true, true]);
    assert.deepEqual(['data/2026-*/x.csv', '*.csv', 'a/b/**'].map(globBase), ['data', '', 'a/b']);
  });
});
