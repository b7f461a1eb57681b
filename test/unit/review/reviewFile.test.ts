/** Review files: what Cairn writes, what people write by hand, and what neither should have. */
import assert from 'node:assert/strict';
import { parse } from 'yaml';
import type { ReviewEntry } from '../../../src/records/review.ts';
import { entryLine, parseReviewFile } from '../../../src/review/reviewFile.ts';
import { ada, entriesOf, hashOf, sam } from './reviewParts.ts';

const where = '.cairn/reviews/train.py.yaml';

const all: ReviewEntry[] = entriesOf(
  { kind: 'request', by: sam, reviewers: [ada, '@octo'], comment: 'before: the # deadline' },
  {
    kind: 'answer',
    by: ada,
    item: 'seeded',
    answer: 'no',
    comment: 'two\nlines\u2028and "quotes"',
    overrules: 'yes',
  },
  {
    kind: 'comment',
    id: 'c1',
    by: ada,
    line: 3,
    lines: ['\tx = 1  '],
    before: [],
    after: ['- {y: 2}'],
    text: '日本 <b>',
  },
  { kind: 'reply', id: 'r1', to: 'c1', by: sam, text: '' },
  { kind: 'revision', to: 'r1', by: sam, text: 'mended' },
  { kind: 'resolution', to: 'c1', by: sam, isOpen: false },
  { kind: 'signoff', by: ada, verdict: 'approve', imports: { 'a b.py': hashOf('lib') }, identity: 'git' },
  { kind: 'rename', by: sam, from: 'old.py' },
);

describe('a review file', () => {
  it('holds one entry a line, which are YAML for every reader of YAML, and come back as they were', () => {
    const lines = all.map(entryLine);
    for (const line of lines) assert.equal(line.trimEnd().split(/[\n\r\u0085\u2028\u2029]/).length, 1);
    const text = `# Review of train.py\n${lines.join('')}`;
    const read = parseReviewFile(text, where);
    assert.deepEqual(read, { entries: all, problems: [], hasConflict: false });
    assert.deepEqual(parse(text), JSON.parse(JSON.stringify(all)));
    assert.deepEqual(parseReviewFile(`\uFEFF${text.replaceAll('\n', '\r\n')}`, where).entries, all);
  });

  it('is in order of time, and has a line once that a merge doubled', () => {
    const lines = all.map(entryLine);
    const read = parseReviewFile([...lines].reverse().join('') + (lines[0] ?? ''), where);
    assert.deepEqual(read.entries, all);
  });

  it('may be written by hand, as other YAML', () => {
    const [first] = all;
    const text = `${all.slice(7).map(entryLine).join('')}- kind: request\n  at: "${first?.at}"\n  by: ${sam}\n  sha256: ${first?.sha256}\n  reviewers:\n    - ${ada}\n`;
    const read = parseReviewFile(text, where);
    assert.deepEqual(read.problems, []);
    assert.deepEqual(
      read.entries.map(({ kind }) => kind),
      ['request', 'rename'],
    );
  });

  it('names what is wrong at its line, and keeps the rest', () => {
    const good = all.slice(0, 1).map(entryLine).join('');
    const wrong = [
      '- {"kind": "answer", "at": "yesterday", "by": "Ada", "sha256": "x", "item": "seeded", "answer": "yes"}\n',
      '- {"kind": "vote", "at": "2026-11-30T08:00:00Z"}\n',
      '- {"kind": "answer", "at": \n',
    ];
    const read = parseReviewFile(good + wrong.join(''), where);
    assert.equal(read.entries.length, 1);
    assert.deepEqual(
      read.problems.map(({ line }) => line),
      [2, 3, 4],
    );
    const told = read.problems.map(({ message }) => message).join('\n');
    assert.match(told, /at: .*\n.*unknown kind, “vote”.*\n.*no entry of a review/);
    assert.match(parseReviewFile('approved: yes\n', where).problems[0]?.message ?? '', /list of entries/);
    assert.deepEqual(parseReviewFile('', where).problems, []);
  });

  it('shows both sides of a merge conflict and says where it is', () => {
    const [one, two, three] = all.map(entryLine);
    const text = `${one}<<<<<<< HEAD\n${two}=======\n${three}>>>>>>> theirs\n`;
    const read = parseReviewFile(text, where);
    assert.equal(read.hasConflict, true);
    assert.deepEqual(
      read.entries.map(({ kind }) => kind),
      ['request', 'answer', 'comment'],
    );
    assert.deepEqual(
      read.problems.map(({ line, message }) => [line, /merge conflict/.test(message)]),
      [[2, true]],
    );
  });
});
