/** What stands in threads of comments: suggestions split off and put in, old lines, titles, and the lines they are at. */
import assert from 'node:assert/strict';
import { threadsOf } from '../../../../src/review/threads.ts';
import {
  bodyOf,
  linesOf,
  selectedLines,
  splitSuggestion,
  suggestionBlock,
  titleOf,
} from '../../../../src/views/reviews/comments/commentText.ts';
import { ada, entriesOf, sam } from '../../review/reviewParts.ts';

describe('what is written into the box of a comment', () => {
  const cases = [
    ['words alone', 'Why 1? ', { text: 'Why 1?' }],
    ['a suggestion alone', '```suggestion\nx = 2\n```', { text: '', suggestion: 'x = 2' }],
    [
      'words around it',
      'So:\n```suggestion\nx = 2\ny = 3\n```\nor not',
      { text: 'So:\n\nor not', suggestion: 'x = 2\ny = 3' },
    ],
    ['line ends of Windows', '```suggestion\r\nx = 2\r\n```\r\n', { text: '', suggestion: 'x = 2' }],
    ['nothing instead', '```suggestion\n```', { text: '', suggestion: '' }],
    ['a blank line instead', '```suggestion\n\n```', { text: '', suggestion: '\n' }],
    ['a blank line at its end', '```suggestion\nx\n\n```', { text: '', suggestion: 'x\n\n' }],
    ['a fence within a longer one', '````suggestion\n```\n````', { text: '', suggestion: '```' }],
    ['a fence that is not closed', 'a\n```suggestion\nx = 2', { text: 'a', suggestion: 'x = 2' }],
    ['other code', '```python\nx = 2\n```', { text: '```python\nx = 2\n```' }],
    [
      'the second of two stays',
      '```suggestion\na\n```\n```suggestion\nb\n```',
      { text: '```suggestion\nb\n```', suggestion: 'a' },
    ],
  ] as const;
  for (const [what, written, wanted] of cases)
    it(`is taken apart: ${what}`, () => assert.deepEqual(splitSuggestion(written), wanted));

  it('is the lines as they are when one begins to suggest, and comes back whole', () => {
    for (const lines of [['x = 1'], ['if x:', '    y'], ['a = """```"""', '````'], ['x', ''], ['']]) {
      const { text, suggestion } = splitSuggestion(suggestionBlock(lines));
      assert.deepEqual([text, suggestion?.replace(/\n$/, '').split('\n')], ['', lines]);
    }
  });
});

describe('a thread', () => {
  const script = [
    'import numpy as np',
    'rng = np.random.rand()',
    'x = 1',
    'y = 2',
    'print(x + y)',
    'print(y)',
  ];
  const comment = {
    ...{ kind: 'comment' as const, by: ada, id: 'a', line: 3, lines: ['x = 1'], text: 'Why?' },
    ...{ before: script.slice(0, 2), after: script.slice(3) },
  };
  const threadIn = (lines: readonly string[], more: { suggestion?: string; text?: string } = {}) => {
    const entries = entriesOf(
      { ...comment, ...more },
      { kind: 'reply', id: 'r', to: 'a', by: sam, text: 'See ![b](https://b.example/b.png)' },
    );
    return threadsOf(entries, lines)[0] ?? assert.fail();
  };
  const bodies = (...of: Parameters<typeof threadIn>) => {
    const thread = threadIn(...of);
    return thread.entries.map((entry) => bodyOf(thread, entry));
  };

  it('shows what was written, and fetches no pictures', () => {
    assert.deepEqual(bodies(script), ['Why?', 'See !\u200b[b](https://b.example/b.png)']);
  });

  it('shows what is suggested as code', () => {
    assert.equal(
      bodies(script, { suggestion: 'x = 2' })[0],
      'Why?\n\nSuggested instead:\n\n```python\nx = 2\n```',
    );
    assert.equal(bodies(script, { suggestion: '', text: '' })[0], 'Suggested: remove these lines.');
  });

  it('follows its lines', () => {
    const moved = threadIn(['# new', ...script]);
    assert.deepEqual(linesOf(moved, 7), { from: 3, to: 3 });
    assert.equal(titleOf(moved), 'Review');
  });

  it('shows the old lines where they were changed', () => {
    const changed = script.with(2, 'x = 10');
    const thread = threadIn(changed);
    assert.equal(titleOf(thread), 'Review · its lines were changed');
    assert.deepEqual(linesOf(thread, changed.length), { from: 2, to: 2 });
    assert.equal(
      bodyOf(thread, thread.entries[0] ?? assert.fail()),
      'Why?\n\nAbout lines that were changed since:\n\n```python\nx = 1\n```',
    );
  });

  it('stays at the nearest line when its lines are gone, and shows them', () => {
    const thread = threadIn(['pass', 'pass']);
    assert.equal(titleOf(thread), 'Review · its lines are gone');
    assert.deepEqual(linesOf(thread, 2), { from: 1, to: 1 });
    assert.deepEqual(linesOf(thread, 1), { from: 0, to: 0 });
    assert.match(
      bodyOf(thread, thread.entries[0] ?? assert.fail()),
      /not there any more:\n\n```python\nx = 1\n```/,
    );
  });

  it('names who resolved it', () => {
    const entries = entriesOf(comment, { kind: 'resolution', to: 'a', by: sam, isOpen: false });
    assert.equal(titleOf(threadsOf(entries, script)[0] ?? assert.fail()), 'Resolved by Sam');
  });

  it('is about all lines that are selected, and not about one that is only touched', () => {
    assert.deepEqual(selectedLines({ from: 1, to: 3, toCharacter: 4 }), { from: 1, to: 3 });
    assert.deepEqual(selectedLines({ from: 1, to: 3, toCharacter: 0 }), { from: 1, to: 2 });
    assert.deepEqual(selectedLines({ from: 1, to: 1, toCharacter: 0 }), { from: 1, to: 1 });
  });
});
