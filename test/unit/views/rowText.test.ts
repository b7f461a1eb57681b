import assert from 'node:assert/strict';
import type { RunRow } from '../../../src/protocol/runShape.ts';
import { rowDescription, rowLabel, rowSpeech, statusIcon } from '../../../src/views/trees/rowText.ts';
import { rowTooltip } from '../../../src/views/trees/rowTooltip.ts';

const now = 1_800_000_000_000;
const row: RunRow = {
  id: '20261123-084102-quiet-heron-3f9a',
  name: 'quiet-heron',
  status: 'finished',
  script: 'train_credit.py',
  experiment: null,
  started: now - 2 * 3_600_000 - 60_000,
  ended: now - 2 * 3_600_000,
  exitCode: 0,
  reason: null,
  star: false,
  progress: null,
  objective: null,
  isBest: false,
  problems: 0,
  meets: null,
  fairness: null,
  place: null,
};
const objective = { key: 'val_auc', direction: 'maximize', value: 0.8912, change: 0.0121 } as const;

const descriptions: readonly (readonly [says: string, row: Partial<RunRow>, text: string])[] = [
  [
    'a live run',
    {
      status: 'running',
      ended: null,
      exitCode: null,
      started: now - 130_000,
      progress: { at: 7, of: 20, unit: 'epoch' },
      objective: { ...objective, value: 0.874, change: null },
    },
    'epoch 7/20 · val_auc 0.874  2m',
  ],
  ['a finished run, better than before', { objective }, 'val_auc 0.891 ▲0.012  2h'],
  [
    'a finished run, lower than before',
    { objective: { ...objective, change: -0.1 } },
    'val_auc 0.891 ▼0.100  2h',
  ],
  ['no change against the best before', { objective: { ...objective, change: 0 } }, 'val_auc 0.891  2h'],
  [
    'a value that is not a number',
    { objective: { ...objective, value: 'NaN', change: 'NaN' } },
    'val_auc NaN  2h',
  ],
  ['a run that logged nothing', {}, 'finished  2h'],
  [
    'a run that failed',
    { status: 'failed', exitCode: 1, reason: 'ValueError: could not convert string' },
    'exit 1 · ValueError: could not convert string  2h',
  ],
  [
    'a run that was stopped',
    { status: 'stopped', exitCode: null, objective },
    'stopped · val_auc 0.891 ▲0.012  2h',
  ],
  [
    'a run whose machine died',
    { status: 'interrupted', exitCode: null, reason: 'The computer was switched off.' },
    'The computer was switched off.  2h',
  ],
  [
    'a run about which nothing can be proved',
    { status: 'unknown', ended: null, exitCode: null },
    'unknown  2h',
  ],
  [
    'a run that just starts',
    { status: 'starting', ended: null, exitCode: null, started: now },
    'starting  0s',
  ],
  ['a run that meets its goals', { objective, meets: 'met' }, 'val_auc 0.891 ▲0.012 · meets its goals  2h'],
  [
    'the best run, which misses its goals',
    { objective, isBest: true, meets: 'missed' },
    'val_auc 0.891 ▲0.012 · best · misses its goals  2h',
  ],
  ...(
    [
      ['exceeds', {}, '✗ fairness'],
      ['within', {}, '✓ fairness'],
      ['within', { until: '2027-12-31' }, '✓ fairness'],
      ['within', { until: '2026-12-31' }, '? fairness'],
      ['notEnough', {}, '? fairness'],
      ['exceeds', { isStale: true }, '? fairness'],
    ] as const
  ).map(
    ([verdict, change, sign]) =>
      [
        `a run whose predictions were judged: ${verdict} ${JSON.stringify(change)}`,
        {
          objective,
          fairness: { verdict, isStale: false, until: null, says: null, file: 'p.csv', run: null, ...change },
        },
        `val_auc 0.891 ▲0.012 · ${sign}  2h`,
      ] as const,
  ),
  ['a run that cannot be held against its goals', { meets: 'notJudged' }, 'goals not judged  2h'],
  [
    'a run that failed and misses its goals',
    { status: 'failed', exitCode: 1, meets: 'missed' },
    'exit 1 · misses its goals  2h',
  ],
  [
    'a live run, which is not judged yet',
    { status: 'running', ended: null, exitCode: null, started: now - 130_000, objective, meets: 'missed' },
    'val_auc 0.891 ▲0.012  2m',
  ],
  ['a reason over several lines', { status: 'failed', exitCode: 2, reason: 'a\n  b' }, 'exit 2 · a b  2h'],
];

describe('a row of the Runs view', () => {
  for (const [says, change, text] of descriptions)
    it(`describes ${says}`, () => {
      assert.equal(rowDescription({ ...row, ...change }, now).replaceAll('\u00a0', ' '), text);
    });

  it('tells a run that is starred from one that is the best', () => {
    assert.equal(rowLabel({ ...row, isBest: true }), 'quiet-heron');
    assert.equal(rowLabel({ ...row, star: true }), 'quiet-heron ★');
    assert.match(rowDescription({ ...row, isBest: true, objective }, now), /0\.891.* · best/);
    assert.doesNotMatch(rowDescription({ ...row, status: 'running', isBest: true, objective }, now), /best/);
  });

  it('is read out without icons and signs', () => {
    assert.equal(
      rowSpeech({ ...row, star: true, isBest: true, objective }, now).replaceAll('\u00a0', ' '),
      'quiet-heron, finished, starred, best of its script, val_auc 0.891, 2 h ago',
    );
  });

  it('is read out with its goals once it has ended, and has them in its tooltip', () => {
    const met: RunRow = { ...row, meets: 'met' };
    assert.equal(
      rowSpeech(met, now).replaceAll('\u00a0', ' '),
      'quiet-heron, finished, meets its goals, 2 h ago',
    );
    assert.doesNotMatch(rowSpeech({ ...met, status: 'running', ended: null }, now), /goals/);
    assert.match(rowTooltip({ ...row, meets: 'missed' }, now), /Goals.*misses its goals/);
    assert.doesNotMatch(rowTooltip(row, now), /[Gg]oals/);
  });

  it('has an icon for every status', () => {
    const statuses = [
      'starting',
      'running',
      'finished',
      'failed',
      'stopped',
      'interrupted',
      'unknown',
    ] as const;
    assert.deepEqual(statuses.map(statusIcon), [
      'loading~spin',
      'loading~spin',
      'check',
      'error',
      'debug-stop',
      'circle-slash',
      'question',
    ]);
  });

  it('has a tooltip in which names from outside stay text', () => {
    const tooltip = rowTooltip(
      { ...row, name: '<b>[x](command:bad)</b>', reason: '| a `b`', objective },
      now,
    );
    assert.ok(tooltip.includes('\\<b\\>\\[x\\]\\(command:bad\\)'));
    assert.ok(tooltip.includes('\\| a \\`b\\`'));
    assert.ok(tooltip.includes('better than the best before'));
  });
});
