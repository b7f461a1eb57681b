import assert from 'node:assert/strict';
import type { FairnessMark } from '../../../src/records/fairnessMark.ts';
import type { FairnessPolicy } from '../../../src/records/fairnessPolicy.ts';
import { fairnessPolicy } from '../../../src/records/fairnessPolicy.ts';
import { fairnessStand } from '../../../src/runs/fairnessStand.ts';
import { policyStamp } from '../../../src/storage/policyStamp.ts';

const policy: FairnessPolicy = { limits: [{ metric: 'fnr', difference: 0.1 }] };
const mark = (verdict: FairnessMark['verdict'], change: Partial<FairnessMark> = {}): FairnessMark => ({
  ...{ file: 'p.csv', report: 'p.json', verdict, policy: policyStamp(policy) },
  ...change,
});

describe('how a run stands by its fairness reports', () => {
  const table: readonly (readonly [what: string, marks: readonly FairnessMark[], stands: string | null])[] = [
    ['never judged', [], null],
    ['reported without limits', [mark(null)], null],
    ['one of two files exceeds', [mark('exceeds'), mark('within', { file: 'q.csv' })], 'exceeds p.csv'],
    ['too little is known of one', [mark('within'), mark('notEnough', { file: 'q.csv' })], 'notEnough q.csv'],
    [
      'its model was judged twice, by other runs',
      [mark('exceeds', { of: 'a' }), mark('within', { of: 'b' })],
      'within p.csv by b',
    ],
    [
      'its own predictions count beside those of other runs',
      [mark('exceeds'), mark('within', { of: 'b' })],
      'exceeds p.csv',
    ],
    ['judged by other limits', [mark('within', { policy: 'other' })], 'within p.csv stale'],
  ];
  for (const [what, marks, stands] of table)
    it(what, () => {
      const found = fairnessStand(marks, policy);
      const words = found && [
        ...[found.verdict, found.file],
        ...(found.run === null ? [] : ['by', found.run]),
        ...(found.isStale ? ['stale'] : []),
      ];
      assert.equal(words?.join(' ') ?? null, stands);
    });

  it('is stale when there is no policy any more', () => {
    assert.equal(fairnessStand([mark('within')], undefined)?.isStale, true);
  });

  it('knows the same demands in whatever order they are written', () => {
    const [a, b] = [
      { minSize: 30, limits: [{ metric: 'fnr', difference: 0.1 }], attributes: ['sex'] },
      { attributes: ['sex'], limits: [{ difference: 0.1, metric: 'fnr' }], minSize: 30 },
    ].map((one) => policyStamp(fairnessPolicy.parse(one)));
    assert.equal(a, b);
    assert.notEqual(a, policyStamp({ limits: [{ metric: 'fnr', difference: 0.2 }] }));
  });
});
