import assert from 'node:assert/strict';
import type { ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import { orderGroups } from '../../../../src/runs/compare/orderGroups.ts';
import type { SortValue } from '../../../../src/runs/compare/sortValue.ts';

const auc: ColumnRef = { group: 'metrics', key: 'auc', value: 'last' };
const lr: ColumnRef = { group: 'params', key: 'lr' };
const record = (key: 'star' | 'started' | 'name'): ColumnRef => ({ group: 'record', key });

/** Runs 0, 1, 2 … in the order they come, with their group and their values of one column. */
type Given = readonly (readonly [group: number, value: SortValue])[];

describe('groups of the compare table in order', () => {
  const cases: readonly (readonly [title: string, ColumnRef, Given, up: string, down: string])[] = [
    [
      'by their mean, not by their first run',
      auc,
      [
        [0, 0.9],
        [1, 0.8],
        [1, 0.7],
        [0, 0.1],
      ],
      '03 12',
      '12 03',
    ],
    [
      'a mean that is NaN, and none at all, last in either direction',
      auc,
      [
        [0, NaN],
        [1, undefined],
        [2, 1],
        [0, NaN],
        [2, NaN],
        [1, undefined],
        [3, 2],
      ],
      '24 6 03 15',
      '6 24 03 15',
    ],
    [
      'a metric that one of the runs has',
      auc,
      [
        [0, undefined],
        [1, 2],
        [0, 3],
      ],
      '1 02',
      '02 1',
    ],
    [
      'a param by its value as a number, then words, then groups that differ, then those without',
      lr,
      [
        [0, undefined],
        [1, '10'],
        [2, '9'],
        [3, 'auto'],
        [4, '1'],
        [0, undefined],
        [1, '10'],
        [2, '9'],
        [3, 'auto'],
        [4, '2'],
      ],
      '27 16 38 49 05',
      '16 27 38 49 05',
    ],
    [
      'more values after fewer',
      lr,
      [
        [0, '1'],
        [1, '1'],
        [0, '2'],
        [1, '2'],
        [0, '3'],
      ],
      '13 024',
      '024 13',
    ],
    [
      'by a star that any of the runs has',
      record('star'),
      [
        [0, 0],
        [1, 0],
        [1, 1],
      ],
      '0 12',
      '12 0',
    ],
    [
      'by the latest start',
      record('started'),
      [
        [0, 5],
        [1, 3],
        [1, 9],
        [0, 4],
      ],
      '03 12',
      '12 03',
    ],
    [
      'by the name of the first run, which is theirs',
      record('name'),
      [
        [0, 'b'],
        [1, 'a'],
        [1, 'z'],
        [0, 'b-2'],
      ],
      '12 03',
      '03 12',
    ],
    [
      'that sort alike as they came',
      auc,
      [
        [0, 1],
        [1, 1],
        [0, 3],
        [1, 3],
      ],
      '02 13',
      '02 13',
    ],
  ];
  for (const [title, column, given, up, down] of cases)
    it(title, () => {
      const at = (n: number) => given[n]?.[1];
      const ordered = (sign: 1 | -1) => shown(given, [{ column, sign, at }]);
      assert.deepEqual([ordered(1), ordered(-1)], [up, down]);
    });

  it('looks at the next key where groups are alike in the first', () => {
    const given: Given = [
      [0, 1],
      [1, 2],
      [0, 1],
      [1, 2],
    ];
    const alike = { column: lr, sign: 1, at: () => 'x' } as const;
    assert.equal(shown(given, [alike, { column: auc, sign: -1, at: (n) => given[n]?.[1] }]), '13 02');
  });

  it('keeps together what there is without a key, too', () => {
    const given: Given = [
      [0, 1],
      [1, 2],
      [0, 1],
    ];
    assert.equal(shown(given, []), '02 1');
  });
});

function shown(given: Given, sort: Parameters<typeof orderGroups>[2]): string {
  const ordinals = Uint32Array.from(given.keys());
  const found = orderGroups(
    ordinals,
    Uint32Array.from(given, ([group]) => group),
    sort,
  );
  const lists: number[][] = [];
  for (const [place, n] of found.ordinals.entries()) (lists[found.groups[place] ?? -1] ??= []).push(n);
  assert.deepEqual(
    [...found.groups],
    [...found.groups].sort((a, b) => a - b),
    'together',
  );
  return lists.map((list) => list.join('')).join(' ');
}
