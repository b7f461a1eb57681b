import assert from 'node:assert/strict';
import { baselines, type MarkedRun } from '../../../../src/runs/objective/baselines.ts';

const run = (n: number, mark: string, script?: string, experiment?: string): MarkedRun => ({
  ...{ n, script, experiment, mark },
});

describe('baselines', () => {
  const cases: [string, readonly MarkedRun[], string | undefined, string | undefined, number | undefined][] =
    [
      ['none is marked', [], 'a.py', 'x', undefined],
      [
        'the last mark of a script counts',
        [run(1, '10 script', 'a.py'), run(2, '9 script', 'a.py')],
        'a.py',
        undefined,
        1,
      ],
      ['other scripts have their own', [run(1, '10 script', 'a.py')], 'b.py', undefined, undefined],
      [
        'the script comes before the experiment',
        [run(1, '10 script', 'a.py'), run(2, '11 experiment', 'a.py', 'x')],
        'a.py',
        'x',
        1,
      ],
      ['the experiment counts across scripts', [run(2, '11 experiment', 'a.py', 'x')], 'b.py', 'x', 2],
      [
        'a script and an experiment of one name are two',
        [run(1, '1 script', 'x')],
        undefined,
        'x',
        undefined,
      ],
      [
        'a mark for an experiment that the run left says nothing',
        [run(1, '1 experiment', 'a.py')],
        'a.py',
        undefined,
        undefined,
      ],
    ];
  for (const [what, marked, script, experiment, expected] of cases)
    it(what, () => assert.equal(baselines(marked).of(script, experiment), expected));
});
