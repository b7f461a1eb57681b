/** Threads of comments, from entries that people add one after the other. */
import assert from 'node:assert/strict';
import { threadsOf } from '../../../src/review/threads.ts';
import { ada, entriesOf, sam } from './reviewParts.ts';

const script = ['import numpy', 'x = 1', 'y = 2', 'print(x + y)'];
const comment = { kind: 'comment' as const, by: ada, before: ['import numpy'], after: ['y = 2'] };

describe('threads', () => {
  it('have replies, are resolved and opened again, and know where their lines are', () => {
    const entries = entriesOf(
      { ...comment, id: 'a', line: 2, lines: ['x = 1'], text: 'Why 1?' },
      { ...comment, id: 'b', line: 4, lines: ['print(x + y)'], before: ['y = 2'], after: [], text: 'Log it' },
      { kind: 'reply', id: 'r', to: 'a', by: sam, text: 'By the table.' },
      { kind: 'resolution', to: 'a', by: ada, isOpen: false },
      { kind: 'resolution', to: 'b', by: ada, isOpen: false },
      { kind: 'resolution', to: 'b', by: sam, isOpen: true },
    );
    const [first, second] = threadsOf(entries, ['"""doc"""', ...script]);
    assert.deepEqual(
      first?.entries.map(({ text }) => text),
      ['Why 1?', 'By the table.'],
    );
    assert.deepEqual(
      [first.place, first.isOpen, first.resolution?.by],
      [{ state: 'moved', line: 3 }, false, ada],
    );
    assert.deepEqual([second?.isOpen, second?.resolution?.by], [true, sam]);
    assert.equal(threadsOf(entries, ['pass'])[0]?.place.state, 'gone');
  });

  it('change only by who wrote them, and go when all of it is withdrawn', () => {
    const entries = entriesOf(
      { ...comment, id: 'a', line: 2, lines: ['x = 1'], text: 'Why 1?' },
      { kind: 'revision', to: 'a', by: sam, text: 'no reason' },
      { kind: 'revision', to: 'a', by: ada, text: 'Why is it 1?' },
    );
    assert.deepEqual(
      threadsOf(entries, script)[0]?.entries.map(({ text, isEdited }) => [text, isEdited]),
      [['Why is it 1?', true]],
    );
    const gone = [
      ...entries,
      ...entriesOf({ kind: 'revision', to: 'a', by: ada, text: '', at: '2027-01-01T00:00:00Z' }),
    ];
    assert.deepEqual(threadsOf(gone, script), []);
  });
});
