import assert from 'node:assert/strict';
import { studentQuantile, welch } from '../../../src/review/welch.ts';

describe('the difference of two means', () => {
  it('knows Student’s distribution as tables print it', () => {
    const table: readonly [freedom: number, quantile: number][] = [
      [1, 12.706],
      [2, 4.303],
      [3.5, 2.94],
      [5, 2.571],
      [10, 2.228],
      [30, 2.042],
      [1000, 1.962],
    ];
    for (const [freedom, quantile] of table)
      assert.ok(
        Math.abs(studentQuantile(freedom) - quantile) < 0.001,
        `${String(freedom)}: ${String(studentQuantile(freedom))}`,
      );
  });

  it('is as Welch has it', () => {
    // scipy.stats.ttest_ind(a, b, equal_var=False).confidence_interval() is [1.2254, 4.3746].
    const found = welch([19.8, 20.4, 19.6, 17.8, 18.5], [15.8, 17.3, 16.1, 15.1, 17.8]);
    assert.ok(found);
    assert.ok(Math.abs(found.difference - 2.8) < 1e-9);
    assert.ok(Math.abs(found.margin - 1.574627) < 1e-4, String(found.margin));
  });

  it('has no width without spread, and no value of one run', () => {
    assert.deepEqual(welch([2, 2], [1, 1]), { difference: 1, margin: 0 });
    assert.equal(welch([2], [1, 1]), undefined);
  });
});
