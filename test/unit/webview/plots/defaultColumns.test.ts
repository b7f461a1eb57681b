import assert from 'node:assert/strict';
import type { CatalogEntry, ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import { defaultCost } from '../../../../webview/pages/compare/plots/defaultColumns.ts';

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
      const cost = defaultCost({ catalog, objective: null }, (key) => has.includes(key));
      assert.deepEqual(cost, { column: expected, goal: 'minimize' });
    });
});

function record(key: 'modelBytes' | 'parameters' | 'latencyMs' | 'duration'): ColumnRef {
  return { group: 'record', key };
}
