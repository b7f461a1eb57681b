import assert from 'node:assert/strict';
import type {
  CodeDifference,
  CodeFile,
  DifferenceSectionShape,
} from '../../../../../src/protocol/compare/differences.ts';
import { summary } from '../../../../../webview/pages/compare/differences/summary.ts';

type Id = DifferenceSectionShape['id'];
/** [rows that differ, rows that are the same] */
type Counts = Readonly<Partial<Record<Id, readonly [differ: number, same: number]>>>;

const ids: readonly Id[] = ['params', 'metrics', 'tags', 'data', 'code', 'environment', 'packages'];
const sections = (counts: Counts): DifferenceSectionShape[] =>
  ids.flatMap((id) => {
    const [differ, same] = counts[id] ?? [0, 0];
    const rows = Array.from({ length: differ }, (_, n) => ({ key: `k${n}`, values: [n, null] }));
    return differ + same === 0 ? [] : [{ id, rows, same }];
  });
const file = (path: string, added: number, removed: number): CodeFile => ({
  ...{ path, kind: 'changed', lines: { added, removed } },
});
const binary = (path: string): CodeFile => ({ path, kind: 'binary', lines: null });
/** One compared run more. */
const code = (files: readonly CodeFile[], more = 0): CodeDifference => ({
  ...{ run: 'b', files: [...files], noCode: [], more, problem: null },
});
const withoutCode = (...noCode: string[]): CodeDifference => ({ ...code([]), noCode });
const unreadable: CodeDifference = { ...code([]), problem: 'The commit is not there.' };

const all: Counts = {
  ...{ params: [3, 4], metrics: [5, 0], tags: [2, 1], data: [2, 0], code: [1, 1] },
  ...{ environment: [4, 9], packages: [2, 80] },
};
const one: Counts = {
  ...{ params: [1, 0], metrics: [1, 0], tags: [1, 0], data: [1, 3], code: [1, 0] },
  ...{ environment: [1, 0], packages: [1, 0] },
};
const train = file('src/train.py', 14, 9);
const util = file('util.py', 0, 3);

const cases: readonly (readonly [
  says: string,
  counts: Counts,
  code: readonly CodeDifference[] | undefined,
  sentence: string,
])[] = [
  [
    'all there is, in one order',
    all,
    [code([train, util])],
    '3 params, 2 packages, 4 facts of the environment, 2 tags, 2 files of code, 2 datasets.',
  ],
  [
    'one of each',
    one,
    [code([file('src/train.py', 1, 0)])],
    '1 param, 1 package, 1 fact of the environment, 1 tag, 1 line in train.py, 1 dataset.',
  ],
  [
    'the example of the page: the same data, and the greater side of a changed file',
    { params: [3, 0], packages: [1, 7], data: [0, 1] },
    [code([train])],
    '3 params, 1 package, 14 lines in train.py, same data.',
  ],
  ['lines that only the first run has', {}, [code([util])], '3 lines in util.py.'],
  ['nothing of data that no run recorded', { params: [2, 0] }, [code([])], '2 params, same code.'],
  ['what is alike', { params: [0, 5], data: [0, 2] }, [code([])], 'Same code, same data.'],
  ['only tags, while the code is not compared yet', { tags: [1, 1] }, undefined, '1 tag.'],
  [
    'only packages and the environment',
    { packages: [12, 0], environment: [1, 2] },
    undefined,
    '12 packages, 1 fact of the environment.',
  ],
  [
    'that only metrics differ',
    { metrics: [4, 0], params: [0, 2] },
    undefined,
    'Nothing that was recorded differs but the metrics.',
  ],
  ['files beyond those listed', {}, [code([train, util], 40)], '42 files of code.'],
  ['one listed file and more', {}, [code([train], 1)], '2 files of code.'],
  ['files of several runs, each counted once', {}, [code([train]), code([train, util])], '2 files of code.'],
  [
    'at least as many as one of three runs has',
    {},
    [code([train], 7), code([util])],
    '8 or more files of code.',
  ],
  ['the one file in which three runs differ', {}, [code([train]), code([train])], 'The file train.py.'],
  [
    'a file without lines to count',
    { params: [1, 0] },
    [code([binary('img/logo.png')])],
    '1 param, the file logo.png.',
  ],
  [
    'a file that is only there or not',
    {},
    [code([{ ...file('pkg/__init__.py', 0, 0), kind: 'added' }])],
    'The file __init__.py.',
  ],
  ['runs without code', { params: [1, 0] }, [withoutCode('a', 'b')], '1 param, no code recorded.'],
  [
    'one of three runs without code',
    {},
    [code([train, util]), withoutCode('c')],
    '2 files of code, no code recorded for 1 of 3 runs.',
  ],
  [
    'the first run without code, which all others are held against',
    { data: [0, 1] },
    [withoutCode('a'), withoutCode('a', 'c')],
    'No code recorded for 2 of 3 runs, same data.',
  ],
  ['code that cannot be read', {}, [code([]), unreadable], 'Same code, code that could not be read.'],
];

describe('the sentence on what differs', () => {
  for (const [says, counts, compared, sentence] of cases)
    it(`says ${says}`, () => {
      assert.equal(summary(sections(counts), compared), sentence);
    });
});
