import assert from 'node:assert/strict';
import type { ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import { columnId } from '../../../../src/protocol/compare/compareShape.ts';
import type { CompareView } from '../../../../src/protocol/compare/compareView.ts';
import { cairnConfig } from '../../../../src/records/config.ts';
import { columnOf, savedViewOf, viewOfSaved } from '../../../../src/runs/compare/savedView.ts';

const columns: readonly ColumnRef[] = [
  { group: 'record', key: 'name' },
  { group: 'metrics', key: 'val_auc', value: 'last' },
  { group: 'metrics', key: 'a, min', value: { at: 1e6 } },
  { group: 'metrics', key: 'system/cpu, last', value: 'max' },
  { group: 'params', key: 'optimizer.lr' },
  { group: 'tags', key: '' },
  { group: 'data', key: 'loans 2026' },
  { group: 'code', key: 'commit' },
];

describe('saved views', () => {
  for (const column of columns)
    it(`reads ${columnId(column)} back`, () => assert.deepEqual(columnOf(columnId(column)), column));

  const lenient: readonly (readonly [string, ColumnRef | undefined])[] = [
    ['metrics.loss', { group: 'metrics', key: 'loss', value: 'last' }],
    ['metrics.loss, at x', { group: 'metrics', key: 'loss, at x', value: 'last' }],
    ['record.nonsense', undefined],
    ['nonsense.loss', undefined],
    ['loss', undefined],
  ];
  for (const [text, expected] of lenient)
    it(`reads “${text}” as a person may write it`, () => assert.deepEqual(columnOf(text), expected));

  const view: CompareView = {
    filter: 'metrics.val_auc > 0.8',
    sort: columns.slice(1, 3).map((column, at) => ({ column, descending: at === 0 })),
    grouping: { by: [{ group: 'params', key: 'lr' }] },
    columns: columns.map((column, at) => ({ column, ...(at === 0 && { pinned: true, width: 200 }) })),
    onlyDiffering: true,
    againstBaseline: true,
  };

  it('keeps a view over config.yaml', () => {
    const saved = savedViewOf('mine', view);
    assert.ok(cairnConfig.safeParse({ views: [saved] }).success);
    assert.deepEqual(viewOfSaved(saved), { name: 'mine', view });
  });

  it('keeps grouping by all params but some, and writes nothing that is as it is anyhow', () => {
    const plain: CompareView = {
      ...{ filter: '', sort: [], columns: null, onlyDiffering: false, againstBaseline: false },
      grouping: { allParamsBut: [] },
    };
    assert.deepEqual(savedViewOf('x', plain), { name: 'x', groupByAllParamsBut: [] });
    assert.deepEqual(viewOfSaved(savedViewOf('x', plain)).view, plain);
    assert.deepEqual(savedViewOf('x', { ...plain, grouping: null }), { name: 'x' });
  });

  it('leaves out what it does not know', () => {
    const { view: read } = viewOfSaved({
      name: 'x',
      sort: ['-params.lr', 'what'],
      columns: ['params.lr', 'what.x'],
    });
    assert.deepEqual(read.sort, [{ column: { group: 'params', key: 'lr' }, descending: true }]);
    assert.deepEqual(read.columns, [{ column: { group: 'params', key: 'lr' } }]);
  });
});
