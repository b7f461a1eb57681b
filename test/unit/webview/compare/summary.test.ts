import assert from 'node:assert/strict';
import type { CodeDifference, CodeFile } from '../../../../src/protocol/compare/differences.ts';
import { summary } from '../../../../webview/pages/compare/differences/summary.ts';

const file = (path: string, added: number): CodeFile => ({
  ...{ path, kind: 'changed', lines: { added, removed: 1 } },
});
const code = (run: string, files: CodeFile[], more = 0): CodeDifference => ({
  run,
  files,
  more,
  problem: null,
});

describe('the sentence on what differs', () => {
  const cases: readonly [title: string, code: CodeDifference[], sentence: string][] = [
    ['lines of the one file of two runs', [code('b', [file('src/train.py', 14)])], '14 lines in train.py.'],
    ['files of two runs', [code('b', [file('a.py', 1), file('b.py', 2)])], '2 files of code.'],
    ['files that are not listed', [code('b', [file('a.py', 1), file('b.py', 2)], 3)], '5 files of code.'],
    [
      'a file that differs twice, once and without lines',
      [code('b', [file('a.py', 1)]), code('c', [file('a.py', 90)])],
      '1 file of code.',
    ],
    [
      'each file of three runs once',
      [code('b', [file('a.py', 1), file('b.py', 1)]), code('c', [file('a.py', 9)])],
      '2 files of code.',
    ],
    [
      'at least as many as one of three runs has',
      [code('b', [file('a.py', 1)], 7), code('c', [file('a.py', 9)])],
      '8 or more files of code.',
    ],
    ['nothing', [code('b', [])], 'same code.'],
  ];
  for (const [title, given, sentence] of cases)
    it(`counts ${title}`, () => assert.equal(summary([], given), sentence));
});
