import assert from 'node:assert/strict';
import { overParametrised, type SizedModel } from '../../../../src/runs/objective/overParametrised.ts';

const model = (id: string, value: number, size: Partial<SizedModel>): SizedModel => ({
  ...{ id, value, parameters: undefined, modelBytes: undefined, latencyMs: undefined },
  ...size,
});

describe('the hint about a model that is larger than it need be', () => {
  const small = model('small', 0.9, { parameters: 1000 });
  const cases: [string, SizedModel, readonly SizedModel[], 'maximize' | 'minimize', unknown][] = [
    [
      'names the smallest that is as good',
      model('big', 0.9, { parameters: 5000 }),
      [small, model('middle', 0.95, { parameters: 2000 })],
      'maximize',
      { than: 'small', by: 'parameters', times: 5 },
    ],
    [
      'is silent when the smaller one is worse',
      model('big', 0.91, { parameters: 5000 }),
      [small],
      'maximize',
      undefined,
    ],
    [
      'turns round where lower is better',
      model('big', 0.91, { parameters: 5000 }),
      [small],
      'minimize',
      { than: 'small', by: 'parameters', times: 5 },
    ],
    [
      'is silent below twice the size',
      model('big', 0.9, { parameters: 1999 }),
      [small],
      'maximize',
      undefined,
    ],
    [
      'looks at speed where no size is told',
      model('slow', 0.8, { latencyMs: 30 }),
      [model('fast', 0.8, { latencyMs: 10 })],
      'maximize',
      { than: 'fast', by: 'latencyMs', times: 3 },
    ],
    [
      'is silent about a run without a value',
      model('none', NaN, { parameters: 9e9 }),
      [small],
      'maximize',
      undefined,
    ],
    ['never compares a run with itself', small, [small], 'maximize', undefined],
  ];
  for (const [what, run, others, direction, expected] of cases)
    it(what, () => assert.deepEqual(overParametrised([run, ...others], direction).get(run.id), expected));
});
