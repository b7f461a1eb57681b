/** Which version of a dataset a run read, as a table, and what that means for champions and best runs. */
import assert from 'node:assert/strict';
import { behindOf, dataUses, type DataRead, type ModelOfRun } from '../../../src/catalog/dataUses.ts';
import { unreadDisk } from '../../../src/catalog/diskState.ts';
import { dataset } from '../../../src/records/dataset.ts';

const one = '1'.repeat(64);
const two = '2'.repeat(64);
const other = '3'.repeat(64);
const versions = [
  { version: 1, hash: one },
  { version: 2, hash: two },
];
const datasets = new Map([
  ['loans', dataset.parse({ location: 'data/loans.csv', versions })],
  ['data/loans.csv', dataset.parse({ location: 'odd.csv' })],
  ['empty', dataset.parse({ location: 'empty.csv' })],
]);
const read = (given: Partial<DataRead>): DataRead => ({
  ...{ run: 'r', runName: 'calm owl', script: 'train.py', started: 1, name: '', version: '' },
  ...{ location: undefined, hash: undefined, isBest: false },
  ...given,
});

describe('dataUses', () => {
  for (const [what, given, expected] of [
    ['its name', { name: 'loans' }, 'loans'],
    ['its name and a hash', { name: 'loans', hash: two }, 'loans v2'],
    ['its name and a number', { name: 'loans', version: '1' }, 'loans v1'],
    ['its name and v2', { name: 'loans', version: 'v2' }, 'loans v2'],
    ['a number that is none', { name: 'loans', version: '2.0' }, 'loans'],
    ['a number that no version has', { name: 'loans', version: '9' }, 'loans'],
    ['a hash before a number', { name: 'loans', version: '1', hash: two }, 'loans v2'],
    ['a hash that no version has', { name: 'loans', version: '1', hash: other }, 'loans'],
    ['a place', { name: 'x', location: 'empty.csv' }, 'empty'],
    ['its content only', { name: 'x', hash: one }, 'loans v1'],
    ['a name that is a place: the name counts', { name: 'data/loans.csv' }, 'data/loans.csv'],
    ['nothing that is known', { name: 'x', location: 'y', hash: other }, undefined],
    ['a name of every object', { name: 'constructor' }, undefined],
  ] as const)
    it(`knows data by ${what}`, () => {
      const found = [...dataUses(datasets, [read(given)], [])].map(([name, [use]]) =>
        use?.number === undefined ? name : `${name} v${String(use.number)}`,
      );
      assert.deepEqual(found, expected === undefined ? [] : [expected]);
    });

  it('gives each read the models that its run made', () => {
    const model: ModelOfRun = { model: 'churn', version: 3, aliases: [], run: 'r' };
    const uses = dataUses(datasets, [read({ name: 'loans' })], [model, { ...model, run: 'else' }]);
    assert.deepEqual(uses.get('loans')?.[0]?.models, [model]);
  });
});

describe('behindOf', () => {
  const champion: ModelOfRun = { model: 'churn', version: 3, aliases: ['champion'], run: 'r' };
  const known = { ...unreadDisk, state: 'known' as const, hash: two };
  const behind = (reads: readonly DataRead[], models: readonly ModelOfRun[] = [], disk = known) =>
    behindOf(dataUses(datasets, reads, models).get('loans') ?? [], disk);

  it('names a champion that was trained on something else', () => {
    assert.deepEqual(behind([read({ name: 'loans', hash: one })], [champion]), [
      'churn v3 (champion) was trained on v1, which is not what is on disk.',
    ]);
    assert.deepEqual(behind([read({ name: 'loans', hash: other })], [champion]), [
      'churn v3 (champion) was trained on content that is in no version, which is not what is on disk.',
    ]);
  });

  it('names the best run of a script, also one without a script', () => {
    assert.deepEqual(behind([read({ name: 'loans', hash: one, isBest: true })]), [
      'The best run of train.py, calm owl, read v1, which is not what is on disk.',
    ]);
    assert.deepEqual(behind([read({ name: 'loans', hash: one, isBest: true, script: undefined })]), [
      'The best run of its command, calm owl, read v1, which is not what is on disk.',
    ]);
  });

  it('says nothing of runs that count for nothing, of the same content, or before the disk is read', () => {
    assert.deepEqual(behind([read({ name: 'loans', hash: one })]), []);
    assert.deepEqual(behind([read({ name: 'loans', hash: two, isBest: true })], [champion]), []);
    assert.deepEqual(behind([read({ name: 'loans', isBest: true })], [champion]), []);
    const unread = { ...known, hash: undefined };
    assert.deepEqual(
      behindOf(
        dataUses(datasets, [read({ name: 'loans', hash: one, isBest: true })], []).get('loans') ?? [],
        unread,
      ),
      [],
    );
  });

  it('names the best run of a script although a newer run of it read something else too', () => {
    const newer = read({ name: 'loans', hash: one, run: 'newer', runName: 'new fox' });
    const best = read({ name: 'loans', hash: one, isBest: true });
    assert.equal(behind([newer, best]).length, 1);
  });
});
