import assert from 'node:assert/strict';
import type { CatalogEntry, ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import { defaultCost, defaultObjective } from '../../../../webview/pages/compare/plots/defaultColumns.ts';

const entry = (group: CatalogEntry['group'], key: string): CatalogEntry => ({
  ...{ group, key, runs: 3, differs: true },
});

describe('what is paid for the objective', () => {
  const cases: readonly [string, CatalogEntry[], string[], ColumnRef][] = [
    [
      'the size of the model',
      [entry('metrics', 'latency')],
      ['modelBytes', 'parameters'],
      record('modelBytes'),
    ],
    ['its parameters', [entry('metrics', 'latency')], ['parameters', 'latencyMs'], record('parameters')],
    ['its latency', [], ['latencyMs'], record('latencyMs')],
    [
      'a metric called like a cost',
      [entry('params', 'n_params'), entry('metrics', 'flops')],
      [],
      { group: 'metrics', key: 'flops', value: 'last' },
    ],
    ['a param called like a cost', [entry('params', 'n_params')], [], { group: 'params', key: 'n_params' }],
    [
      'how long it took',
      [entry('params', 'lr'), entry('metrics', 'system/n_params')],
      [],
      record('duration'),
    ],
  ];
  for (const [title, catalog, has, expected] of cases)
    it(`is ${title}`, () => {
      const cost = defaultCost({ catalog, scope: undefined }, (key) => has.includes(key));
      assert.deepEqual(cost, { column: expected, goal: 'minimize' });
    });
});

describe('the objective of a plot', () => {
  const scope = {
    ...{ name: 'credit', trusted: true, objective: null, asksGoals: true },
    directions: [{ metric: 'throughput_loss', direction: 'maximize' as const }],
  };
  const cases: readonly [string, typeof scope | undefined, 'maximize' | 'minimize'][] = [
    ['as its name tells', undefined, 'minimize'],
    ['as config.yaml says it', scope, 'maximize'],
  ];
  for (const [title, given, goal] of cases)
    it(`is better ${title}`, () => {
      const found = defaultObjective({ catalog: [entry('metrics', 'throughput_loss')], scope: given });
      assert.equal(found?.goal, goal);
    });
});

function record(key: 'modelBytes' | 'parameters' | 'latencyMs' | 'duration'): ColumnRef {
  return { group: 'record', key };
}
