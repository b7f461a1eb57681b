import assert from 'node:assert/strict';
import { areaDraws } from '../../../src/data/drawnAreas.ts';
import { scoreWalk } from '../../../src/data/scoreWalk.ts';
import { sortScores } from '../../../src/data/sortScores.ts';
import { stepWalk, type StepPlan } from '../../../src/data/stepWalk.ts';
import { normalDraw, seededRandom, type Random } from '../../../src/base/seededRandom.ts';
import { attributeGaps } from '../../../src/fairness/attributeGaps.ts';
import { aucInterval } from '../../../src/fairness/aucInterval.ts';
import { wilson } from '../../../src/fairness/wilson.ts';
import { areaUnit, type ScoreCurve } from '../../../src/protocol/fairnessCounts.ts';

interface Row {
  readonly group: number;
  readonly isPositive: boolean;
  readonly score: number;
  readonly weight?: number;
}

function planOf(groups: number, isWeighted: boolean): StepPlan {
  const codes = Int32Array.from({ length: groups * 2 }, (_, code) => code);
  return {
    positive: Array.from(codes, (code) => code % 2 === 1),
    slicings: [
      { sliceOf: codes.map(() => 0), slices: 1 },
      { sliceOf: codes.map((code) => code >> 1), slices: groups },
    ],
    isWeighted,
  };
}

function sorted(rows: readonly Row[]) {
  return sortScores([
    {
      code: Int32Array.from(rows, ({ group, isPositive }) => group * 2 + Number(isPositive)),
      scores: Float64Array.from(rows, ({ score }) => score),
      weights: rows.some(({ weight }) => weight !== undefined)
        ? Float64Array.from(rows, ({ weight }) => weight ?? 1)
        : undefined,
    },
  ]);
}

/** Curves of all rows and by group, gathered from ranges that end at `edges`. */
function walked(rows: readonly Row[], edges: readonly number[] = []) {
  const groups = Math.max(...rows.map(({ group }) => group)) + 1;
  const isWeighted = rows.some(({ weight }) => weight !== undefined);
  const walk = scoreWalk({ ...planOf(groups, isWeighted), isProbability: false });
  for (const [at, to] of [...edges, Infinity].entries()) {
    const from = edges[at - 1] ?? -Infinity;
    walk.add(sorted(rows.filter(({ score }) => score >= from && score < to)), []);
  }
  const { curves, wholeDraws } = walk.end();
  const [[overall] = [], slices = []] = curves;
  assert.ok(overall);
  return { overall, slices, wholeDraws: wholeDraws[1] };
}

function areaOf(rows: readonly Row[]) {
  const { auc } = walked(rows).overall;
  assert.ok(auc);
  return auc;
}

/** The area of so many of each row, as it is written down: every pair is looked at. */
function byPairs(rows: readonly Row[], times: readonly number[]): number {
  let [above, pairs] = [0, 0];
  for (const [p, one] of rows.entries())
    for (const [n, other] of rows.entries()) {
      if (!one.isPositive || other.isPositive) continue;
      const weight = (times[p] ?? 0) * (times[n] ?? 0) * (one.weight ?? 1) * (other.weight ?? 1);
      pairs += weight;
      if (one.score > other.score) above += weight;
      else if (one.score === other.score) above += weight / 2;
    }
  return above / pairs;
}

/** Areas of rows that are drawn one by one, one fewer of each class and group than there are. */
function plainDraws(rows: readonly Row[], times: number, random: Random): number[] {
  const strata = new Map<string, number[]>();
  for (const [at, { group, isPositive }] of rows.entries()) {
    const key = `${String(group)} ${String(isPositive)}`;
    strata.set(key, [...(strata.get(key) ?? []), at]);
  }
  return Array.from({ length: times }, () => {
    const drawn = rows.map(() => 0);
    for (const places of strata.values())
      for (let time = 1; time < places.length; time++) {
        const at = places[Math.floor(random.uniform() * places.length)] ?? 0;
        drawn[at] = (drawn[at] ?? 0) + 1;
      }
    return byPairs(rows, drawn);
  });
}

function spreadOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

function quantiles(values: readonly number[]): number[] {
  const inOrder = Float64Array.from(values).sort();
  return [0.05, 0.25, 0.5, 0.75, 0.95].map(
    (share) => inOrder[Math.round(share * (inOrder.length - 1))] ?? NaN,
  );
}

interface Shape {
  readonly negatives: number;
  readonly positives: number;
  readonly score: (random: Random, isPositive: boolean) => number;
  readonly weight?: (random: Random) => number;
  readonly groups?: number;
}

function drawRows(shape: Shape, random: Random): Row[] {
  return Array.from({ length: shape.negatives + shape.positives }, (_, at) => {
    const isPositive = at >= shape.negatives;
    return {
      ...{ group: at % (shape.groups ?? 1), isPositive, score: shape.score(random, isPositive) },
      ...(shape.weight && { weight: shape.weight(random) }),
    };
  });
}

/** Normal scores, those of positives higher by so much. */
const apart = (by: number) => (random: Random, isPositive: boolean) =>
  normalDraw(random) + (isPositive ? by : 0);
const skewed = ({ uniform }: Random) => 0.1 + 5 * uniform() ** 3;

describe('drawn areas', function () {
  this.timeout(60_000);

  const small: Readonly<Record<string, Shape>> = {
    'few rows': { negatives: 12, positives: 9, score: apart(1) },
    ties: { negatives: 30, positives: 20, score: (random, sign) => Math.round(apart(1)(random, sign)) },
    weights: { negatives: 30, positives: 20, score: apart(0.8), weight: skewed },
    'weights and ties': {
      ...{ negatives: 25, positives: 20, weight: skewed },
      score: (random, sign) => Math.round(apart(0.8)(random, sign) * 2),
    },
    'more steps than are kept': { negatives: 110, positives: 90, score: apart(0.5) },
    'nearly parted': { negatives: 60, positives: 60, score: apart(3.2) },
  };
  for (const [name, shape] of Object.entries(small))
    it(`spread as those of rows that are drawn one by one: ${name}`, () => {
      const rows = drawRows(shape, seededRandom(name));
      const { value, error } = areaOf(rows);
      assert.ok(
        Math.abs(
          value -
            byPairs(
              rows,
              rows.map(() => 1),
            ),
        ) < 1e-12,
      );
      const expected = spreadOf(plainDraws(rows, 3000, seededRandom(`plain ${name}`)));
      // Both are of some thousands of draws: 1.6 and 1.3 % of standard error.
      assert.ok(Math.abs(error / expected - 1) < 0.08, `${String(error)} ${String(expected)}`);
    });

  it('are distributed as those of rows that are drawn one by one, of slices and of all rows together', () => {
    const rows = drawRows(
      { negatives: 90, positives: 60, score: apart(1.5), groups: 3 },
      seededRandom('joint'),
    );
    const { slices, overall, wholeDraws } = walked(rows);
    const whole = plainDraws(rows, 3000, seededRandom('plain joint'));
    const sides = [{ draws: wholeDraws, value: overall.auc?.value ?? NaN, plain: whole }];
    for (const [group, { auc }] of slices.entries()) {
      const plain = plainDraws(
        rows.filter((row) => row.group === group),
        3000,
        seededRandom(`plain ${String(group)}`),
      );
      sides.push({ draws: auc?.draws, value: auc?.value ?? NaN, plain });
    }
    for (const { draws = [], value, plain } of sides) {
      const spread = spreadOf(plain);
      const expected = quantiles(plain);
      for (const [at, found] of quantiles(draws.map((draw) => value + draw * areaUnit)).entries())
        assert.ok(
          Math.abs(found - (expected[at] ?? NaN)) < 0.2 * spread,
          `${String(found)} ${String(expected[at])}, spread ${String(spread)}`,
        );
    }
  });

  it('of all rows follow those of a slice as far as it is a part of them', () => {
    const random = seededRandom('follow');
    const rows = drawRows({ negatives: 4000, positives: 4000, score: apart(1) }, random).map((row, at) => ({
      ...row,
      group: at % 10 === 0 ? 1 : 0,
    }));
    const { slices, wholeDraws = [] } = walked(rows);
    const follows = slices.map(({ auc }) => correlationOf(auc?.draws ?? [], wholeDraws));
    // Parts of the same kind: √0.9 and √0.1.
    assert.ok(Math.abs((follows[0] ?? 0) - Math.sqrt(0.9)) < 0.04, follows.join(' '));
    assert.ok(Math.abs((follows[1] ?? 0) - Math.sqrt(0.1)) < 0.08, follows.join(' '));
  });

  it('have the same digits however rows come', () => {
    for (const weight of [undefined, skewed]) {
      const random = seededRandom('digits');
      const rows = drawRows(
        {
          ...{ negatives: 3000, positives: 2000, groups: 4 },
          score: (own, sign) => Math.round(apart(1)(own, sign) * 300) / 300,
          ...(weight && { weight }),
        },
        random,
      );
      const shuffled = rows
        .map((row) => ({ row, key: random.uniform() }))
        .sort((a, b) => a.key - b.key)
        .map(({ row }) => row);
      const expected = walked(rows);
      assert.deepEqual(walked(shuffled), expected);
      assert.deepEqual(walked(shuffled, [-0.5, 0.3, 0.31, 1.2]), expected);
      assert.ok(expected.slices.every(({ auc }) => new Set(auc?.draws).size > 500));
    }
  });

  const large: Readonly<Record<string, Shape>> = {
    'far among each other': { negatives: 30_000, positives: 20_000, score: apart(0.7), groups: 3 },
    'nearly parted': { negatives: 30_000, positives: 20_000, score: apart(4.5), groups: 3 },
    'nearly parted the other way round': {
      negatives: 20_000,
      positives: 30_000,
      score: apart(-4.5),
      groups: 2,
    },
    'few positives': { negatives: 60_000, positives: 300, score: apart(2), groups: 2 },
    'hundred scores': {
      ...{ negatives: 20_000, positives: 20_000, groups: 2 },
      score: (random, sign) => Math.round(apart(1)(random, sign) * 20) / 20,
    },
    weights: {
      negatives: 20_000,
      positives: 20_000,
      score: apart(1),
      groups: 2,
      weight: ({ uniform }) => 1 + uniform(),
    },
    'groups apart': {
      ...{ negatives: 20_000, positives: 20_000, groups: 2 },
      score: (random, sign) => apart(1)(random, sign) + (random.uniform() < 0.5 ? 50 : 0),
    },
  };
  for (const [name, shape] of Object.entries(large))
    it(`of many rows have DeLong’s variance, and steps lose next to nothing of it: ${name}`, () => {
      const rows = drawRows(shape, seededRandom(name));
      const walk = stepWalk(planOf(shape.groups ?? 1, shape.weight !== undefined));
      walk.add(sorted(rows));
      for (const { lost, shares } of walk.end().flat()) {
        // Of the width of an interval half of it: a thousandth, where chance of the draws is sixteen.
        assert.ok(lost < 2e-3, `lost ${String(lost)}`);
        assert.ok(shares.length <= 96, String(shares.length));
      }
      const { overall, slices } = walked(rows);
      for (const { auc } of [overall, ...slices]) {
        assert.ok(auc && auc.value < 1 && auc.value > 0);
        const ratio = auc.error / Math.sqrt(auc.variance);
        assert.ok(Math.abs(ratio - 1) < 0.07, `${String(auc.error)} ${String(Math.sqrt(auc.variance))}`);
      }
    });

  it('of thousands of slices are fewer, and as many for all', () => {
    assert.deepEqual([1, 50, 100, 1000, 50_000].map(areaDraws), [2000, 2000, 1000, 300, 100]);
    const random = seededRandom('many');
    const rows = drawRows({ negatives: 6000, positives: 6000, score: apart(1), groups: 400 }, random);
    const { slices, wholeDraws } = walked(rows);
    assert.ok(slices.every(({ auc }) => auc?.draws?.length === areaDraws(401)));
    assert.equal(wholeDraws?.length, areaDraws(401));
  });

  it('of one class are none, of wholly parted ones follow the rule of three', () => {
    const rows: Row[] = [
      ...Array.from({ length: 60 }, (_, at) => ({ group: 0, isPositive: at >= 20, score: at })),
      ...Array.from({ length: 30 }, (_, at) => ({ group: 1, isPositive: true, score: at })),
    ];
    const { slices } = walked(rows);
    const [parted, oneClass] = slices;
    assert.equal(oneClass?.auc, null);
    assert.ok(parted?.auc);
    assert.deepEqual([parted.auc.value, parted.auc.n, aucInterval(parted.auc)], [1, 20, wilson(1, 20)]);
    const draws = (parted.auc.draws ?? []).map((draw) => 1 + draw * areaUnit);
    const [low = 0] = quantiles(draws.map((draw) => 1 - draw)).slice(-1);
    assert.ok(Math.abs(low - -Math.log(0.05) / 20) < 0.03, String(low));
    assert.ok(draws.every((draw) => draw >= 0 && draw <= 1));
  });

  it('of a positive that is alone are as wide as they may be', () => {
    const rows = [0.1, 0.2, 0.3].map((score) => ({ group: 0, isPositive: score === 0.2, score }));
    const { value, error, n } = areaOf(rows);
    assert.deepEqual([value, n], [0.5, 1]);
    assert.ok(Math.abs(error - 0.5) < 0.03, String(error));
    const [low, high] = aucInterval({ value, error, n });
    assert.ok(low < 0.05 && high > 0.95);
  });

  it('of scores that are all the same do not move', () => {
    const rows = Array.from({ length: 40 }, (_, at) => ({ group: 0, isPositive: at % 2 === 0, score: 0.5 }));
    const { value, error } = areaOf(rows);
    assert.deepEqual([value, error], [0.5, 0]);
  });

  /** Φ(d / √2) of normal scores that are d apart. */
  const truths = [
    { by: 1, truth: 0.7602499389065233 },
    { by: 2, truth: 0.9213503964748575 },
    { by: 2.659, truth: 0.9699648 },
  ];
  const evenly = ({ uniform }: Random) => 0.5 + uniform();
  const sizes: readonly (Pick<Shape, 'negatives' | 'positives' | 'weight'> & {
    least: number;
    most: number;
  })[] = [
    { negatives: 12, positives: 12, least: 0.93, most: 0.998 },
    { negatives: 80, positives: 20, least: 0.92, most: 0.985 },
    { negatives: 80, positives: 50, least: 0.925, most: 0.975 },
    { negatives: 60, positives: 30, least: 0.92, most: 0.98, weight: evenly },
  ];
  for (const { by, truth } of truths)
    for (const { least, most, ...size } of sizes) {
      const { negatives, positives, weight } = size;
      const what = `${String(positives)} and ${String(negatives)} rows${weight ? ' with weights' : ''}`;
      it(`give intervals that hold what is true: ${truth.toFixed(2)} of ${what}`, () => {
        const random = seededRandom(`coverage ${what} ${String(by)}`);
        const times = weight ? 300 : 600;
        let held = 0;
        for (let time = 0; time < times; time++) {
          const [low, high] = aucInterval(areaOf(drawRows({ ...size, score: apart(by) }, random)));
          if (low <= truth && truth <= high) held += 1;
        }
        assert.ok(held / times > least && held / times < most, String(held / times));
      });
    }

  it('give intervals of gaps between groups, and against all rows, that hold what is true', () => {
    const random = seededRandom('gaps');
    const [a, b] = [0.7602499389065233, 0.6381631950841185];
    const specs = [
      { metric: 'auc', kind: 'difference', against: 'groups' },
      { metric: 'auc', kind: 'ratio', against: 'groups' },
    ] as const;
    const held = [0, 0];
    const times = 200;
    for (let time = 0; time < times; time++) {
      const rows = [1, 0.5].flatMap((by, group) =>
        drawRows({ negatives: 150, positives: 100, score: apart(by) }, random).map((row) => ({
          ...row,
          group,
        })),
      );
      const gaps = gapsOf(rows, specs);
      for (const [at, truth] of [a - b, b / a].entries())
        if ((gaps[at]?.low ?? 1) <= truth && truth <= (gaps[at]?.high ?? 0)) held[at] = (held[at] ?? 0) + 1;
    }
    for (const share of held) assert.ok(share / times > 0.92 && share / times < 0.99, held.join(' '));
  });

  it('against all rows know that the group is a part of them', () => {
    const rows = drawRows({ negatives: 3000, positives: 3000, score: apart(1) }, seededRandom('part'));
    const specs = [{ metric: 'auc', kind: 'difference', against: 'overall' }] as const;
    const [none] = gapsOf(rows, specs);
    assert.deepEqual([none?.value, none?.low, (none?.high ?? 1) < 1e-3], [0, 0, true]);
    // Nineteen twentieths: what is told of them is as sure as what is told of all, and moves with it.
    const parts = rows.map((row, at) => ({ ...row, group: at % 20 === 0 ? 1 : 0 }));
    const { overall, slices, wholeDraws = [] } = walked(parts);
    const draws = slices[0]?.auc?.draws ?? [];
    const apartFromAll = spreadOf(draws.map((draw, at) => draw - (wholeDraws[at] ?? NaN))) * areaUnit;
    assert.ok(apartFromAll < 0.3 * (overall.auc?.error ?? 0), String(apartFromAll));
  });
});

function gapsOf(rows: readonly Row[], specs: Parameters<typeof attributeGaps>[2]) {
  const { overall, slices, wholeDraws } = walked(rows);
  const slice = (values: string[], curve: ScoreCurve) => ({
    ...{ values, curve, rows: curve.totals.rows.reduce((sum, count) => sum + count, 0) },
  });
  return attributeGaps(
    { task: 'binary', classes: ['0', '1'], overall: slice([], overall) },
    {
      columns: ['g'],
      slices: slices.map((curve, at) => slice([String(at)], curve)),
      ...(wholeDraws && { wholeDraws }),
    },
    specs,
    { minSize: 30, reference: {}, seed: 'cairn' },
  );
}

function correlationOf(a: readonly number[], b: readonly number[]): number {
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [x, y] = [mean(a), mean(b)];
  const sum = a.reduce((all, value, at) => all + (value - x) * ((b[at] ?? NaN) - y), 0);
  return sum / (a.length - 1) / (spreadOf(a) * spreadOf(b));
}
