import assert from 'node:assert/strict';
import { scoreWalk, type WalkPlan } from '../../../src/data/scoreWalk.ts';
import { sortScores, type ScorePart } from '../../../src/data/sortScores.ts';
import { normalDraw, seededRandom, type Random } from '../../../src/base/seededRandom.ts';

/** Codes 0 and 1 are negatives and positives of one slice. */
const plan: WalkPlan = {
  positive: [false, true],
  slicings: [{ sliceOf: Int32Array.of(0, 0), slices: 1 }],
  isWeighted: false,
  isProbability: false,
};

function aucOf(parts: readonly ScorePart[], walk = plan) {
  const run = scoreWalk(walk);
  run.add(sortScores(parts), []);
  const [[curve] = []] = run.end().curves;
  assert.ok(curve?.auc);
  return curve.auc;
}

/** DeLong's estimate as the paper writes it: every pair is looked at. */
function byPairs(negatives: readonly number[], positives: readonly number[]) {
  const score = (x: number, y: number) => (x > y ? 1 : x === y ? 0.5 : 0);
  const mean = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
  const v10 = positives.map((x) => mean(negatives.map((y) => score(x, y))));
  const v01 = negatives.map((y) => mean(positives.map((x) => score(x, y))));
  const value = mean(v10);
  const spread = (list: readonly number[]) =>
    list.reduce((sum, v) => sum + (v - value) ** 2, 0) / (list.length - 1);
  return { value, variance: spread(v10) / v10.length + spread(v01) / v01.length };
}

const shapes: Readonly<Record<string, (random: Random) => number>> = {
  even: ({ uniform }) => uniform(),
  'with many ties': ({ uniform }) => Math.round(uniform() * 10) / 10,
  'all equal': () => 0.5,
  'crowded at 0': ({ uniform }) => Math.exp(-40 * uniform()),
  'over hundreds of orders of magnitude': ({ uniform }) => 10 ** (-300 * uniform()),
  'with signs': (random) => normalDraw(random) * 1e6,
  'hardly apart': ({ uniform }) => 1 + Math.floor(uniform() * 4) * Number.EPSILON,
};

describe('sorting scores', () => {
  for (const [name, draw] of Object.entries(shapes))
    it(`keeps what belongs to them: ${name}`, () => {
      const random = seededRandom(name);
      const parts = [700, 1, 0, 30_000].map((length, code) => {
        const scores = Float64Array.from({ length }, () => draw(random));
        return { code, scores, weights: scores.map((score) => score * 2 + code) };
      });
      const { scores, codes, weights } = sortScores(parts);
      assert.deepEqual(scores, Float64Array.from(parts.flatMap((part) => [...part.scores])).sort());
      assert.ok(scores.every((score, at) => weights?.[at] === score * 2 + (codes[at] ?? NaN)));
      assert.deepEqual(
        [0, 1, 2, 3].map((code) => codes.filter((own) => own === code).length),
        [700, 1, 0, 30_000],
      );
    });
});

describe('a walk over scores', () => {
  for (const [name, draw] of Object.entries(shapes))
    it(`finds the area and DeLong’s variance as all pairs do: ${name}`, () => {
      const random = seededRandom(`pairs ${name}`);
      const [negatives, positives] = [130, 90].map((length) => Array.from({ length }, () => draw(random)));
      assert.ok(negatives && positives);
      const found = aucOf([
        { code: 0, scores: Float64Array.from(negatives) },
        { code: 1, scores: Float64Array.from(positives) },
      ]);
      const expected = byPairs(negatives, positives);
      assert.ok(
        Math.abs(found.value - expected.value) < 1e-13,
        `${String(found.value)} ${String(expected.value)}`,
      );
      assert.ok(
        Math.abs(found.variance - expected.variance) < 1e-13,
        `${String(found.variance)} ${String(expected.variance)}`,
      );
      assert.equal(found.n, 90);
    });

  it('is the same in ranges that follow each other', () => {
    const random = seededRandom('ranges');
    const all = [0, 1].map((code) => ({ code, scores: Float64Array.from({ length: 500 }, random.uniform) }));
    const whole = scoreWalk({ ...plan, isProbability: true });
    whole.add(sortScores(all), [0.2, 0.5, 0.8]);
    const ranges = scoreWalk({ ...plan, isProbability: true });
    for (const [from, to, thresholds] of [
      [0, 0.3, [0.2]],
      [0.3, 0.7, [0.5]],
      [0.7, 1, [0.8]],
    ] as const)
      ranges.add(
        sortScores(
          all.map(({ code, scores }) => ({ code, scores: scores.filter((s) => s >= from && s < to) })),
        ),
        thresholds,
      );
    const [expected, found] = [whole.end(), ranges.end()];
    assert.deepEqual(found.thresholds, expected.thresholds);
    const [[a] = []] = expected.curves;
    const [[b] = []] = found.curves;
    assert.deepEqual([b?.positives, b?.negatives, b?.totals], [a?.positives, a?.negatives, a?.totals]);
    assert.equal(b?.auc?.value, a?.auc?.value);
    assert.deepEqual(
      b?.calibration.map(({ rows }) => rows),
      a?.calibration.map(({ rows }) => rows),
    );
  });

  it('with equal weights is as without', () => {
    const random = seededRandom('weights');
    const parts = [0, 1].map((code) => ({
      code,
      scores: Float64Array.from({ length: 300 }, random.uniform),
    }));
    const heavy = parts.map((part) => ({ ...part, weights: part.scores.map(() => 3) }));
    const [plainArea, weighted] = [aucOf(parts), aucOf(heavy, { ...plan, isWeighted: true })];
    assert.ok(Math.abs(plainArea.value - weighted.value) < 1e-14);
    assert.ok(Math.abs(plainArea.variance - weighted.variance) < 1e-14);
    assert.equal(weighted.n, 300);
  });
});
