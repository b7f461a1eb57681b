/** Who used a feature, how that is known, and which features nobody uses. */
import assert from 'node:assert/strict';
import {
  FeatureUsage,
  modelNames,
  type RunFacts,
  type UsageFacts,
} from '../../../src/catalog/featureUsage.ts';
import { feature } from '../../../src/records/feature.ts';

const dayMs = 86_400_000;
const now = Date.parse('2026-06-01T00:00:00Z');

const features = (entries: Readonly<Record<string, object>>) =>
  new Map(Object.entries(entries).map(([name, entry]) => [name, feature.parse(entry)]));
const run = (id: string, more: Partial<RunFacts> = {}): RunFacts => ({
  ...{ id, name: `run ${id}`, script: 'train.py', started: now - dayMs },
  ...{ features: [], signature: [], datasets: [] },
  ...more,
});
const version = (number: number, more: Partial<UsageFacts['versions'][number]> = {}) => ({
  ...{ model: 'churn', version: number, aliases: [], run: undefined, features: [] },
  ...more,
});
const usage = (facts: Partial<UsageFacts>) =>
  new FeatureUsage({ features: new Map(), runs: [], versions: [], scripts: new Map(), ...facts });
const said = (of: FeatureUsage, name: string) =>
  of
    .of(name)
    .runs.map(
      ({ run: id, evidence }) =>
        `${id} ${evidence.map(({ by, where }) => (where === null ? by : `${by} ${where}`)).join(', ')}`,
    );

const age = features({ age: {} });
const columns = ['age', 'id'];
const uses: [how: string, run: Partial<RunFacts>, scripts: UsageFacts['scripts'], evidence: string[]][] = [
  ['the inbox names it', { features: ['age'] }, new Map(), ['1 inbox']],
  ['it is an input of the model that MLflow kept', { signature: ['age'] }, new Map(), ['1 signature']],
  [
    'a dataset in MLflow has it',
    { datasets: [{ name: 'd', columns, from: 'mlflow' }] },
    new Map(),
    ['1 schema d'],
  ],
  [
    'a dataset of the catalog has it',
    { datasets: [{ name: 'd', columns, from: 'catalog' }] },
    new Map(),
    ['1 columns d'],
  ],
  ['the script names it', {}, new Map([['train.py', new Map([['age', 12]])]]), ['1 script train.py:12']],
  ['another script names it', {}, new Map([['other.py', new Map([['age', 12]])]]), []],
  [
    'all of them',
    { features: ['age'], signature: ['age'], datasets: [{ name: 'd', columns, from: 'mlflow' }] },
    new Map([['train.py', new Map([['age', 2]])]]),
    ['1 inbox, signature, schema d, script train.py:2'],
  ],
  [
    'the run says of another feature alone that it used it',
    { features: ['income'], datasets: [{ name: 'd', columns, from: 'mlflow' }] },
    new Map([['train.py', new Map([['age', 2]])]]),
    [],
  ],
  ['a name of every object', { features: ['constructor', '__proto__'] }, new Map(), []],
];

describe('the usage of features', () => {
  for (const [how, facts, scripts, evidence] of uses)
    it(`is told with its evidence: ${how}`, () => {
      assert.deepEqual(said(usage({ features: age, runs: [run('1', facts)], scripts }), 'age'), evidence);
    });

  it('knows a raw feature by its column, and one that is computed by its name only', () => {
    const named = features({
      client_age: { columns: 'age' },
      ratio: { columns: ['debt', 'income'] },
      bucket: { columns: 'debt', kind: 'discretised' },
      log_debt: { columns: 'debt', function: 'f.py#log_debt' },
    });
    const of = usage({ features: named, runs: [run('1', { signature: ['age', 'debt', 'income'] })] });
    assert.deepEqual(
      ['client_age', 'ratio', 'bucket', 'log_debt'].map((name) => of.of(name).runCount),
      [1, 0, 0, 0],
    );
  });

  it('has names like __proto__ among its features', () => {
    const odd = new Map([
      ['__proto__', feature.parse({})],
      ['constructor', feature.parse({})],
    ]);
    const of = usage({ features: odd, runs: [run('1', { features: ['__proto__'] })] });
    assert.deepEqual([said(of, '__proto__'), said(of, 'constructor')], [['1 inbox'], []]);
  });

  it('tells of model versions by their file, and by their run', () => {
    const of = usage({
      features: age,
      runs: [run('1', { features: ['age'] })],
      versions: [
        version(1, { run: '1' }),
        version(2, { features: ['age'], aliases: ['champion'], run: 'gone' }),
        version(3, { features: ['other'] }),
      ],
    });
    const { models, modelCount } = of.of('age');
    assert.deepEqual(
      models.map(({ version: number, evidence }) => [number, evidence]),
      [
        [2, [{ by: 'model', where: null }]],
        [1, [{ by: 'run', where: 'run 1' }]],
      ],
    );
    assert.equal(modelCount, 2);
    assert.deepEqual(modelNames(of.of('age')), ['churn v2 (champion)', 'churn v1']);
  });

  it('keeps the newest 200 runs and counts them all', () => {
    const runs = Array.from({ length: 1000 }, (_, at) =>
      run(String(at), { started: now - at * dayMs, features: ['age'] }),
    );
    const { runCount, lastUsed, runs: kept } = usage({ features: age, runs: runs.reverse() }).of('age');
    assert.deepEqual([runCount, lastUsed, kept.length, kept[0]?.run], [1000, now, 200, '0']);
  });

  it('is nothing for a feature that is not there', () => {
    assert.deepEqual(usage({}).of('gone'), {
      runCount: 0,
      modelCount: 0,
      lastUsed: null,
      runs: [],
      models: [],
      children: [],
    });
  });

  it('is found for ten thousand features and two thousand runs', () => {
    const many = features(
      Object.fromEntries(
        Array.from({ length: 10_000 }, (_, at) => [`f${at}`, { parents: at === 0 ? [] : [`f${at - 1}`] }]),
      ),
    );
    const names = [...many.keys()];
    const runs = Array.from({ length: 2000 }, (_, at) =>
      run(String(at), { features: names.slice(at, at + 500), started: now - at * dayMs }),
    );
    const of = usage({ features: many, runs });
    // f2499 and later are in no run, and nothing is made from them that is.
    assert.deepEqual([of.of('f499').runCount, of.of('f2498').runCount, of.of('f2499').runCount], [500, 1, 0]);
    assert.equal(
      of.unused(90, now).filter(({ reasons }) => reasons[0]?.why === 'never').length,
      10_000 - 2499,
    );
  });
});

const why = (of: FeatureUsage) =>
  Object.fromEntries(
    of
      .unused(90, now)
      .map(({ name, reasons }) => [
        name,
        reasons.map(({ why: reason, days }) => (days === null ? reason : `${reason} ${days}`)).join(),
      ]),
  );

describe('features that nobody uses', () => {
  it('are those of no run, and those whose last run is long ago', () => {
    const of = usage({
      features: features({
        never: {},
        old: {},
        fresh: {},
        young: { created: '2026-05-20' },
        aged: { created: '2025-05-20' },
      }),
      runs: [
        run('1', { started: now - 100 * dayMs, features: ['old', 'fresh'] }),
        run('2', { features: ['fresh'] }),
      ],
    });
    assert.deepEqual(why(of), { never: 'never', old: 'old 100', aged: 'never' });
  });

  it('are those of no champion, where there is one', () => {
    const facts = { features: features({ a: {}, b: {}, c: {} }), runs: [run('1', { features: ['a', 'b'] })] };
    assert.deepEqual(why(usage(facts)), { c: 'never' });
    const versions = [
      version(1, { aliases: ['champion'], features: ['a'] }),
      version(2, { features: ['b'] }),
    ];
    assert.deepEqual(why(usage({ ...facts, versions })), { b: 'noChampion', c: 'never,noChampion' });
  });

  it('are not those that a used feature is made from, however far', () => {
    const of = usage({
      features: features({
        a: {},
        b: { parents: 'a' },
        c: { parents: ['b', 'gone'] },
        d: { parents: 'e' },
        e: { parents: 'd' },
      }),
      runs: [run('1', { features: ['c'] })],
      versions: [version(1, { aliases: ['champion'], features: ['c'] })],
    });
    assert.deepEqual(why(of), { d: 'never,noChampion', e: 'never,noChampion' });
  });
});
