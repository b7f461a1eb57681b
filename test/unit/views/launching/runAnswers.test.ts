import assert from 'node:assert/strict';
import type { RunOptions } from '../../../../src/views/launching/launcher.ts';
import { runWithMemory, toRunOptions, type Answers } from '../../../../src/views/launching/runAnswers.ts';

const nothing: Answers = { params: '', args: '', name: '', experiment: '', tags: '' };
const options: RunOptions = { args: [], params: {}, tags: {} };

const read: readonly (readonly [what: string, given: Partial<Answers>, read: RunOptions])[] = [
  ['nothing', {}, options],
  [
    'arguments',
    { args: '--lr 0.1 --note "two words"' },
    { ...options, args: ['--lr', '0.1', '--note', 'two words'] },
  ],
  [
    'parameters and tags',
    { params: 'lr=0.1 depth=6', tags: 'stage=smoke' },
    { args: [], params: { lr: '0.1', depth: '6' }, tags: { stage: 'smoke' } },
  ],
  [
    'a name and an experiment',
    { name: ' the first ', experiment: 'credit risk' },
    { ...options, name: 'the first', experiment: 'credit risk' },
  ],
  ['blanks', { args: '  ', params: ' ', name: ' ', experiment: '\t', tags: ' ' }, options],
];

describe('answers to Run with…', () => {
  for (const [what, given, wanted] of read)
    it(`are read: ${what}`, () => assert.deepEqual(toRunOptions({ ...nothing, ...given }), wanted));
});

describe('the memory of Run with…', () => {
  const given: Answers = {
    args: '--epochs 3',
    params: 'lr=0.1',
    name: 'the first',
    experiment: 'credit',
    tags: 'a=b',
  };

  it('gives back what was typed, apart from the name, to the same script only', async () => {
    const { memory } = kept();
    await memory.remember('/work train.py', given);
    assert.deepEqual(memory.last('/work train.py'), { ...given, name: '' });
    assert.deepEqual(memory.last('/work other.py'), nothing);
    assert.deepEqual(memory.last('/elsewhere train.py'), nothing);
  });

  it('holds the last answers, not the first', async () => {
    const { memory } = kept();
    await memory.remember('a', given);
    await memory.remember('a', nothing);
    assert.deepEqual(memory.last('a'), nothing);
  });

  for (const broken of [null, 'text', 3, [], { args: '--lr 1' }, { ...given, tags: 7 }])
    it(`starts from nothing when it holds ${JSON.stringify([broken]).slice(1, -1)}`, () => {
      const { memory, values } = kept();
      values.set('runWith a', broken);
      assert.deepEqual(memory.last('a'), nothing);
    });
});

/** A workspace's memory, as VS Code keeps it: values by key. */
function kept() {
  const values = new Map<string, unknown>();
  const memory = runWithMemory({
    get: (key) => values.get(key),
    update: async (key, value) => {
      values.set(key, value);
      await Promise.resolve();
    },
  });
  return { memory, values };
}
