/** Axes of charts: how far they reach, where their ticks are, what stands at them. */
import assert from 'node:assert/strict';
import { xLimits, yLimits, type YOptions } from '../../../../webview/charts/axisLimits.ts';
import { axisScale, movedRange, scaledRange } from '../../../../webview/charts/axisScale.ts';
import { valueLabel } from '../../../../webview/charts/axisStyle.ts';
import { logTicks } from '../../../../webview/charts/logTicks.ts';
import { relativeLabel, timeTicks } from '../../../../webview/charts/timeTicks.ts';
import { curveOfPoints } from './curveOfPoints.ts';

describe('range of an axis', () => {
  const all: YOptions = { from: -Infinity, to: Infinity, log: false, robust: false };
  const limits = (values: readonly number[], options: Partial<YOptions> = {}) => {
    const found = yLimits([curveOfPoints(values.map((y, x) => [x, y]))], { ...all, ...options });
    return found && [found.min, found.max].map((value) => Math.round(value * 1e6) / 1e6);
  };
  const cases: readonly [
    what: string,
    values: number[],
    options: Partial<YOptions>,
    expected: number[] | undefined,
  ][] = [
    ['holds all values and a little more', [0, 100], {}, [-4, 104]],
    ['opens around a constant', [5, 5], {}, [4.5, 5.5]],
    ['opens around zero', [0], {}, [-1, 1]],
    ['leaves out what is not finite', [NaN, 1, Infinity, 2, -Infinity], {}, [0.96, 2.04]],
    ['is none of nothing but NaN', [NaN, NaN], {}, undefined],
    ['is none of no points', [], {}, undefined],
    ['is that of what lies between two steps', [1000, 0, 100, 1000], { from: 1, to: 2 }, [-4, 104]],
    ['holds a line that only passes through', [0, 10], { from: 0.4, to: 0.6 }, [3.92, 6.08]],
    [
      'has only what is above zero on a logarithmic axis',
      [-5, 0, 1, 10_000],
      { log: true },
      [0.691831, 14454.397707],
    ],
    ['is none without anything above zero on a logarithmic axis', [-5, 0], { log: true }, undefined],
    ['opens around one value on a logarithmic axis', [8], { log: true }, [4, 16]],
  ];
  for (const [what, values, options, expected] of cases)
    it(what, () => {
      assert.deepEqual(limits(values, options), expected);
    });

  it('leaves outliers out when it is asked to', () => {
    const spread = [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2];
    const curves = [
      curveOfPoints(
        [
          [0, 1],
          [1, 2],
          [2, 9999],
        ],
        { spread },
      ),
      curveOfPoints(
        [
          [0, 1],
          [1, -9999],
        ],
        { spread },
      ),
    ];
    const found = yLimits(curves, { ...all, robust: true });
    assert.ok(found !== undefined && found.min > 0.8 && found.max < 2.2, JSON.stringify(found));
  });

  it('of x is that of all lines, from the first step above zero when it is logarithmic', () => {
    const curves = [
      curveOfPoints([
        [0, 1],
        [5, 1],
        [10, 1],
      ]),
      curveOfPoints([
        [3, 1],
        [40, 1],
      ]),
    ];
    assert.deepEqual(xLimits(curves, false), { min: 0, max: 40, log: false });
    assert.deepEqual(xLimits(curves, true), { min: 3, max: 40, log: true });
    assert.equal(xLimits([curveOfPoints([[0, 1]])], true), undefined);
    assert.equal(xLimits([], false), undefined);
  });
});

describe('scale of an axis', () => {
  for (const log of [false, true])
    it(`finds the value of each pixel again (${log ? 'logarithmic' : 'linear'})`, () => {
      const scale = axisScale({ min: 2, max: 2000, log }, 50, 650);
      assert.equal(scale.pixel(2), 50);
      assert.ok(Math.abs(scale.pixel(2000) - 650) < 1e-9);
      for (const value of [3, 77, 1234.5])
        assert.ok(Math.abs(scale.value(scale.pixel(value)) - value) < 1e-9);
      assert.ok(Math.abs(scale.pixel(63.245553) - (log ? 350 : 68.39)) < 0.1);
    });

  it('has no place for zero on a logarithmic axis', () => {
    assert.ok(Number.isNaN(axisScale({ min: 1, max: 10, log: true }, 0, 1).pixel(0)));
  });

  it('moves and scales ranges in its own measure', () => {
    assert.deepEqual(movedRange({ min: 0, max: 100, log: false }, 0.1), { from: 10, to: 110 });
    assert.deepEqual(scaledRange({ min: 0, max: 100, log: false }, 0.5, 100), { from: 50, to: 100 });
    const { from, to } = scaledRange({ min: 1, max: 10_000, log: true }, 0.5, 100);
    assert.ok(Math.abs(from - 10) < 1e-9 && Math.abs(to - 1000) < 1e-9);
  });
});

describe('ticks', () => {
  const logs: readonly [min: number, max: number, most: number, expected: number[]][] = [
    [1, 1000, 5, [1, 10, 100, 1000]],
    [1, 1000, 8, [1, 3, 10, 30, 100, 300, 1000]],
    [0.02, 0.5, 8, [0.02, 0.05, 0.1, 0.2, 0.5]],
    [2, 9, 8, [2, 3, 4, 5, 6, 7, 8, 9]],
    [1e-12, 1e12, 5, [1e-12, 1e-7, 1e-2, 1e3, 1e8]],
    [0.31, 0.39, 5, [0.31, 0.39]],
  ];
  for (const [min, max, most, expected] of logs)
    it(`of a logarithmic axis from ${String(min)} to ${String(max)}`, () => {
      assert.deepEqual(logTicks({ min, max }, most), expected);
    });

  const minute = 60_000;
  const times: readonly [max: number, most: number, distance: number][] = [
    [90, 5, 20],
    [10_000, 5, 2000],
    [7 * minute, 4, 2 * minute],
    [26 * 60 * minute, 6, 6 * 60 * minute],
    [20 * 24 * 60 * minute, 4, 7 * 24 * 60 * minute],
    [40 * 365 * 24 * 60 * minute, 4, 10 * 365 * 24 * 60 * minute],
  ];
  for (const [max, most, distance] of times)
    it(`of ${String(max)} ms are ${String(distance)} ms apart`, () => {
      const ticks = timeTicks({ min: 0, max }, most);
      assert.equal((ticks[1] ?? 0) - (ticks[0] ?? 0), distance);
      assert.ok(ticks.length <= most + 1 && ticks.every((tick) => tick >= 0 && tick <= max));
    });

  it('fall on the hours of a time zone', () => {
    const half = 30 * minute;
    assert.deepEqual(timeTicks({ min: 0, max: 120 * minute }, 2, half), [half, 90 * minute]);
  });

  const labels: readonly [ticks: number[], expected: string[]][] = [
    [
      [0.8, 0.85, 0.9],
      ['0.80', '0.85', '0.90'],
    ],
    [
      [0.0009, 0.00095, 0.001, 0.00105, 0.0011],
      ['0.00090', '0.00095', '0.00100', '0.00105', '0.00110'],
    ],
    [
      [0.0005, 0.0006],
      ['5e−4', '6e−4'],
    ],
    [
      [-50, 0, 50],
      ['−50', '0', '50'],
    ],
    [
      [1000, 1500],
      ['1\u00a0000', '1\u00a0500'],
    ],
    [
      [2e7, 2.5e7, 3e7],
      ['2.0e7', '2.5e7', '3.0e7'],
    ],
    [
      [0.301, 0.3015],
      ['0.3010', '0.3015'],
    ],
    [[7], ['7']],
  ];
  for (const [ticks, expected] of labels)
    it(`read ${expected.join(', ')}`, () => {
      assert.deepEqual(
        ticks.map((tick) => valueLabel(tick, ticks)),
        expected,
      );
    });

  it('of relative time are clocks from a minute on', () => {
    assert.deepEqual([0, 0.25, 30, 90, 3661, -120].map(relativeLabel), [
      '0 s',
      '0.25 s',
      '30 s',
      '1:30',
      '1:01:01',
      '−2:00',
    ]);
  });
});
