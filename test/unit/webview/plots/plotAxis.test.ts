import assert from 'node:assert/strict';
import { niceTicks, plotAxis } from '../../../../webview/pages/compare/plots/plotAxis.ts';
import { plotColumn } from '../../../../webview/pages/compare/plots/plotColumn.ts';
import { sequence } from '../../../../webview/pages/compare/plots/sequence.ts';

const plain = { log: false, format: String };
const log = { log: true, format: String };

describe('axes of plots', () => {
  const columns: readonly [
    name: string,
    found: readonly (number | string | undefined)[],
    expected: unknown,
  ][] = [
    ['numbers', [1, 2.5, undefined], { kind: 'number', values: [1, 2.5, NaN] }],
    [
      'params that are all numbers',
      ['0.1', ' 1e-3', undefined],
      { kind: 'number', values: [0.1, 0.001, NaN] },
    ],
    ['NaN and infinity have no place', [NaN, -Infinity, 3], { kind: 'number', values: [NaN, NaN, 3] }],
    ['the word nan among numbers', ['nan', 'inf', '3'], { kind: 'number', values: [NaN, NaN, 3] }],
    [
      'a number in one run, a word in another',
      ['10', 'auto', '9'],
      { kind: 'category', values: [1, 2, 0], texts: ['9', '10', 'auto'] },
    ],
    ['an empty text is a category', ['', 'a'], { kind: 'category', values: [0, 1], texts: ['', 'a'] }],
    ['no run has it', [undefined, undefined], { kind: 'number', values: [NaN, NaN] }],
  ];
  for (const [name, found, expected] of columns)
    it(`reads ${name}`, () => {
      const column = plotColumn(found);
      assert.deepEqual({ ...column, values: [...column.values] }, expected);
    });

  const number = (...values: number[]) => ({ kind: 'number' as const, values: Float64Array.from(values) });

  it('puts values between 0 and 1 in their order, with room at the ends, and back', () => {
    const axis = plotAxis(number(10, 20, NaN), plain);
    assert.ok(axis);
    const places = [10, 15, 20].map(axis.placeOf);
    assert.ok((places[0] ?? 0) > 0 && (places[2] ?? 1) < 1);
    assert.ok(Math.abs((places[1] ?? 0) - 0.5) < 1e-9);
    assert.ok(Math.abs(axis.valueAt(places[0] ?? 0) - 10) < 1e-9);
    assert.ok(Number.isNaN(axis.placeOf(NaN)));
  });

  it('gives a constant a place in the middle', () => {
    for (const value of [5, 0, -3]) assert.equal(plotAxis(number(value, value), plain)?.placeOf(value), 0.5);
    assert.ok(Math.abs((plotAxis(number(7), log)?.placeOf(7) ?? 0) - 0.5) < 1e-9);
  });

  it('spaces a logarithmic axis by factors, without zero and below', () => {
    const axis = plotAxis(number(0.001, 1, 0, -4), log);
    assert.ok(axis);
    const [a = 0, b = 0, c = 0, d = 0] = [0.001, 0.01, 0.1, 1].map(axis.placeOf);
    assert.ok(Math.abs(b - a - (c - b)) < 1e-9 && Math.abs(d - c - (c - b)) < 1e-9);
    assert.ok(Number.isNaN(axis.placeOf(0)) && Number.isNaN(axis.placeOf(-4)));
    assert.deepEqual(
      axis.ticks(5).map(({ text }) => text),
      ['0.001', '0.01', '0.1', '1'],
    );
  });

  it('has no axis where nothing could be on it', () => {
    assert.equal(plotAxis(number(NaN), plain), undefined);
    assert.equal(plotAxis(number(0, -1), log), undefined);
    assert.equal(plotAxis({ kind: 'category', values: new Float64Array(), texts: [] }, plain), undefined);
  });

  it('gives each category a place of its own and leaves out ticks where there is no room', () => {
    const texts = ['a', 'b', 'c', 'd'];
    const axis = plotAxis({ kind: 'category', values: Float64Array.from([0, 3]), texts }, plain);
    assert.deepEqual(
      [0, 1, 2, 3].map((at) => axis?.placeOf(at)),
      [0.125, 0.375, 0.625, 0.875],
    );
    assert.deepEqual(
      axis?.ticks(2).map(({ text }) => text),
      ['a', 'c'],
    );
  });

  const ticks: readonly [min: number, max: number, most: number, expected: readonly number[]][] = [
    [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0.81, 0.9, 4, [0.825, 0.85, 0.875, 0.9]],
    [-3, 12, 4, [0, 5, 10]],
    [1e-9, 3e-9, 2, [1e-9, 2e-9, 3e-9]],
    [5, 5, 4, []],
    [-Infinity, 5, 4, []],
  ];
  for (const [min, max, most, expected] of ticks)
    it(`ticks of ${String(min)} … ${String(max)}`, () => {
      assert.deepEqual(niceTicks({ min, max }, most), expected);
    });

  it('mixes colours between the stops of a theme', () => {
    assert.deepEqual(sequence(['rgb(0, 0, 0)', 'rgb(100, 50, 0)', 'rgb(200, 50, 100)'], 5), [
      'rgb(0, 0, 0)',
      'rgb(50, 25, 0)',
      'rgb(100, 50, 0)',
      'rgb(150, 50, 50)',
      'rgb(200, 50, 100)',
    ]);
  });
});
