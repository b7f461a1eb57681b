/** Columns that are changed one at a time: what goes with them, and how edges are read. */
import assert from 'node:assert/strict';
import {
  changedColumns,
  columnsProblem,
  readEdges,
  withBins,
  type ColumnsChange,
} from '../../../src/fairness/columnChanges.ts';
import type { FairnessColumns } from '../../../src/protocol/fairnessPage.ts';

const columns: FairnessColumns = {
  ...{ label: 'y', prediction: 'p', positive: 'yes', cross: 2 },
  groups: [{ column: 'sex' }, { column: 'age', bins: { kind: 'quantile', count: 4 } }],
};

const cases: readonly (readonly [what: string, change: ColumnsChange, expected: Partial<FairnessColumns>])[] =
  [
    ['another label forgets what was favourable', { label: 'z' }, { label: 'z' }],
    ['the same label does not', { label: 'y' }, { positive: 'yes' }],
    ['scores beside decisions need no threshold', { score: 's' }, { score: 's', positive: 'yes' }],
    [
      'a label that was a group is none any more',
      { label: 'sex' },
      { label: 'sex', groups: [{ column: 'age', bins: { kind: 'quantile', count: 4 } }], cross: 1 },
    ],
    ['fewer groups cross less', { groups: [{ column: 'sex' }] }, { groups: [{ column: 'sex' }], cross: 1 }],
    ['several classes together', { task: 'classes', positive: undefined }, { task: 'classes' }],
  ];

describe('a change of columns', () => {
  for (const [what, change, expected] of cases)
    it(`of ${what}`, () => {
      const { positive: _, ...rest } = columns;
      const base = 'positive' in expected ? columns : rest;
      // Only those that name a favourable label keep it.
      const wanted =
        'label' in change || 'task' in change ? { ...base, ...expected } : { ...columns, ...expected };
      assert.deepEqual(changedColumns(columns, change), wanted);
    });

  it('to scores alone takes the usual threshold, and without scores there is none', () => {
    const scored = changedColumns(columns, { prediction: undefined, score: 's' });
    assert.deepEqual([scored.prediction, scored.score, scored.threshold], [undefined, 's', 0.5]);
    assert.equal(changedColumns(scored, { score: undefined, prediction: 'p' }).threshold, undefined);
    assert.equal(changedColumns(scored, { threshold: 0.7 }).threshold, 0.7);
  });

  it('tells what cannot be counted', () => {
    assert.equal(columnsProblem(columns), undefined);
    assert.match(
      columnsProblem(changedColumns(columns, { prediction: undefined })) ?? '',
      /^Without decisions/,
    );
    assert.match(columnsProblem({ ...columns, groups: [] }) ?? '', /needs a column of groups/);
  });

  it('of bins is of one column only', () => {
    assert.deepEqual(withBins(columns, 'age', { kind: 'edges', edges: [30] }).groups, [
      { column: 'sex' },
      { column: 'age', bins: { kind: 'edges', edges: [30] } },
    ]);
    assert.deepEqual(withBins(columns, 'age', undefined).groups, [{ column: 'sex' }, { column: 'age' }]);
  });
});

describe('edges of bins', () => {
  for (const [text, edges] of [
    ['18, 30, 65', [18, 30, 65]],
    ['-1.5 0;2e3', [-1.5, 0, 2000]],
    ['7', [7]],
    ['', undefined],
    ['30, 18', undefined],
    ['18, 18', undefined],
    ['18, x', undefined],
  ] as const)
    it(`“${text}”`, () => assert.deepEqual(readEdges(text), edges));
});
