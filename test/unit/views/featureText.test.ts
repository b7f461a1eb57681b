/** What lenses, hovers and lists say of a feature. */
import assert from 'node:assert/strict';
import { evidenceText, factsOf, lensTitle, reasonText } from '../../../src/views/features/featureText.ts';

const now = Date.parse('2026-06-01T12:00:00Z');
const plain = {
  ...{
    name: 'ratio',
    owner: null,
    description: null,
    kind: null,
    dataset: null,
    columns: [],
    function: null,
  },
  ...{ deprecated: null, runCount: 0, lastUsed: null, newest: null, models: [], modelCount: 0 },
};

describe('what is said of a feature', () => {
  it('is its owner, what it is and its models above its function, cut to fit', () => {
    assert.equal(lensTitle(plain), 'ratio: no owner · no description · in no model');
    assert.equal(
      lensTitle({
        ...plain,
        ...{ owner: 'risk-ml', description: `Debt\n  over ${'income '.repeat(20)}` },
        ...{ models: ['a v1', 'b v2', 'c v3', 'd v4'], modelCount: 7 },
      }),
      'risk-ml · Debt over income income income income income income income … · a v1, b v2, c v3 and 4 more',
    );
  });

  it('is everything else in a hover, with how the last use is known', () => {
    assert.deepEqual(factsOf(plain, now), ['No owner', 'Used by no run']);
    const evidence = [
      { by: 'inbox' as const, where: null },
      { by: 'script' as const, where: 'train.py:3' },
    ];
    const lastUsed = now - 3_600_000;
    assert.deepEqual(
      factsOf(
        {
          ...plain,
          ...{ owner: 'sam', kind: 'derived', dataset: 'loans', columns: ['a', 'b'], function: 'f.py#g' },
          ...{ deprecated: '2026-01-01', runCount: 12, lastUsed, models: ['churn v1'], modelCount: 1 },
          newest: { run: '1', name: 'calm-owl', script: 'train.py', started: lastUsed, evidence },
        },
        now,
      ),
      [
        'Owner: sam',
        'Kind: derived',
        'From loans: a, b · f.py#g',
        'Deprecated since 2026-01-01',
        'Used by 12 runs, last 1\u00a0h ago',
        'calm-owl: named by the script, named in train.py:3',
        'Models: churn v1',
      ],
    );
  });

  it('is why nobody is held to use it', () => {
    assert.equal(
      reasonText({
        reasons: [
          { why: 'old', days: 120 },
          { why: 'noChampion', days: null },
        ],
      }),
      'not used for 120 days · no champion uses it',
    );
    assert.equal(reasonText({ reasons: [{ why: 'never', days: null }] }), 'no run used it');
  });

  it('is how a use is known', () => {
    const said = (['signature', 'schema', 'columns', 'model', 'run'] as const).map((by) =>
      evidenceText([{ by, where: 'x' }]),
    );
    assert.deepEqual(said, [
      'input of the model, by its MLflow signature',
      'column of x, logged with MLflow',
      'column of x',
      'listed in its model file',
      'used by its run x',
    ]);
    const source = 'MLflow · mlruns';
    assert.equal(
      evidenceText([
        { by: 'signature', where: null, source },
        { by: 'schema', where: 'loans', source },
      ]),
      'input of the model, by its MLflow signature, column of loans, logged with MLflow (MLflow · mlruns)',
    );
  });
});
