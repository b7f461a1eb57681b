import assert from 'node:assert/strict';
import { policyVerdict } from '../../../src/fairness/policyVerdict.ts';
import { fairnessPolicy } from '../../../src/records/fairnessPolicy.ts';
import { binaryCounts } from './countsOf.ts';

const counts = binaryCounts({ women: [300, 50, 190, 260], men: [420, 60, 100, 420], few: [2, 1, 1, 1] });
const now = Date.parse('2026-11-30T08:00:00Z');
const settings = { minSize: 30, reference: {}, seed: 'x', now };
const judge = (policy: unknown, options: Partial<typeof settings> = {}) =>
  policyVerdict(counts, fairnessPolicy.parse(policy), { ...settings, ...options });
const limit = { metric: 'equalOpportunity', difference: 0.1 };
const exception = {
  metric: 'equalOpportunity',
  attribute: 'sex',
  by: 'ada',
  until: '2026-12-31',
  why: 'v9 is on its way',
};

describe('a fairness policy', () => {
  const cases: readonly (readonly [name: string, policy: object, verdict: string, says: RegExp])[] = [
    [
      'holds within a difference',
      { limits: [{ ...limit, difference: 0.5 }] },
      'within',
      /equal opportunity difference by sex: 0\.2299 \[.*\], within the limit of 0\.5\.$/,
    ],
    [
      'exceeds a difference, and names the pair',
      { limits: [limit] },
      'exceeds',
      /exceeds the limit of 0\.1: sex = men against sex = women\.$/,
    ],
    [
      'exceeds a ratio',
      { limits: [{ metric: 'equalOpportunity', ratio: 0.8 }] },
      'exceeds',
      /equal opportunity ratio by sex: 0\.7153/,
    ],
    ['judges single rates', { limits: [{ metric: 'fnr', difference: 0.1 }] }, 'exceeds', /FNR difference/],
    [
      'needs data: a column that was not counted',
      { attributes: ['race'], limits: [limit] },
      'notEnough',
      /by race: not enough data: the predictions were not counted by race\.$/,
    ],
    [
      'needs data: a crossing that was not counted',
      { limits: [{ ...limit, attributes: [['sex', 'race']] }] },
      'notEnough',
      /sex × race/,
    ],
    [
      'needs a reference group',
      { limits: [{ ...limit, against: 'reference' }] },
      'notEnough',
      /the reference group is not there/,
    ],
  ];
  for (const [name, policy, verdict, says] of cases)
    it(name, () => {
      const found = judge(policy);
      assert.equal(found.verdict, verdict);
      assert.match(found.limits[0]?.says ?? '', says);
    });

  it('is not held without enough data, however wide the limit', () => {
    const found = judge({ limits: [{ ...limit, difference: 1 }] }, { minSize: 5000 });
    assert.deepEqual([found.verdict, found.limits[0]?.verdict], ['notEnough', 'notEnough']);
  });

  it('without limits is no pass', () => {
    assert.equal(judge({}).verdict, 'notEnough');
    const empty = judge({ limits: [{ metric: 'fpr' }] });
    assert.deepEqual(
      [empty.verdict, empty.problems[0]],
      ['notEnough', 'The limit of FPR says neither difference nor ratio.'],
    );
  });

  for (const [name, idle] of [
    ['says no bound', { metric: 'fpr' }],
    ['is of no attribute', { ...limit, attributes: [] }],
  ] as const)
    it(`with a limit that ${name} is no pass, even where the others hold`, () => {
      const found = judge({ limits: [{ ...limit, difference: 1 }, idle] });
      assert.deepEqual([found.limits[0]?.verdict, found.verdict], ['within', 'notEnough']);
    });

  const exceptions: readonly (readonly [
    name: string,
    exception: object,
    more: object,
    counted: boolean,
    problem: RegExp | undefined,
  ])[] = [
    ['counts', {}, {}, true, undefined],
    ['counts on its last day, wherever that is', { until: '2026-11-30' }, {}, true, undefined],
    ['counts when who granted it may', {}, { mayGrant: ['ada', 'risk-ml'] }, true, undefined],
    [
      'does not count once expired',
      { until: '2026-11-28' },
      {},
      false,
      /that ada granted for equal opportunity ended on 2026-11-28/,
    ],
    ['does not count when who granted it may not', {}, { mayGrant: ['risk-ml'] }, false, /ada may not grant/],
    ['does not count without a date', { until: 'soon' }, {}, false, /has no date: soon/],
    ['does not count for another column', { attribute: 'race' }, {}, false, undefined],
    ['does not count for the ratio when it is for the difference', { kind: 'ratio' }, {}, false, undefined],
  ];
  for (const [name, change, more, counted, problem] of exceptions)
    it(`an exception ${name}`, () => {
      const found = judge({ limits: [limit], exceptions: [{ ...exception, ...change }], ...more });
      assert.equal(found.verdict, counted ? 'within' : 'exceeds');
      assert.equal(found.limits[0]?.verdict, 'exceeds');
      assert.deepEqual(found.limits[0].exception !== undefined, counted);
      if (counted) assert.match(found.limits[0].says, /which ada granted until .*: v9 is on its way$/);
      const [told, ...small] = problem ? found.problems : ['', ...found.problems];
      if (problem) assert.match(told ?? '', problem);
      assert.deepEqual(small, ['sex = few is too small to judge: 5 rows of 30.']);
    });

  it('no exception makes up for missing data', () => {
    const found = judge({ limits: [limit], exceptions: [exception] }, { minSize: 5000 });
    assert.deepEqual([found.verdict, found.limits[0]?.exception], ['notEnough', undefined]);
  });
});
