import assert from 'node:assert/strict';
import { goalRow } from '../../../src/cli/goalRow.ts';
import type { GoalCheck } from '../../../src/protocol/runShape.ts';
import { goalText } from '../../../src/views/trees/rowText.ts';

describe('goals in words', () => {
  const metric: GoalCheck = {
    ...{ what: 'val_auc', kind: 'metric', sense: 'atLeast', limit: 0.75, found: 0.8, verdict: 'met' },
  };
  const cases: readonly [string, GoalCheck, string[]][] = [
    ['a metric that is good enough', metric, ['val_auc', 'at least 0.75', '0.8', 'met']],
    [
      'a model that is too large',
      { what: 'model', kind: 'modelSize', sense: 'atMost', limit: 5, found: 7.5, verdict: 'missed' },
      ['model', 'at most 5\u00a0MB', '7.5\u00a0MB', 'missed'],
    ],
    [
      'a latency that nobody measured',
      { what: 'latency', kind: 'latency', sense: 'atMost', limit: 40, found: null, verdict: 'notJudged' },
      ['latency', 'at most 40\u00a0ms', '–', 'not judged'],
    ],
  ];
  for (const [title, goal, row] of cases)
    it(`show ${title} in cairn show`, () => assert.deepEqual(goalRow(goal), row));

  for (const [meets, text] of [
    ['met', 'meets its goals'],
    ['missed', 'misses its goals'],
    ['notJudged', 'goals not judged'],
    [null, undefined],
  ] as const)
    it(`say ${text ?? 'nothing'} in a row`, () => assert.equal(goalText(meets), text));
});
