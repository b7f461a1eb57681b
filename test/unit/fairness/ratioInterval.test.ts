/** The interval of a ratio: near to that of logarithms where both are good, and honest at the edges. */
import assert from 'node:assert/strict';
import { ratioInterval } from '../../../src/fairness/ratioInterval.ts';
import { seededRandom } from '../../../src/base/seededRandom.ts';
import type { Rate } from '../../../src/fairness/sliceRates.ts';
import { wilson } from '../../../src/fairness/wilson.ts';

function rate(counted: number, n: number): Rate {
  const [low, high] = wilson(counted / n, n);
  return { value: counted / n, low, high, n };
}

describe('the interval of a ratio', () => {
  it('is that of Katz with many rows', () => {
    const found = ratioInterval(rate(2690, 9810), rate(2260, 14_140));
    const error = Math.sqrt(1 / 2690 - 1 / 9810 + 1 / 2260 - 1 / 14_140);
    const ratio = 2690 / 9810 / (2260 / 14_140);
    assert.ok(Math.abs((found?.low ?? 0) / (ratio * Math.exp(-1.96 * error)) - 1) < 0.002);
    assert.ok(Math.abs((found?.high ?? 0) / (ratio * Math.exp(1.96 * error)) - 1) < 0.002);
  });

  it('turns round with its shares', () => {
    const [a, b] = [rate(40, 90), rate(22, 120)];
    const [there, back] = [ratioInterval(a, b), ratioInterval(b, a)];
    assert.ok(Math.abs((there?.low ?? 0) * (back?.high ?? 0) - 1) < 1e-9);
    assert.ok(Math.abs((there?.high ?? 0) * (back?.low ?? 0) - 1) < 1e-9);
  });

  it('holds the truth in 95 of 100 draws', () => {
    const { uniform } = seededRandom('ratios');
    const draw = (share: number, n: number) =>
      Array.from({ length: n }, () => Number(uniform() < share)).reduce((sum, one) => sum + one, 0);
    const draws = 2000;
    let held = 0;
    for (let at = 0; at < draws; at++) {
      const found = ratioInterval(rate(draw(0.3, 80), 80), rate(draw(0.15, 150), 150));
      if (found && found.low <= 2 && found.high >= 2) held += 1;
    }
    assert.ok(held / draws > 0.935 && held / draws < 0.97, String(held / draws));
  });

  it('is none to a share of 0', () => {
    assert.equal(ratioInterval(rate(3, 30), rate(0, 30)), null);
  });
});
