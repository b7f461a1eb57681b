import assert from 'node:assert/strict';
import type { MediaItem, MediaList } from '../../../../src/protocol/compare/media.ts';
import { itemAt, mediaRows, stepsOf } from '../../../../webview/pages/compare/media/mediaRows.ts';
import { placeOf } from '../../../../webview/pages/compare/media/stepSlider.ts';

const image = (name: string, step: number | null, index = 0): MediaItem => {
  return { index, path: `${name}@${String(step)}`, kind: name.endsWith('.md') ? 'markdown' : 'image', name, step, size: 1, t: 0 };
};
const list = (run: string, items: MediaItem[]): MediaList => ({ run, items, more: 0, predictions: [] });

describe('rows of images and texts', () => {
  const lists = [
    list('a', [image('report.md', null), image('x.png', 20), image('x.png', 10)]),
    list('b', [image('x.png', 15), image('y.png', null)]),
  ];
  const rows = mediaRows(lists);
  it('are one a name, images first', () => {
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['x.png', 'y.png', 'report.md'],
    );
    assert.deepEqual(stepsOf(lists), [10, 15, 20]);
  });

  for (const [run, step, expected] of [
    ['a', null, 20],
    ['a', 20, 20],
    ['a', 15, 10],
    ['a', 9, undefined],
    ['b', 10, undefined],
    ['b', 99, 15],
    ['c', null, undefined],
  ] as const)
    it(`show of ${run} at ${String(step)} what was there: ${String(expected)}`, () => {
      const [row] = rows;
      assert.ok(row);
      assert.equal(itemAt(row, run, step)?.step, expected);
    });

  it('show what has no step at every step', () => {
    const row = rows[1];
    assert.ok(row);
    assert.equal(itemAt(row, 'b', 1)?.name, 'y.png');
  });

  it('put the slider at the step, or at the last one before it', () => {
    const places = [null, 10, 17, 1].map((step) => placeOf(step, [10, 15, 20]));
    assert.deepEqual(places, [2, 0, 1, 0]);
  });
});
