import assert from 'node:assert/strict';
import { curveOf, nearestIndex, valueAt } from '../../../webview/charts/curve.ts';

const buffer = (numbers: readonly number[]) => new Float64Array(numbers).buffer;
const curve = (steps: readonly number[], values: readonly number[]) =>
  curveOf({
    key: 'k',
    steps: buffer(steps),
    times: buffer(steps.map((s) => s * 10)),
    values: buffer(values),
    total: steps.length,
  });

describe('curve', () => {
  const nearest = [
    { steps: [], step: 3, index: undefined },
    { steps: [5], step: -100, index: 0 },
    { steps: [0, 10, 20], step: 14, index: 1 },
    { steps: [0, 10, 20], step: 16, index: 2 },
    { steps: [0, 10, 20], step: 15, index: 1 },
    { steps: [0, 10, 20], step: 1e9, index: 2 },
    { steps: [-5, -1, 4], step: -2, index: 1 },
  ];
  for (const { steps, step, index } of nearest)
    it(`finds the point nearest to ${String(step)} in [${steps.join(' ')}]`, () => {
      assert.equal(nearestIndex(steps, step), index);
    });

  const at = [
    { title: 'the value at that step', steps: [0, 10, 20], step: 10, found: { step: 10, value: 1 } },
    { title: 'the last value before it', steps: [0, 10, 20], step: 19, found: { step: 10, value: 1 } },
    { title: 'nothing before the first', steps: [5, 10, 20], step: 4, found: undefined },
    { title: 'the last of several at one step', steps: [0, 10, 10], step: 10, found: { step: 10, value: 2 } },
  ];
  for (const { title, steps, step, found } of at)
    it(`gives ${title}`, () => {
      assert.deepEqual(valueAt(curve(steps, [0, 1, 2]), step), found);
    });

  it('puts points of a resumed run in the order of their steps, equal ones as they were logged', () => {
    const { steps, values, times } = curve([0, 1, 2, 1, 2, 3], [0, 1, 2, 11, 12, 13]);
    assert.deepEqual([...steps], [0, 1, 1, 2, 2, 3]);
    assert.deepEqual([...values], [0, 1, 11, 2, 12, 13]);
    assert.deepEqual([...times], [0, 10, 10, 20, 20, 30]);
  });
});
