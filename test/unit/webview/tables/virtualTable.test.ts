import assert from 'node:assert/strict';
import {
  bandsOf,
  columnsBetween,
  dropPlace,
  layoutColumns,
  rowsBetween,
} from '../../../../webview/tables/columnLayout.ts';
import { nextPlace } from '../../../../webview/tables/tableKeys.ts';
import type { TableColumn } from '../../../../webview/tables/tableSource.ts';

function column(id: string, change: Partial<TableColumn> = {}): TableColumn {
  return { id, title: id, band: '', width: 100, pinned: false, make: () => () => undefined, ...change };
}
describe('virtual table: arithmetic', () => {
  const columns = [column('a', { pinned: true, width: 50 }), ...'bcdef'.split('').map((id) => column(id))];

  it('places pinned columns apart from the others', () => {
    const layout = layoutColumns(columns, new Map([['c', 30]]));
    assert.deepEqual([layout.pinnedWidth, layout.width], [50, 480]);
    assert.deepEqual(
      layout.others.map(({ column: { id }, left, index }) => [id, left, index]),
      [
        ['b', 0, 1],
        ['c', 100, 2],
        ['d', 130, 3],
        ['e', 230, 4],
        ['f', 330, 5],
      ],
    );
  });

  const { others } = layoutColumns(columns);
  const between: readonly (readonly [number, number, readonly [number, number]])[] = [
    [0, 500, [0, 5]],
    [0, 1, [0, 1]],
    [100, 200, [1, 2]],
    [99, 201, [0, 3]],
    [500, 900, [5, 5]],
    [-50, 0, [0, 0]],
  ];
  for (const [from, to, expected] of between)
    it(`finds the columns in view from ${String(from)} to ${String(to)} px`, () => {
      assert.deepEqual(columnsBetween(others, from, to), expected);
    });

  it('finds no column among none', () => assert.deepEqual(columnsBetween([], 0, 100), [0, 0]));

  const rows: readonly (readonly [number, number, number, readonly [number, number]])[] = [
    [0, 220, 10_000, [0, 12]],
    [2200, 220, 10_000, [98, 112]],
    [219_900, 220, 10_000, [9993, 10_000]],
    [1e9, 220, 10, [8, 10]],
    [0, 220, 0, [0, 0]],
  ];
  for (const [top, height, count, expected] of rows)
    it(`paints the rows in view at ${String(top)} px of ${String(count)}`, () => {
      assert.deepEqual(rowsBetween({ top, height, rowHeight: 22, rows: count }, 2), expected);
    });

  it('joins neighbours of one band', () => {
    const { others: placed } = layoutColumns(
      ['x', 'x', 'y', 'x'].map((band, at) => column(String(at), { band })),
    );
    assert.deepEqual(
      bandsOf(placed).map(({ title, left, width, span }) => [title, left, width, span]),
      [
        ['x', 0, 200, 2],
        ['y', 200, 100, 1],
        ['x', 300, 100, 1],
      ],
    );
  });

  it('drops a column before the one whose left half is under the pointer', () => {
    assert.equal(dropPlace(others, 149)?.column.id, 'c');
    assert.equal(dropPlace(others, 151)?.column.id, 'd');
    assert.equal(dropPlace(others, 470), null);
  });

  const keys: readonly (readonly [string, boolean, readonly [number, string]])[] = [
    ['ArrowDown', false, [6, 'c']],
    ['ArrowUp', false, [4, 'c']],
    ['ArrowLeft', false, [5, 'b']],
    ['ArrowRight', true, [5, 'f']],
    ['ArrowDown', true, [99, 'c']],
    ['PageDown', false, [15, 'c']],
    ['PageUp', false, [0, 'c']],
    ['Home', false, [5, 'a']],
    ['Home', true, [0, 'a']],
    ['End', true, [99, 'f']],
  ];
  for (const [key, ctrlKey, [row, id]] of keys)
    it(`${ctrlKey ? 'Ctrl+' : ''}${key} leads from row 5, c to row ${String(row)}, ${id}`, () => {
      const next = nextPlace(
        { row: 5, column: 'c' },
        { key, ctrlKey, metaKey: false },
        { columns, rows: 100, page: 10 },
      );
      assert.deepEqual(next, { row, column: id });
    });

  it('goes up from the first row into the header, and no further', () => {
    const up = { key: 'ArrowUp', ctrlKey: false, metaKey: false };
    assert.equal(nextPlace({ row: 0, column: 'c' }, up, { columns, rows: 3, page: 1 })?.row, -1);
    assert.equal(nextPlace({ row: -1, column: 'c' }, up, { columns, rows: 3, page: 1 })?.row, -1);
    assert.equal(
      nextPlace({ row: 0, column: 'c' }, { ...up, key: 'x' }, { columns, rows: 3, page: 1 }),
      undefined,
    );
  });
});
