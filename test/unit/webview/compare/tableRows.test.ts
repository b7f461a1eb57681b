import assert from 'node:assert/strict';
import { groupMean } from '../../../../src/protocol/compare/groupValue.ts';
import { deviationText } from '../../../../webview/pages/compare/table/deviationText.ts';
import { statusText } from '../../../../webview/pages/compare/table/statusText.ts';
import { groupKey, tableRows } from '../../../../webview/pages/compare/table/tableRows.ts';

describe('run table: rows', () => {
  it('lists runs without grouping as they come', () => {
    assert.deepEqual(
      tableRows(Uint32Array.of(3, 1), null, new Set()).map(({ n, isGroup }) => [n, isGroup]),
      [
        [3, false],
        [1, false],
      ],
    );
  });

  it('puts a group where its first run is, and its runs below it when it is expanded', () => {
    const [ordinals, groups] = [Uint32Array.of(5, 2, 9, 1), Uint32Array.of(0, 1, 0, 2)];
    assert.deepEqual(
      tableRows(ordinals, groups, new Set([5])).map(({ n, members, isGroup, level, expanded }) => [
        ...[n, members.length, isGroup, level, expanded],
      ]),
      [
        [5, 2, true, 1, true],
        [5, 1, false, 2, undefined],
        [9, 1, false, 2, undefined],
        [2, 1, false, 1, undefined],
        [1, 1, false, 1, undefined],
      ],
    );
    assert.equal(groupKey([9, 5]), 5);
  });

  const means: readonly (readonly [
    string,
    readonly (number | undefined)[],
    readonly [number, number, number] | undefined,
  ])[] = [
    ['of nothing', [], undefined],
    ['of NaN only', [NaN, undefined], undefined],
    ['of one', [2], [2, NaN, 1]],
    ['leaves out NaN and what is missing', [1, NaN, 3, undefined], [2, Math.SQRT2, 2]],
    ['of large values that are close', [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16], [1e9 + 10, Math.sqrt(30), 4]],
    ['of equals', [0.1, 0.1, 0.1], [0.1, 0, 3]],
  ];
  for (const [title, values, expected] of means)
    it(`mean ${title}`, () => {
      const mean = groupMean(values);
      if (expected === undefined) assert.equal(mean, undefined);
      else {
        assert.ok(mean !== undefined);
        for (const [at, value] of [mean.mean, mean.deviation, mean.count].entries())
          assert.ok(
            Object.is(value, expected[at]) || Math.abs(value - (expected[at] ?? NaN)) < 1e-9,
            String(value),
          );
      }
    });

  const deviations: readonly (readonly [number, string])[] = [
    [0.0021, '±.0021'],
    [0.00337, '±.0034'],
    [0.0118, '±.012'],
    [1.26, '±1.3'],
    [126.4, '±126'],
    [0.00001, '±1.0e−5'],
    [0, '±0'],
    [NaN, ''],
    [Infinity, ''],
  ];
  for (const [value, expected] of deviations)
    it(`writes a deviation of ${String(value)} as “${expected}”`, () =>
      assert.equal(deviationText(value), expected));

  it('says of a group how many finished, and of a live run how far it is', () => {
    const none = () => '';
    assert.deepEqual(statusText(['finished', 'finished'], none), { status: 'finished', text: 'Finished' });
    assert.deepEqual(statusText(['finished', 'failed'], none), { status: 'failed', text: '1/2 finished' });
    assert.deepEqual(
      statusText(['running'], () => 'epoch 7/20'),
      { status: 'running', text: 'Epoch 7/20' },
    );
    assert.deepEqual(statusText(['running'], none), { status: 'running', text: 'Running' });
  });
});
