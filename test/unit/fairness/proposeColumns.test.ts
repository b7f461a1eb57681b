import assert from 'node:assert/strict';
import { needsBins, proposeColumns, type ColumnFacts } from '../../../src/fairness/proposeColumns.ts';

const number = (name: string, distinct = 1000): ColumnFacts => ({ name, kind: 'number', distinct });
const text = (name: string, distinct = 2): ColumnFacts => ({ name, kind: 'text', distinct });
const usual = [
  number('id'),
  text('sex'),
  number('age_years'),
  number('y_true', 2),
  number('y_pred', 2),
  number('prob'),
  text('note'),
];

describe('proposing columns of predictions', () => {
  it('goes by usual names', () => {
    assert.deepEqual(proposeColumns(usual), {
      ...{ label: 'y_true', prediction: 'y_pred', score: 'prob', groups: ['sex', 'age_years'] },
    });
  });

  it('goes by what the run said, as far as the file has it', () => {
    const named = { label: 'note', prediction: null, score: 'prob', groups: ['id', 'gone'] };
    assert.deepEqual(proposeColumns(usual, named), {
      ...{ label: 'note', prediction: undefined, score: 'prob', groups: ['id'] },
    });
  });

  it('takes no column twice, and none that has one value or names rows', () => {
    const found = proposeColumns([
      number('label', 2),
      number('label_pred', 2),
      text('region_id', 900),
      text('race', 1),
    ]);
    assert.deepEqual(found, { label: 'label', prediction: 'label_pred', score: undefined, groups: [] });
  });

  it('proposes nothing where nothing fits', () => {
    assert.deepEqual(proposeColumns([text('a'), text('b')]), {
      ...{ label: undefined, prediction: undefined, score: undefined, groups: [] },
    });
  });

  it('cuts numbers with many values only', () => {
    assert.deepEqual([number('age'), number('children', 5), text('town', 900)].map(needsBins), [
      true,
      false,
      false,
    ]);
  });
});
