import assert from 'node:assert/strict';
import { pathOf, scaleOf } from '../../../webview/charts/sparkline.ts';

const curve = (steps: readonly number[], values: readonly number[]) => ({
  steps: Float64Array.from(steps),
  times: Float64Array.from(steps),
  values: Float64Array.from(values),
  total: steps.length,
});

/** 120 × 16 with a margin of 3 and 2. */
const paths = [
  { title: 'a line from corner to corner', steps: [0, 10], values: [0, 1], path: 'M3 14L117 2' },
  {
    title: 'true steps, not equal distances',
    steps: [0, 1, 10],
    values: [0, 0, 1],
    path: 'M3 14L14.4 14L117 2',
  },
  {
    title: 'a gap at NaN',
    steps: [0, 1, 2, 3, 4],
    values: [0, 1, NaN, 1, 0],
    path: 'M3 14L31.5 2M88.5 2L117 14',
  },
  { title: 'a gap at an infinity', steps: [0, 1, 2], values: [0, Infinity, 1], path: 'M3 14h0.5M117 2h0.5' },
  { title: 'a flat line in the middle', steps: [0, 1], values: [5, 5], path: 'M3 8L117 8' },
  { title: 'one point as a dash', steps: [7], values: [5], path: 'M60 8h0.5' },
];

describe('sparkline', () => {
  for (const { title, steps, values, path } of paths)
    it(`draws ${title}`, () => {
      const one = curve(steps, values);
      const scale = scaleOf([one]);
      assert.ok(scale);
      assert.equal(pathOf(one, scale), path);
    });

  it('has no scale for a metric that was never finite', () => {
    assert.equal(scaleOf([curve([0, 1], [NaN, -Infinity])]), undefined);
  });
});
