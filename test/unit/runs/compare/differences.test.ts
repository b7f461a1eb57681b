import assert from 'node:assert/strict';
import { differences, type SectionId } from '../../../../src/runs/compare/differences.ts';
import type { RunDetail } from '../../../../src/protocol/runShape.ts';
import { runDetailOf } from './runDetailOf.ts';

const shape = (last: number | 'NaN') => ({
  ...{ last, best: last, min: last, max: last, step: 1, bestStep: 1, count: 1, source: 'inbox' },
});

interface Case {
  readonly what: string;
  readonly runs: readonly (Partial<RunDetail> & { patch?: string; packages?: string })[];
  readonly section: SectionId;
  readonly rows: readonly (readonly unknown[])[];
  readonly same: number;
}

const cases: readonly Case[] = [
  {
    what: 'params that differ, and those that only one run has',
    runs: [{ params: { lr: '0.1', depth: '3' } }, { params: { lr: '1e-1', depth: '3', seed: '7' } }],
    section: 'params',
    rows: [
      ['lr', '0.1', '1e-1'],
      ['seed', null, '7'],
    ],
    same: 1,
  },
  {
    what: 'one of three runs',
    runs: [{ params: { lr: '1' } }, { params: { lr: '1' } }, { params: { lr: '2' } }],
    section: 'params',
    rows: [['lr', '1', '1', '2']],
    same: 0,
  },
  {
    what: 'last values of metrics, without those of the machine',
    runs: [
      { metrics: { auc: shape(0.8), 'system/cpu': shape(3) } },
      { metrics: { auc: shape('NaN'), 'system/cpu': shape(4) } },
    ],
    section: 'metrics',
    rows: [['auc', 0.8, 'NaN']],
    same: 0,
  },
  {
    what: 'a name that JavaScript objects have themselves',
    runs: [{ tags: { constructor: 'a' } }, { tags: {} }],
    section: 'tags',
    rows: [['constructor', 'a', null]],
    same: 0,
  },
  {
    what: 'versions and roles of data',
    runs: [
      { datasets: [{ name: 'loans', role: 'train', version: 'v3', location: null, hash: null }] },
      { datasets: [{ name: 'loans', role: 'train', version: 'v4', location: null, hash: null }] },
    ],
    section: 'data',
    rows: [['loans', 'v3 train', 'v4 train']],
    same: 0,
  },
  {
    what: 'packages',
    runs: [{ packages: 'numpy==1.26.0\ntorch==2.3\n' }, { packages: 'numpy==1.26.4\ntorch==2.3\n' }],
    section: 'packages',
    rows: [['numpy', '1.26.0', '1.26.4']],
    same: 1,
  },
  {
    what: 'uncommitted changes by their content',
    runs: [{ patch: 'a' }, { patch: '' }],
    section: 'code',
    rows: [['uncommitted changes', 'ca978112ca1b', null]],
    same: 2,
  },
];

describe('differences between runs', () => {
  for (const { what, runs, section, rows, same } of cases)
    it(`finds ${what}`, () => {
      const compared = runs.map(({ patch = '', packages = '', ...change }) => ({
        ...{ detail: runDetailOf(change), patch, packages },
      }));
      const found = differences(compared).find(({ id }) => id === section);
      assert.ok(found);
      assert.deepEqual(
        found.rows.map(({ key, values }) => [key, ...values]),
        rows,
      );
      assert.equal(found.same, same);
    });
});
