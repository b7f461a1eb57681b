import assert from 'node:assert/strict';
import { fairnessName, fairnessSubject, fairnessTitle } from '../../../src/project/fairnessSubject.ts';

describe('what a fairness page is of', () => {
  const file = '/w/out/predictions.csv';
  const name = fairnessName({ run: '20260301-090000-fa1r', file });

  it('is read from its name again', () => {
    assert.deepEqual(fairnessSubject(name), { run: '20260301-090000-fa1r', file });
    const picked = fairnessName({ run: undefined, file: 'C:\\p.csv' });
    assert.deepEqual(fairnessSubject(picked), { run: undefined, file: 'C:\\p.csv' });
  });

  it('is called after its run, and after the file where that is needed', () => {
    assert.equal(fairnessTitle(name), 'predictions.csv');
    assert.equal(fairnessTitle(name, { name: 'quiet-heron', predictions: [{}] }), 'quiet-heron');
    assert.equal(
      fairnessTitle(name, { name: 'quiet-heron', predictions: [{}, {}] }),
      'quiet-heron, predictions.csv',
    );
  });
});
