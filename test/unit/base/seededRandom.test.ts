import assert from 'node:assert/strict';
import { binomialDraw, gammaDraw, normalDraw, seededRandom } from '../../../src/base/seededRandom.ts';

describe('seeded random numbers', () => {
  it('are the same for the same seed and others for another', () => {
    const first = (seed: string) => Array.from({ length: 5 }, seededRandom(seed).uniform);
    assert.deepEqual(first('a'), first('a'));
    assert.notDeepEqual(first('a'), first('b'));
  });

  // Below n · p = 10 by inversion, above by rejection, above a half by its mirror.
  for (const [n, p] of [
    [1, 0.4],
    [30, 0.1],
    [200, 0.04],
    [200, 0.3],
    [60, 0.9],
    [2_000_000, 0.25],
  ] as const)
    it(`draw binomials as they should be: n ${String(n)}, p ${String(p)}`, () => {
      const random = seededRandom(`binomial ${String(n)} ${String(p)}`);
      const times = 40_000;
      let [sum, squares] = [0, 0];
      const seen = new Map<number, number>();
      for (let at = 0; at < times; at++) {
        const k = binomialDraw(random, n, p);
        assert.ok(Number.isInteger(k) && k >= 0 && k <= n);
        sum += k - n * p;
        squares += (k - n * p) ** 2;
        seen.set(k, (seen.get(k) ?? 0) + 1);
      }
      const variance = n * p * (1 - p);
      assert.ok(Math.abs(sum / times) < 4.5 * Math.sqrt(variance / times), String(sum / times));
      assert.ok(Math.abs(squares / times / variance - 1) < 0.05, String(squares / times / variance));
      if (n > 300) return;
      // Pearson's χ² over the values that are likely enough.
      let [chi, degrees] = [0, -1];
      let chance = (1 - p) ** n;
      for (let k = 0; k <= n; k++) {
        if (chance * times > 20) {
          chi += ((seen.get(k) ?? 0) - chance * times) ** 2 / (chance * times);
          degrees += 1;
        }
        chance *= (p / (1 - p)) * ((n - k) / (k + 1));
      }
      assert.ok(
        chi < degrees + 5 * Math.sqrt(2 * Math.max(1, degrees)),
        `${String(chi)} of ${String(degrees)}`,
      );
    });

  it('draw normal and gamma numbers with their mean and variance', () => {
    const random = seededRandom('continuous');
    for (const [draw, mean, variance] of [
      [() => normalDraw(random), 0, 1],
      [() => gammaDraw(random, 0.4), 0.4, 0.4],
      [() => gammaDraw(random, 7), 7, 7],
    ] as const) {
      const found = Array.from({ length: 40_000 }, draw);
      const average = found.reduce((sum, x) => sum + x, 0) / found.length;
      const spread = found.reduce((sum, x) => sum + (x - average) ** 2, 0) / found.length;
      assert.ok(Math.abs(average - mean) < 5 * Math.sqrt(variance / found.length), String(average));
      assert.ok(Math.abs(spread / variance - 1) < 0.08, String(spread));
    }
  });
});
