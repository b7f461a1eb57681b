import assert from 'node:assert/strict';
import type { CairnConfig } from '../../../../src/records/config.ts';
import type { MetricSummary } from '../../../../src/records/metric.ts';
import { goalsOf, verdictOf, type JudgedRun } from '../../../../src/runs/objective/goalsOf.ts';

const day = 86_400_000;
const metric = (key: string, values: readonly number[]): MetricSummary => {
  const known = values.filter((value) => !Number.isNaN(value));
  return {
    ...{ key, source: 'inbox', count: values.length },
    last: { step: values.length, time: 0, value: values.at(-1) ?? NaN },
    ...(known.length > 0 && {
      min: { step: 0, value: Math.min(...known) },
      max: { step: 0, value: Math.max(...known) },
    }),
  };
};

interface Case {
  readonly asks: string;
  readonly config: CairnConfig;
  readonly run: Partial<JudgedRun>;
  /** [what, found, verdict] */
  readonly expected: readonly (readonly [string, unknown, string])[];
  readonly verdict: string | null;
}

const cases: readonly Case[] = [
  { asks: 'nothing', config: {}, run: {}, expected: [], verdict: null },
  {
    asks: 'only for a metric, without a target',
    config: { objective: { metric: 'auc' } },
    run: { summaries: [metric('auc', [1])] },
    expected: [],
    verdict: null,
  },
  {
    asks: 'for a target that the best value reached, though not the last',
    config: { objective: { metric: 'auc', target: 0.9 } },
    run: { summaries: [metric('auc', [0.8, 0.9, 0.85])] },
    expected: [['auc', 0.9, 'met']],
    verdict: 'met',
  },
  {
    asks: 'for a loss, where lower is better by its name',
    config: { objective: { metric: 'val_loss', target: 0.3 } },
    run: { summaries: [metric('val_loss', [0.5, 0.31])] },
    expected: [['val_loss', 0.31, 'missed']],
    verdict: 'missed',
  },
  {
    asks: 'for a metric that the run does not have',
    config: { objective: { metric: 'auc', target: 0.9 } },
    run: {},
    expected: [['auc', null, 'notJudged']],
    verdict: 'notJudged',
  },
  {
    asks: 'for a metric that is only NaN',
    config: { objective: { metric: 'auc', target: 0.9 } },
    run: { summaries: [metric('auc', [NaN])] },
    expected: [['auc', 'NaN', 'missed']],
    verdict: 'missed',
  },
  {
    asks: 'for fresh data, a small and a fast model',
    config: {
      objective: {
        metric: 'auc',
        constraints: { dataAgeDays: 30, parameters: 1e6, modelMB: 5, latencyMs: 20 },
      },
    },
    run: {
      started: 100 * day,
      dataModified: 60 * day,
      modelBytes: 5e6,
      params: new Map([['n_params', '1000001']]),
      summaries: [metric('latency_ms', [30, 19])],
    },
    expected: [
      ['data age', 40, 'missed'],
      ['parameters', 1_000_001, 'missed'],
      ['model size', 5, 'met'],
      ['latency', 19, 'met'],
    ],
    verdict: 'missed',
  },
  {
    asks: 'for what the run does not tell',
    config: { objective: { metric: 'auc', constraints: { modelMB: 5, dataAgeDays: 1 } } },
    run: {},
    expected: [
      ['data age', null, 'notJudged'],
      ['model size', null, 'notJudged'],
    ],
    verdict: 'notJudged',
  },
  {
    asks: 'for seconds that are read as such',
    config: { objective: { metric: 'auc', constraints: { latencyMs: 20 } } },
    run: { summaries: [metric('test/inference_time_s', [0.015])] },
    expected: [['latency', 15, 'met']],
    verdict: 'met',
  },
  {
    asks: 'for limits of further metrics, and further targets',
    config: {
      objective: { metric: 'auc', constraints: { metrics: { fpr: { max: 0.1 }, recall: { min: 0.5 } } } },
      objectives: [{ metric: 'cost', direction: 'minimize', target: 2 }],
    },
    run: { summaries: [metric('fpr', [0.2, 0.1]), metric('recall', [0.4]), metric('cost', [1])] },
    expected: [
      ['cost', 1, 'met'],
      ['fpr', 0.1, 'met'],
      ['recall', 0.4, 'missed'],
    ],
    verdict: 'missed',
  },
];

describe('what config.yaml asks of a run', () => {
  for (const { asks, config, run, expected, verdict } of cases)
    it(`asks ${asks}`, () => {
      const goals = goalsOf(
        {
          summaries: [],
          params: new Map(),
          modelBytes: undefined,
          dataModified: undefined,
          started: 0,
          ...run,
        },
        config,
      );
      assert.deepEqual(
        goals.map(({ what, found, verdict: judged }) => [what, found, judged]),
        expected,
      );
      assert.equal(verdictOf(goals), verdict);
    });
});
