/** A chart of fewer points shows what a chart of all points would. */
import assert from 'node:assert/strict';
import { decimate } from '../../../../src/storage/series/decimate.ts';

function columns(values: readonly number[], step = (i: number) => i * 10) {
  return {
    steps: Float64Array.from(values, (_, i) => step(i)),
    times: Float64Array.from(values, (_, i) => 1000 + i),
    values: Float64Array.from(values),
  };
}

const flat = (length: number, odd: Readonly<Record<number, number>>) =>
  columns(Array.from({ length }, (_, i) => odd[i] ?? 1));

describe('decimate', () => {
  it('returns a short series as it is', () => {
    const short = columns([1, NaN, 3]);
    assert.equal(decimate(short, 100), short);
  });

  const kept: [what: string, odd: Record<number, number>, steps: number[]][] = [
    ['keeps a spike between two pixels', { 4321: 99 }, [43210]],
    ['keeps two opposite spikes side by side', { 4321: 99, 4322: -99 }, [43210, 43220]],
    ['keeps a gap', { 4321: NaN }, [43210]],
    ['keeps a spike right after a gap', { 4321: NaN, 4322: 50 }, [43210, 43220]],
    [
      'keeps a finite spike beside an infinity',
      { 4321: Infinity, 4322: 50, 4323: -Infinity },
      [43210, 43220, 43230],
    ],
    ['keeps the first and the last point', {}, [0, 99_990]],
    ['keeps a leading NaN', { 0: NaN }, [0]],
  ];
  for (const [what, odd, steps] of kept) {
    it(what, () => {
      const all = flat(10_000, odd);
      const few = decimate(all, 100);
      assert.ok(few.steps.length <= 700);
      for (const step of steps) {
        const at = few.steps.indexOf(step);
        assert.ok(at >= 0, `step ${step}`);
        assert.ok(Object.is(few.values[at], all.values[step / 10]));
        assert.equal(few.times[at], 1000 + step / 10);
      }
    });
  }

  it('keeps the order of steps that go back, and repeats none', () => {
    const all = columns(
      Array.from({ length: 5000 }, (_, i) => Math.sin(i)),
      (i) => i % 1000,
    );
    const few = decimate(all, 50);
    const times = [...few.times];
    assert.deepEqual(
      times,
      [...new Set(times)].sort((a, b) => a - b),
    );
  });

  it('keeps a series of nothing but NaN a gap', () => {
    const few = decimate(columns(new Array<number>(1000).fill(NaN)), 10);
    assert.ok(few.values.length > 0 && few.values.every(Number.isNaN));
  });
});
