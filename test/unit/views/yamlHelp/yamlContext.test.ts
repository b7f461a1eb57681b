/** Where in a YAML text somebody types; `|` is the cursor. */
import assert from 'node:assert/strict';
import {
  blockEnd,
  linesOf,
  textsIn,
  topLine,
  yamlContext,
} from '../../../../src/views/yamlHelp/yamlContext.ts';

const table: [what: string, text: string, said: string | undefined][] = [
  ['an empty file', '|', 'key  ""'],
  ['a name', 'rat|io:\n', 'key  "ratio"'],
  ['a name below others', 'a:\n  owner: x\nb|', 'key  "b" beside a'],
  ['a key', 'ratio:\n  own|\n', 'key ratio "own"'],
  [
    'a key on an empty line',
    'ratio:\n  owner: x\n  |\n  type: y\nother:\n  kind: raw',
    'key ratio "" beside owner,type',
  ],
  ['the end of a key', 'ratio:\n  owner|: x\n', 'key ratio "owner"'],
  ['a value', 'ratio:\n  owner: ri|sk-ml # why\n', 'value ratio.owner "risk-ml"'],
  ['an empty value', 'ratio:\n  owner: |', 'value ratio.owner ""'],
  ['a value between quotes', 'ratio:\n  owner: "ri|sk"\n', 'value ratio.owner "risk"'],
  [
    'a value with a colon and a hash',
    'ratio:\n  function: a/b.py#ra|tio\n',
    'value ratio.function "a/b.py#ratio"',
  ],
  ['an entry of a list', 'ratio:\n  parents:\n    - a\n    - b|\n', 'value ratio.parents.[] "b"'],
  ['an entry as deep as its key', 'ratio:\n  parents:\n  - a|\n', 'value ratio.parents.[] "a"'],
  ['an entry of a list in brackets', 'ratio:\n  parents: [a, b|c, d]\n', 'value ratio.parents.[] "bc"'],
  ['nothing yet in brackets', 'ratio:\n  parents: [a, |]\n', 'value ratio.parents.[] ""'],
  [
    'a key of an entry',
    'loans:\n  versions:\n    - version: 1\n      no|\n',
    'key loans.versions.[] "no" beside version',
  ],
  [
    'the first key of an entry',
    'loans:\n  versions:\n    - ver|sion: 1\n      hash: x\n    - version: 2\n',
    'key loans.versions.[] "version" beside hash',
  ],
  [
    'a value of an entry',
    'loans:\n  versions:\n    - version: 1\n      note: a|\n',
    'value loans.versions.[].note "a"',
  ],
  ['a key in braces', 'ratio: {owner: x, ki|}\n', 'key ratio "ki" beside owner'],
  ['a value in braces', 'ratio: {owner: x, kind: r|aw, type: y}\n', 'value ratio.kind "raw"'],
  ['a list in braces', 'ratio: {parents: [a, b|]}\n', 'value ratio.parents.[] "b"'],
  ['a name between quotes', '"a: b":\n  own|', 'key a: b "own"'],
  ['a comment', '# own|er\n', undefined],
  ['a comment after a value', 'a:\n  owner: x # y|\n', undefined],
  ['below a comment and a blank line', 'ratio:\n\n# why\n  own|', 'key ratio "own"'],
  [
    'a deeper group',
    'objective:\n  constraints:\n    metrics:\n      auc:\n        m|',
    'key objective.constraints.metrics.auc "m"',
  ],
  ['lines with carriage returns', 'ratio:\r\n  own|\r\n', 'key ratio "own"'],
  ['a name like __proto__', '__proto__:\n  own|', 'key __proto__ "own"'],
];

describe('the place in a YAML text', () => {
  for (const [what, marked, said] of table)
    it(`is known in ${what}`, () => {
      const before = marked.slice(0, marked.indexOf('|')).split(/\r?\n/);
      const found = yamlContext(
        linesOf(marked.replace('|', '')),
        before.length - 1,
        before.at(-1)?.length ?? 0,
      );
      const beside = found?.beside.length ? ` beside ${found.beside.join()}` : '';
      assert.equal(found && `${found.on} ${found.path.join('.')} "${found.word}"${beside}`, said);
    });

  it('says which characters are the word', () => {
    const found = yamlContext(linesOf('ratio:\n  parents: [a, bc ]'), 1, 16);
    assert.deepEqual([found?.start, found?.end], [15, 17]);
  });

  it('knows where an entry ends, and where one begins', () => {
    const lines = linesOf('a:\n  b: 1\n  c:\n  - 2\n\n# of d\nd:\n  e: 3\n');
    assert.deepEqual(
      [0, 1, 2, 6].map((line) => blockEnd(lines, line)),
      [4, 2, 4, 8],
    );
    assert.deepEqual([topLine(lines, 'd'), topLine(lines, 'b')], [6, undefined]);
  });

  it('reads the texts of one entry', () => {
    const text = 'a:\n  b: 1\nd: # of d\n  e: "x y" # why\n  f:\n    g: 2\n  h: [i]\n  k: z\nl:\n  e: 5\n';
    assert.deepEqual(
      [...textsIn(linesOf(text), 2)],
      [
        ['e', 'x y'],
        ['k', 'z'],
      ],
    );
  });

  it('takes linear time on hostile lines', () => {
    for (const text of [
      '"'.repeat(50_000),
      "'a#".repeat(30_000),
      '- '.repeat(50_000),
      '\\"'.repeat(50_000),
      ' #'.repeat(50_000),
    ])
      assert.doesNotThrow(() => yamlContext(linesOf(text), 0, 10));
  });
});
