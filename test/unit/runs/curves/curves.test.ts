/** The answer to a page's question for curves, from points to packed columns. */
import assert from 'node:assert/strict';
import type { CurvesQuery, CurvesResult } from '../../../../src/protocol/compare/compareShape.ts';
import { curves, type CurveSource } from '../../../../src/runs/curves/curves.ts';
import type { PointColumns } from '../../../../src/storage/series/seriesFormat.ts';

const plain: CurvesQuery = {
  lines: [{ runs: ['a'] }],
  keys: ['loss'],
  axis: { kind: 'step' },
  from: null,
  to: null,
  logX: false,
  columns: 100,
  smoothing: 0,
  band: 'range',
  spread: false,
};

/** Values at steps 0, 1, 2 … a second apart. */
function sourceOf(series: Readonly<Record<string, readonly number[]>>): CurveSource {
  return {
    series: (run, key): PointColumns => {
      const values = Float64Array.from(series[`${run} ${key}`] ?? []);
      const steps = values.map((_, at) => at);
      return { steps, times: steps.map((step) => 5000 + step * 1000), values };
    },
    startOf: () => 5000,
  };
}

function unpacked({ curves: all, numbers }: CurvesResult): Record<string, unknown>[] {
  return all.map(({ line, key, at, count, steps, smooth, band }) => {
    let next = at;
    const column = (there: boolean) => {
      if (!there) return null;
      next += count;
      return [...new Float64Array(numbers, (next - count) * 8, count)];
    };
    return {
      ...{ line, key, x: column(true), y: column(true), steps: column(steps) },
      ...{ smooth: column(smooth), low: column(band), high: column(band) },
    };
  });
}

describe('curves', () => {
  const source = sourceOf({
    'a loss': [3, 2, 1],
    'b loss': [5, 4, 3],
    'a acc': [0.1, 0.2],
    'late loss': [1, NaN, NaN],
    'nan loss': [NaN, NaN],
    'wild loss': [1, Infinity, -Infinity, 2],
  });
  const none = { steps: null, smooth: null, low: null, high: null };

  it('are those of each metric and each line, without lines that have no point', () => {
    const lines = [{ runs: ['a'] }, { runs: ['nobody'] }, { runs: ['b'] }];
    const result = curves(source, { ...plain, lines, keys: ['loss', 'acc', 'unknown'] });
    assert.deepEqual(unpacked(result), [
      { line: 0, key: 'loss', x: [0, 1, 2], y: [3, 2, 1], ...none },
      { line: 2, key: 'loss', x: [0, 1, 2], y: [5, 4, 3], ...none },
      { line: 0, key: 'acc', x: [0, 1], y: [0.1, 0.2], ...none },
    ]);
    assert.equal(result.points, 8);
  });

  it('carry true steps where the axis is not the step', () => {
    const [curve] = unpacked(curves(source, { ...plain, axis: { kind: 'relative' }, smoothing: 0.5 }));
    assert.deepEqual(curve, {
      ...{ line: 0, key: 'loss', x: [0, 1, 2], y: [3, 2, 1], steps: [0, 1, 2] },
      // s: 1.5, 1.75, 1.375.
      ...{ smooth: [3, 1.75 / 0.75, 1.375 / 0.875], low: null, high: null },
    });
  });

  it('of a group have a mean and a band', () => {
    const [curve] = unpacked(curves(source, { ...plain, lines: [{ runs: ['a', 'b', 'nobody'] }] }));
    assert.deepEqual(curve, {
      ...{ line: 0, key: 'loss', x: [0, 1, 2], y: [4, 3, 2], steps: null, smooth: null },
      ...{ low: [3, 2, 1], high: [5, 4, 3] },
    });
  });

  const known: readonly { runs: string[]; least: unknown; greatest: unknown; nanSince: unknown }[] = [
    {
      runs: ['a'],
      least: { value: 1, step: 2, run: 'a' },
      greatest: { value: 3, step: 0, run: 'a' },
      nanSince: null,
    },
    {
      runs: ['a', 'b'],
      least: { value: 1, step: 2, run: 'a' },
      greatest: { value: 5, step: 0, run: 'b' },
      nanSince: null,
    },
    {
      runs: ['late'],
      least: { value: 1, step: 0, run: 'late' },
      greatest: { value: 1, step: 0, run: 'late' },
      nanSince: { x: 1, step: 1 },
    },
    { runs: ['nan'], least: null, greatest: null, nanSince: { x: 0, step: 0 } },
    {
      runs: ['wild'],
      least: { value: 1, step: 0, run: 'wild' },
      greatest: { value: 2, step: 3, run: 'wild' },
      nanSince: null,
    },
  ];
  for (const { runs, ...expected } of known)
    it(`know the extremes of ${runs.join(' and ')}, and from where on it is NaN`, () => {
      const { least, greatest, nanSince } = curves(source, { ...plain, lines: [{ runs }] }).curves[0] ?? {};
      assert.deepEqual({ least, greatest, nanSince }, expected);
    });

  it('know the extremes of the whole line where only a part is drawn', () => {
    const long = sourceOf({ 'a loss': Array.from({ length: 5000 }, (_, at) => (at === 17 ? -8 : at)) });
    const { curves: found, numbers } = curves(long, { ...plain, from: 3000, to: 3010 });
    const facts = found.map(({ least, total }) => ({ least, total }));
    assert.deepEqual(facts, [{ least: { value: -8, step: 17, run: 'a' }, total: 5000 }]);
    // The points of the range, and one on either side.
    assert.deepEqual(
      [...new Float64Array(numbers, 0, 13)],
      Array.from({ length: 13 }, (_, at) => 2999 + at),
    );
  });

  it('are smoothed over all points, whatever part is drawn', () => {
    const long = sourceOf({ 'a loss': Array.from({ length: 400 }, (_, at) => Math.sin(at)) });
    const smoothOf = (query: Partial<CurvesQuery>) =>
      unpacked(curves(long, { ...plain, columns: 1000, smoothing: 0.9, ...query }))[0]?.['smooth'];
    const whole = smoothOf({});
    assert.ok(Array.isArray(whole));
    assert.deepEqual(smoothOf({ from: 201, to: 209 }), whole.slice(200, 211));
  });

  it('keep what a logarithmic axis shows of the first steps', () => {
    const long = sourceOf({ 'a loss': Array.from({ length: 100_000 }, (_, at) => at % 2) });
    const { numbers } = curves(long, { ...plain, logX: true, columns: 500 });
    const few = new Float64Array(numbers, 0, 60);
    // Half of a logarithmic axis to 100 000 are the first 316 steps.
    assert.deepEqual(
      [...few].slice(1, 50),
      Array.from({ length: 49 }, (_, at) => at + 1),
    );
  });

  it('say how their values are spread, without what is not finite', () => {
    const values = Array.from({ length: 1600 }, (_, at) => (at % 100 === 0 ? NaN : at));
    const { spread } = curves(sourceOf({ 'a loss': values }), { ...plain, spread: true }).curves[0] ?? {};
    assert.equal(spread?.length, 16);
    for (const [part, value] of spread.entries())
      assert.ok(Math.abs(value - (part + 0.5) * 100) < 20, `${String(part)}: ${String(value)}`);
    assert.deepEqual(curves(source, plain).curves[0]?.spread, []);
  });
});
