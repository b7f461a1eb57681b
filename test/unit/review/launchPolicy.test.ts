/** Which launches ask for an approved review, and what is said of a script that has none. */
import assert from 'node:assert/strict';
import type { ReviewPolicy } from '../../../src/records/reviewPolicy.ts';
import { lacksApproval, launchRule, type LaunchRule } from '../../../src/review/launchPolicy.ts';

describe('rules for launches', () => {
  const launch = { warn: ['src/**/*.py', 'nightly*'], require: ['prod/*.py', 'release'] };
  const cases: readonly (readonly [
    string,
    ReviewPolicy['launch'],
    string,
    string[],
    LaunchRule | undefined,
  ])[] = [
    ['nothing is asked for without them', undefined, 'src/train.py', ['release'], undefined],
    ['empty lists mean nothing', {}, 'src/train.py', ['release'], undefined],
    ['a glob of scripts', launch, 'src/deep/train.py', [], 'warn'],
    ['a script at a path', launch, 'prod/train.py', [], 'require'],
    ['a glob holds within a folder', launch, 'prod/deep/train.py', [], undefined],
    ['the name of a run configuration', launch, 'train.py', ['release'], 'require'],
    ['a glob of names', launch, 'train.py', ['nightly-2026'], 'warn'],
    ['the stricter one of two', launch, 'src/train.py', ['release'], 'require'],
    ['a quick local run', launch, 'train.py', [], undefined],
  ];
  for (const [what, rules, script, names, wanted] of cases)
    it(what, () =>
      assert.equal(
        launchRule(rules === undefined ? undefined : { launch: rules }, { script, names }),
        wanted,
      ),
    );

  it('mean nothing that cannot be reviewed', () => {
    assert.equal(launchRule({ launch }, { script: undefined, names: ['release'] }), undefined);
  });
});

describe('a script that is not approved as it is', () => {
  const base = { changesRequestedBy: ['Sam <sam@x.org>'] };
  const cases = [
    ['never', 'train.py was never reviewed.'],
    ['started', 'The review of train.py is not finished.'],
    ['requested', 'The review of train.py is not finished.'],
    ['changesRequested', 'Sam asked for changes of train.py.'],
    ['approved', undefined],
  ] as const;
  for (const [state, sentence] of cases)
    it(`is told of: ${state}`, () => assert.equal(lacksApproval('train.py', { ...base, state }), sentence));
});
