import assert from 'node:assert/strict';
import type { CairnConfig } from '../../../../src/records/config.ts';
import { statedGoals } from '../../../../src/runs/objective/statedGoals.ts';

const cases: readonly (readonly [string, CairnConfig, directions: string, asksGoals: boolean])[] = [
  ['nothing', {}, '', false],
  ['a metric alone', { objective: { metric: 'auc' } }, '', false],
  ['a direction', { objective: { metric: 'auc', direction: 'minimize' } }, 'auc minimize', false],
  ['a target', { objective: { metric: 'auc', target: 0.9 } }, '', true],
  ['a limit', { objective: { metric: 'auc', constraints: { latencyMs: 5 } } }, '', true],
  ['no limit among constraints', { objective: { metric: 'auc', constraints: {} } }, '', false],
  [
    'another objective with a target',
    { objectives: [{ metric: 'size', direction: 'minimize', target: 9 }, { metric: 'x' }] },
    'size minimize',
    true,
  ],
];

describe('what config.yaml says about goals', () => {
  for (const [what, config, directions, asksGoals] of cases)
    it(`${what}: ${asksGoals ? 'asks something' : 'asks nothing'}`, () => {
      const stated = statedGoals(config);
      assert.equal(
        stated.directions.map(({ metric, direction }) => `${metric} ${direction}`).join(', '),
        directions,
      );
      assert.equal(stated.asksGoals, asksGoals);
    });
});
