import assert from 'node:assert/strict';
import { changedColumns } from '../../../src/fairness/columnChanges.ts';
import type { FairnessColumns } from '../../../src/protocol/fairnessPage.ts';

describe('changes of columns whose groups come from a dataset', () => {
  const columns: FairnessColumns = {
    ...{ label: 'y', prediction: 'p', id: 'id', cross: 2 },
    groups: [{ column: 'g' }, { column: 'sex', joined: true }],
    join: { dataset: 'people', id: 'person' },
  };

  it('keep them beside any other change', () => {
    assert.deepEqual(changedColumns(columns, { weight: 'w' }), { ...columns, weight: 'w' });
    // A joined column may be called as one of the predictions.
    assert.deepEqual(changedColumns(columns, { label: 'sex' }).groups, columns.groups);
  });

  it('let them go with the id that they are looked up by', () => {
    const { id: _i, join: _j, ...rest } = columns;
    assert.deepEqual(changedColumns(columns, { id: undefined }), {
      ...rest,
      groups: [{ column: 'g' }],
      cross: 1,
    });
  });
});
