import assert from 'node:assert/strict';
import { reviewPolicy } from '../../../src/records/reviewPolicy.ts';
import { checklistFor } from '../../../src/review/checklist.ts';

describe('the checklist of a script', () => {
  const ids = (script: string, policy?: unknown) =>
    checklistFor(script, policy === undefined ? undefined : reviewPolicy.parse(policy)).flatMap(
      ({ id: group, items }) => items.map(({ id }) => `${group}/${id}`),
    );
  const itemOf = (policy: unknown, id: string, script = 'train.py') =>
    checklistFor(script, reviewPolicy.parse(policy))
      .flatMap(({ items }) => items)
      .find((item) => item.id === id);

  it('asks everything once, each with a reason, in one sentence', () => {
    const items = checklistFor('train.py', undefined).flatMap((group) => group.items);
    assert.equal(new Set(items.map(({ id }) => id)).size, items.length);
    for (const { text, why } of items) {
      assert.match(text, /^[A-Z][^.]*[^.]$/);
      assert.match(why, /^[A-Z].*\.$/);
    }
  });

  it('takes other words, and keeps the id that answers are kept under', () => {
    const item = itemOf({ items: [{ id: 'seeded', text: 'Seeds are set', required: false }] }, 'seeded');
    assert.deepEqual([item?.text, item?.isRequired, item?.probe], ['Seeds are set', false, 'seeded']);
    assert.notEqual(item?.why, '');
  });

  it('leaves a probe to people when it is null', () => {
    const item = itemOf({ items: [{ id: 'seeded', probe: null }] }, 'seeded');
    assert.ok(item !== undefined && item.probe === undefined);
  });

  it('adds items and groups of the team, for the paths that are named', () => {
    const policy = {
      groups: { law: 'Law' },
      items: [
        {
          id: 'dpia',
          group: 'law',
          text: 'The assessment is signed',
          why: 'It must be.',
          paths: ['credit/*.py'],
        },
        { id: 'loose', text: 'No group' },
      ],
    };
    assert.ok(ids('credit/train.py', policy).includes('law/dpia'));
    assert.ok(!ids('other/train.py', policy).includes('law/dpia'));
    assert.ok(ids('other/train.py', policy).includes('team/loose'));
    const law = checklistFor('credit/train.py', reviewPolicy.parse(policy)).find(({ id }) => id === 'law');
    assert.equal(law?.title, 'Law');
  });

  it('leaves items out, moves them, and starts from nothing when told to', () => {
    assert.ok(!ids('train.py', { items: [{ id: 'seeded', off: true }] }).includes('code/seeded'));
    const moved = ids('train.py', { items: [{ id: 'seeded', group: 'model' }] });
    assert.ok(moved.includes('model/seeded') && !moved.includes('code/seeded'));
    assert.deepEqual(ids('train.py', { default: false, items: [{ id: 'one', group: 'own' }] }), ['own/one']);
  });

  it('changes nothing by an item that is off and unknown', () => {
    assert.deepEqual(ids('train.py', { items: [{ id: 'nothing', off: true }] }), ids('train.py'));
  });
});
