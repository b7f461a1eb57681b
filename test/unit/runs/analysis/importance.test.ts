/** Figures of scikit-learn 1.7.2 and SciPy for the same data: RandomForestRegressor(200 trees, min_samples_leaf=3), permutation_importance, spearmanr. */
import assert from 'node:assert/strict';
import { binned, mostBins } from '../../../../src/runs/analysis/bins.ts';
import { importance, importanceSteps, type ParamColumn } from '../../../../src/runs/analysis/importance.ts';
import { rankCorrelation } from '../../../../src/runs/analysis/rankCorrelation.ts';
import { growTree, predict } from '../../../../src/runs/analysis/regressionTree.ts';
import { seededRandom, shuffle } from '../../../../src/runs/analysis/seededRandom.ts';

/** 240 runs of y = 3a − b + noise; c does nothing. */
function sample(): { a: number[]; b: number[]; c: number[]; y: number[] } {
  let state = 12345;
  const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
  const rows = Array.from({ length: 240 }, () => [random(), random(), random(), random()] as const);
  return {
    a: rows.map(([a]) => a),
    b: rows.map(([, b]) => b),
    c: rows.map(([, , c]) => c),
    y: rows.map(([a, b, , noise]) => 3 * a - b + 0.5 * (noise - 0.5)),
  };
}
const { a, b, c, y } = sample();
const column = (key: string, values: readonly (number | string | undefined)[]): ParamColumn => ({
  key,
  values: values.map((value) => (value === undefined ? undefined : String(value))),
});
const near = (found: number, expected: number, by: number) =>
  assert.ok(
    Math.abs(found - expected) <= by,
    `${String(found)} is not within ${String(by)} of ${String(expected)}`,
  );

describe('importance of params', () => {
  it('ranks params as scikit-learn does, with intervals that hold its figures', () => {
    const found = importance([column('c', c), column('b', b), column('a', a)], y);
    assert.equal(found.kind, 'importance');
    const { params, explained, runs } = found;
    assert.equal(runs, 240);
    assert.deepEqual(
      params.map(({ key }) => key),
      ['a', 'b', 'c'],
    );
    near(explained, 0.965, 0.02);
    const [ofA, ofB, ofC] = params;
    near(ofA?.importance ?? NaN, 1.64, 0.3);
    near(ofB?.importance ?? NaN, 0.173, 0.05);
    near(ofC?.importance ?? NaN, 0, 0.01);
    for (const { low, importance: value, high } of params) assert.ok(low <= value && value <= high);
    near(ofA?.correlation ?? NaN, 0.9400501744821956, 1e-12);
    near(ofB?.correlation ?? NaN, -0.32353686695949574, 1e-12);
    near(ofC?.correlation ?? NaN, 0.0434373860657303, 1e-12);
  });

  it('gives the same runs the same answer, whole or in steps', () => {
    const params = [column('a', a), column('b', b)];
    const steps = importanceSteps(params, y);
    let count = 0;
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) {
        assert.deepEqual(value, importance(params, y));
        break;
      }
      count += 1;
    }
    assert.equal(count, 100);
  });

  it('finds a word that matters, and says no direction of it', () => {
    const word = a.map((value) => (value > 0.5 ? 'adam' : 'sgd'));
    const found = importance([column('opt', word), column('c', c)], y);
    assert.ok(found.kind === 'importance');
    assert.equal(found.params[0]?.key, 'opt');
    assert.equal(found.params[0].correlation, null);
  });

  it('takes that a run lacks a param as a value of its own', () => {
    const found = importance(
      [
        column(
          'x',
          a.map((value) => (value > 0.6 ? 1 : undefined)),
        ),
        column('c', c),
      ],
      y,
    );
    assert.ok(found.kind === 'importance');
    assert.equal(found.params[0]?.key, 'x');
    assert.equal(found.params[0].correlation, null);
  });

  const silent: readonly [
    name: string,
    params: readonly ParamColumn[],
    objective: readonly number[],
    kind: string,
  ][] = [
    ['no runs', [], [], 'tooFew'],
    ['19 runs', [column('a', a.slice(0, 19))], y.slice(0, 19), 'tooFew'],
    [
      'runs whose objective is NaN or infinite',
      [column('a', a)],
      y.map((one, at) => (at < 10 ? one : at % 2 ? NaN : Infinity)),
      'tooFew',
    ],
    ['no params', [], y, 'nothingVaries'],
    [
      'a param that is the same in all',
      [
        column(
          'a',
          a.map(() => 1),
        ),
      ],
      y,
      'nothingVaries',
    ],
    [
      'a param that no run has',
      [
        column(
          'a',
          a.map(() => undefined),
        ),
      ],
      y,
      'nothingVaries',
    ],
    ['an objective that is the same in all', [column('a', a)], y.map(() => 0.5), 'nothingVaries'],
    ['a param that says nothing', [column('c', c)], y, 'unexplained'],
  ];
  for (const [name, params, objective, kind] of silent)
    it(`is silent about ${name}`, () => {
      assert.equal(importance(params, objective).kind, kind);
    });

  for (const [factor, offset] of [
    [1e12, 0],
    [1e-12, 0],
    [1e300, 0],
    [-1, 0],
    [1e-3, 1e6],
  ] as const)
    it(`does not depend on the objective's scale: ${String(factor)} times, ${String(offset)} more`, () => {
      const params = [column('a', a), column('b', b), column('c', c)];
      const plain = importance(params, y);
      const found = importance(
        params,
        y.map((value) => value * factor + offset),
      );
      assert.ok(found.kind === 'importance' && plain.kind === 'importance', found.kind);
      for (const [at, { key, importance: value }] of found.params.entries()) {
        assert.equal(key, plain.params[at]?.key);
        near(value, plain.params[at]?.importance ?? NaN, 0.01);
      }
    });
});

describe('bins', () => {
  const cases: readonly [name: string, values: readonly number[], bins: readonly number[]][] = [
    ['nothing', [], []],
    ['each value its own', [5, 1, 3, 1], [2, 0, 1, 0]],
    ['a constant', [2, 2], [0, 0]],
    ['negative and large', [-1e300, 1e300, 0], [0, 2, 1]],
  ];
  for (const [name, values, bins] of cases)
    it(name, () => {
      assert.deepEqual([...binned(Float64Array.from(values))], bins);
    });

  it('hold equally many of many values, in order', () => {
    const bins = binned(Float64Array.from({ length: 6400 }, (_, at) => at));
    assert.equal(bins[0], 0);
    assert.equal(bins.at(-1), mostBins - 1);
    assert.ok(bins.every((bin, at) => at === 0 || bin >= (bins[at - 1] ?? 0)));
    for (let bin = 0; bin < mostBins; bin += 1) assert.equal(bins.filter((one) => one === bin).length, 100);
  });

  it('keep equal values together, however many there are', () => {
    const values = Float64Array.from({ length: 1000 }, (_, at) => (at < 700 ? 1 : at));
    const bins = binned(values);
    assert.equal(new Set(bins.subarray(0, 700)).size, 1);
    assert.ok((bins[999] ?? 0) > (bins[700] ?? 0));
  });
});

describe('rank correlation', () => {
  const cases: readonly [name: string, x: readonly number[], y: readonly number[], rho: number][] = [
    ['the same order', [1, 2, 3], [10, 20, 1000], 1],
    ['the reverse', [1, 2, 3], [3, 2, 1], -1],
    ['two pairs are too few', [1, 2], [1, 2], NaN],
    ['a constant side', [1, 1, 1], [1, 2, 3], NaN],
    ['pairs that are not finite are left out', [1, NaN, 2, 3, 4], [1, 5, 2, 3, Infinity], 1],
  ];
  for (const [name, x, y2, rho] of cases)
    it(name, () => {
      assert.equal(rankCorrelation(Float64Array.from(x), Float64Array.from(y2)), rho);
    });

  it('gives ties their mean rank, as SciPy does', () => {
    const [u, w] = [a.map((value) => Math.floor(value * 5)), y.map((value) => Math.floor(value * 2))];
    near(rankCorrelation(Float64Array.from(u), Float64Array.from(w)), 0.9194225400135599, 1e-12);
  });
});

describe('regression tree', () => {
  const table = (columns: readonly (readonly number[])[], values: readonly number[]) => ({
    rows: values.length,
    features: columns.length,
    bins: Uint8Array.from(columns.flat()),
    y: Float64Array.from(values),
  });
  const grow = (given: ReturnType<typeof table>, smallest = 1) =>
    growTree(
      given,
      Int32Array.from({ length: given.rows }, (_, at) => at),
      {
        ...{ tried: given.features, smallest },
        random: seededRandom(1),
      },
    );

  it('splits where the two sides vary least', () => {
    const given = table(
      [
        [0, 0, 1, 1],
        [0, 1, 0, 1],
      ],
      [1, 1, 9, 9],
    );
    const tree = grow(given, 2);
    assert.equal(tree.feature[0], 0);
    assert.equal(tree.threshold[0], 0);
    assert.deepEqual(
      [0, 1, 2, 3].map((row) => predict(tree, given, row)),
      [1, 1, 9, 9],
    );
  });

  it('fits every value of a single feature when leaves may be small', () => {
    const given = table([[0, 1, 2, 3, 4]], [3, -1, 7, 7, 2]);
    const tree = grow(given);
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((row) => predict(tree, given, row)),
      [3, -1, 7, 7, 2],
    );
  });

  it('stays a leaf where nothing is gained, or leaves would be too small', () => {
    for (const [given, smallest] of [
      [table([[0, 1, 2]], [5, 5, 5]), 1],
      [table([[1, 1, 1]], [1, 2, 3]), 1],
      [table([[0, 1, 2]], [1, 2, 3]), 2],
    ] as const) {
      const tree = grow(given, smallest);
      assert.equal(tree.feature[0], -1);
      assert.equal(predict(tree, given, 0), [...given.y].reduce((sum, one) => sum + one, 0) / 3);
    }
  });

  it('takes one feature from another row when asked to', () => {
    const given = table([[0, 1]], [0, 10]);
    const tree = grow(given);
    assert.equal(predict(tree, given, 0), 0);
    assert.equal(predict(tree, given, 0, { feature: 0, row: 1 }), 10);
  });
});

describe('seeded random', () => {
  it('repeats itself, stays below one, and is spread evenly', () => {
    const [one, two] = [seededRandom(5), seededRandom(5)];
    const found = Array.from({ length: 10_000 }, one);
    assert.deepEqual(found.slice(0, 10), Array.from({ length: 10 }, two));
    assert.ok(found.every((value) => value >= 0 && value < 1));
    near(found.reduce((sum, value) => sum + value, 0) / found.length, 0.5, 0.02);
  });

  it('shuffles without losing one', () => {
    const items = Int32Array.from({ length: 50 }, (_, at) => at);
    shuffle(items, seededRandom(3));
    assert.notDeepEqual(
      [...items],
      [...items].sort((x, z) => x - z),
    );
    assert.deepEqual(
      [...items].sort((x, z) => x - z),
      Array.from({ length: 50 }, (_, at) => at),
    );
  });
});
