/** TensorBoard's smoothing, held against numbers that were worked out by hand from its formula. */
import assert from 'node:assert/strict';
import { smooth, smoothAt } from '../../../../src/runs/curves/smooth.ts';

const cases: readonly { name: string; weight: number; values: number[]; expected: number[] }[] = [
  {
    // s: 0.5, 1.25, 2.125; divided by 1 − 0.5, 1 − 0.25, 1 − 0.125.
    name: 'weighs late values more and takes the bias of the start away',
    weight: 0.5,
    values: [1, 2, 3],
    expected: [1, 5 / 3, 17 / 7],
  },
  {
    // s: 0, 1, 0.9 + 0 …; 1 − 0.9 = 0.1, 1 − 0.81 = 0.19, 1 − 0.729 = 0.271.
    name: 'lets a spike fade',
    weight: 0.9,
    values: [0, 10, 0],
    expected: [0, 1 / 0.19, 0.9 / 0.271],
  },
  { name: 'is the series itself for weight 0', weight: 0, values: [4, -2, 7], expected: [4, -2, 7] },
  { name: 'leaves a constant as it is', weight: 0.99, values: [0.1, 0.1, 0.1], expected: [0.1, 0.1, 0.1] },
  {
    // NaN and infinities count neither in the average nor in the exponent: as [1, 2, 3] above.
    name: 'passes what is not finite through and goes on as if it were not there',
    weight: 0.5,
    values: [1, NaN, 2, Infinity, -Infinity, 3],
    expected: [1, NaN, 5 / 3, Infinity, -Infinity, 17 / 7],
  },
  { name: 'leaves nothing but NaN as it is', weight: 0.5, values: [NaN, NaN], expected: [NaN, NaN] },
  { name: 'leaves one value as it is', weight: 0.9, values: [3], expected: [3] },
  { name: 'has nothing to say of nothing', weight: 0.9, values: [], expected: [] },
];

describe('smoothing', () => {
  for (const { name, weight, values, expected } of cases)
    it(name, () => {
      const all = Float64Array.from(values);
      const close = (found: Float64Array, wanted: readonly number[]) => {
        assert.equal(found.length, wanted.length);
        for (const [at, want] of wanted.entries())
          if (Number.isFinite(want))
            assert.ok(Math.abs((found[at] ?? NaN) - want) < 1e-12, String(found[at]));
          else assert.equal(found[at], want);
      };
      close(smooth(all, weight), expected);
      // The same at a few places only.
      const places = Uint32Array.from(values.keys()).filter((at) => at % 2 === values.length % 2);
      close(
        smoothAt(all, weight, places),
        Array.from(places, (at) => expected[at] ?? NaN),
      );
    });
});
