import assert from 'node:assert/strict';
import type { MediaKind } from '../../../../src/protocol/compare/media.ts';
import { textContent } from '../../../../webview/pages/compare/media/textContent.ts';

const read = (path: string, kind: MediaKind, text: string, isCut = false) =>
  textContent({ path, kind, text, isCut });
const square = [
  [5, 1],
  [2, 8],
];

describe('what a text artifact holds', () => {
  const matrices: readonly (readonly [why: string, path: string, kind: MediaKind, text: string, labels: string[]])[] = [
    ['labels and confusion_matrix', 'm.json', 'json', JSON.stringify({ labels: ['a', 'b'], confusion_matrix: square }), ['a', 'b']],
    ['classes and matrix', 'm.json', 'json', JSON.stringify({ classes: [0, 1], matrix: square }), ['0', '1']],
    ['pandas’ split', 'm.json', 'json', JSON.stringify({ index: ['a', 'b'], columns: ['a', 'b'], data: square }), ['a', 'b']],
    ['MLflow’s table of that name', 'confusion_matrix.json', 'json', JSON.stringify({ columns: ['a', 'b'], data: square }), ['a', 'b']],
    ['numbers alone of that name', 'val/cm.json', 'json', JSON.stringify(square), ['0', '1']],
    ['names in names', 'm.json', 'json', JSON.stringify({ a: { a: 5, b: 1 }, b: { b: 8, a: 2 } }), ['a', 'b']],
    ['CSV with labels', 'm.csv', 'table', ',a,b\na,5,1\nb,2,8\n', ['a', 'b']],
    ['CSV with a first line', 'confusion.csv', 'table', 'a,b\n5,1\n2,8', ['a', 'b']],
    ['CSV of numbers alone', 'confusion.csv', 'table', '5,1\n2,8', ['0', '1']],
  ];
  for (const [why, path, kind, text, labels] of matrices)
    it(`finds the matrix in ${why}`, () => {
      assert.deepEqual(read(path, kind, text), { kind: 'matrix', matrix: { labels, cells: square } });
    });

  const others: readonly (readonly [why: string, path: string, kind: MediaKind, text: string, found: string])[] = [
    ['numbers alone', 'm.json', 'json', JSON.stringify(square), 'json'],
    ['a table of two columns', 'eval.json', 'json', JSON.stringify({ columns: ['a', 'b'], data: square }), 'table'],
    ['fractions of no name', 'm.csv', 'table', ',a,b\na,0.5,0.5\nb,1,0', 'table'],
    ['counts below zero', 'confusion.csv', 'table', '5,-1\n2,8', 'table'],
    ['holes', 'confusion.csv', 'table', '5,\n2,8', 'table'],
    ['three rows of two', 'confusion.json', 'json', '[[1,2],[3,4],[5,6]]', 'json'],
    ['what is no JSON', 'm.json', 'json', '{"a": ', 'text'],
    ['JSON that was cut', 'm.json', 'json', '[1]', 'json'],
    ['NaN as Python writes it', 'm.json', 'json', '{"a": NaN}', 'json'],
    ['a NUL', 'm.txt', 'text', 'a\0b', 'binary'],
    ['nothing', 'm.csv', 'table', '', 'table'],
    ['Markdown', 'm.md', 'markdown', '# a', 'markdown'],
  ];
  for (const [why, path, kind, text, found] of others)
    it(`takes ${why} for ${found}`, () => {
      assert.equal(read(path, kind, text).kind, found);
    });

  it('shows JSON that was cut as text', () => {
    assert.deepEqual(read('m.json', 'json', '[1,', true), { kind: 'text', text: '[1,' });
  });

  it('keeps fractions in a matrix whose name says what it is', () => {
    assert.equal(read('confusion.csv', 'table', ',a,b\na,0.5,0.5\nb,1,0').kind, 'matrix');
  });

  it('cuts a table after 200 rows, and says so', () => {
    const rows = (count: number) => `a,b\n${'1,2\n'.repeat(count)}`;
    for (const [count, shown, more] of [
      [200, 200, false],
      [201, 200, true],
    ] as const) {
      const found = read('t.csv', 'table', rows(count));
      assert.ok(found.kind === 'table');
      assert.deepEqual([found.rows.length, found.more], [shown, more]);
    }
  });
});
