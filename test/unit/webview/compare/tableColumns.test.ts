import assert from 'node:assert/strict';
import type { CatalogEntry, ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import { excerptAt } from '../../../../webview/pages/compare/table/excerptAt.ts';
import { nextSort } from '../../../../webview/pages/compare/table/nextSort.ts';
import {
  moveColumn,
  shownColumns,
  type KnownOfRuns,
} from '../../../../webview/pages/compare/table/shownColumns.ts';

const auc: ColumnRef = { group: 'metrics', key: 'val_auc', value: 'last' };
const loss: ColumnRef = { group: 'metrics', key: 'loss', value: 'last' };
const lr: ColumnRef = { group: 'params', key: 'lr' };
const name: ColumnRef = { group: 'record', key: 'name' };

describe('run table: columns', () => {
  const entry = (group: CatalogEntry['group'], key: string, differs = true): CatalogEntry => ({
    group,
    key,
    runs: 3,
    differs,
  });
  const catalog = [
    ...['system/cpu', 'train_loss', 'val_auc', 'steps', 'grad_norm', 'other'].map((key) =>
      entry('metrics', key),
    ),
    entry('params', 'lr'),
    entry('params', 'epochs', false),
    entry('data', 'loans'),
    entry('code', 'branch'),
    entry('code', 'commit', false),
  ];
  const suggested = { columns: null, onlyDiffering: false };
  const known = (change: Partial<KnownOfRuns> = {}): KnownOfRuns => ({
    ...{ catalog, objective: null, asksGoals: false, hasHints: false, same: new Set() },
    ...change,
  });
  const ids = (columns: readonly { readonly column: ColumnRef }[]) =>
    columns.map(({ column: one }) => one.key);

  it('suggests status, the objective and other metrics, params that differ, data, commit, when and why', () => {
    assert.deepEqual(ids(shownColumns(suggested, known())), [
      ...['name', 'status', 'val_auc', 'train_loss', 'steps', 'grad_norm'],
      ...['lr', 'loans', 'commit', 'started', 'duration', 'note'],
    ]);
    const objective = { metric: 'other', direction: 'maximize' } as const;
    assert.equal(ids(shownColumns(suggested, known({ objective })))[2], 'other');
  });

  it('suggests whether goals are met where some are stated, and hints where a run has one', () => {
    const of = (change: Partial<KnownOfRuns>) => {
      const shown = ids(shownColumns(suggested, known(change)));
      return shown.filter((key, at) => key === 'meets' || key === 'hint' || shown[at - 1] === 'status');
    };
    assert.deepEqual(of({}), ['val_auc']);
    assert.deepEqual(of({ asksGoals: true }), ['meets']);
    assert.deepEqual(of({ hasHints: true }), ['val_auc', 'hint']);
    assert.deepEqual(of({ asksGoals: true, hasHints: true }), ['meets', 'hint']);
  });

  it('leaves out what all runs have alike, and never the name', () => {
    const columns = ['epochs', 'lr'].map((key) => ({ column: { group: 'params', key } as const }));
    assert.deepEqual(ids(shownColumns({ columns, onlyDiffering: true }, known())), ['name', 'lr']);
  });

  it('puts pinned columns first', () => {
    const columns = [{ column: lr }, { column: name, pinned: true }, { column: auc, pinned: true }];
    assert.deepEqual(ids(shownColumns({ columns, onlyDiffering: false }, known({ catalog: [] }))), [
      'name',
      'val_auc',
      'lr',
    ]);
  });

  it('moves a column before another, or to the end of its part', () => {
    const columns = [{ column: name, pinned: true }, { column: auc }, { column: loss }, { column: lr }];
    assert.deepEqual(ids(moveColumn(columns, 'params.lr', 'metrics.val_auc, last')), [
      'name',
      'lr',
      'val_auc',
      'loss',
    ]);
    assert.deepEqual(ids(moveColumn(columns, 'metrics.val_auc, last', null)), [
      'name',
      'loss',
      'lr',
      'val_auc',
    ]);
    assert.deepEqual(ids(moveColumn(columns, 'params.none', null)), ids(columns));
  });

  const up = (ref: ColumnRef) => ({ column: ref, descending: false });
  const down = (ref: ColumnRef) => ({ column: ref, descending: true });
  const stated = {
    ...{ name: 'credit', trusted: true, objective: null, asksGoals: true },
    directions: [{ metric: loss.key, direction: 'maximize' as const }],
  };
  const sorts: readonly (readonly [string, Parameters<typeof nextSort>, ReturnType<typeof nextSort>])[] = [
    ['scores largest first', [[], auc, { add: false, scope: undefined }], [down(auc)]],
    ['losses least first', [[], loss, { add: false, scope: undefined }], [up(loss)]],
    ['as config.yaml says it', [[], loss, { add: false, scope: stated }], [down(loss)]],
    ['then the other way', [[down(auc)], auc, { add: false, scope: undefined }], [up(auc)]],
    ['then not at all', [[up(auc)], auc, { add: false, scope: undefined }], []],
    ['another column alone', [[down(auc)], lr, { add: false, scope: undefined }], [up(lr)]],
    ['one of several alone', [[down(auc), up(lr)], lr, { add: false, scope: undefined }], [up(lr)]],
    ['adds a key', [[down(auc)], lr, { add: true, scope: undefined }], [down(auc), up(lr)]],
    ['turns one of several', [[down(auc), up(lr)], auc, { add: true, scope: undefined }], [up(auc), up(lr)]],
    ['takes one of several away', [[up(auc), up(lr)], auc, { add: true, scope: undefined }], [up(lr)]],
  ];
  for (const [title, given, expected] of sorts)
    it(`sorts ${title}`, () => assert.deepEqual(nextSort(...given), expected));

  const excerpts: readonly (readonly [string, number, readonly [string, string, string]])[] = [
    ['a > ', 5, ['a > ', '\u00a0', '']],
    ['a b c', 3, ['a ', 'b', ' c']],
    ['0123456789', 6, ['…345', '5', '678…']],
    ['x😀y', 2, ['x', '😀', 'y']],
    ['', 1, ['', '\u00a0', '']],
  ];
  for (const [text, at, [before, character, after]] of excerpts)
    it(`points at column ${String(at)} of “${text}”`, () => {
      const around = text.length > 8 ? 3 : 32;
      const found = excerptAt(text, at, around);
      if (around === 3) assert.deepEqual([found.before, found.at, found.after], ['…234', '5', '678…']);
      else assert.deepEqual(found, { before, at: character, after });
    });
});
